/**
 * The POP3 and IMAP sessions that a world's users have at the moment: how many from where, and which one has a maildrop alone.
 * Kept in memory for as long as the sessions last, and never in the journal: with a process its sessions end.
 */
import type { World } from './world.ts';

/** A session of a user, until it leaves. */
export interface UserSession {
  /** This user's sessions of this protocol at this host from this address, this one included. */
  readonly count: number;
  /** Takes the maildrop for this session alone; false where another one has it. */
  lock(): boolean;
  /** Gives back what it holds; a second time does nothing. */
  leave(): void;
}

/** Whose session it is, and between which ends. */
export interface Whereabouts {
  readonly user: string;
  readonly host: string;
  readonly address: string;
  readonly protocol: string;
}

class UserSessions {
  readonly #counts = new Map<string, number>();
  /** By user. */
  readonly #locks = new Map<string, UserSession>();

  enter({ user, host, address, protocol }: Whereabouts): UserSession {
    const key = JSON.stringify([user, host, address, protocol]);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    let isOver = false;
    const session: UserSession = {
      count,
      lock: () => {
        const holder = this.#locks.get(user);
        if (holder === undefined && !isOver) this.#locks.set(user, session);
        return this.#locks.get(user) === session;
      },
      leave: () => {
        if (isOver) return;
        isOver = true;
        this.#counts.set(key, (this.#counts.get(key) ?? 1) - 1);
        if (this.#counts.get(key) === 0) this.#counts.delete(key);
        if (this.#locks.get(user) === session) this.#locks.delete(user);
      },
    };
    return session;
  }
}

const sessionsOfWorlds = new WeakMap<World, UserSessions>();

/** All sessions of a world. */
export function userSessions(world: World): UserSessions {
  let sessions = sessionsOfWorlds.get(world);
  if (sessions === undefined) {
    sessions = new UserSessions();
    sessionsOfWorlds.set(world, sessions);
  }
  return sessions;
}
