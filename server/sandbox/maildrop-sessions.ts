/**
 * The POP3 sessions that a world's users have at the moment: how many from where, and which one has a maildrop alone.
 * Kept in memory for as long as the sessions last, and never in the journal: with a process its sessions end.
 */
import type { World } from './world.ts';

/** A session of a user, until it leaves. */
export interface MaildropSession {
  /** This user's sessions at this host from this address, this one included. */
  readonly count: number;
  /** Takes the maildrop for this session alone; false where another one has it. */
  lock(): boolean;
  /** Gives back what it holds; a second time does nothing. */
  leave(): void;
}

class MaildropSessions {
  readonly #counts = new Map<string, number>();
  /** By user. */
  readonly #locks = new Map<string, MaildropSession>();

  enter(user: string, host: string, address: string): MaildropSession {
    const key = JSON.stringify([user, host, address]);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    let isOver = false;
    const session: MaildropSession = {
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

const sessionsOfWorlds = new WeakMap<World, MaildropSessions>();

/** All sessions of a world. */
export function maildropSessions(world: World): MaildropSessions {
  let sessions = sessionsOfWorlds.get(world);
  if (sessions === undefined) {
    sessions = new MaildropSessions();
    sessionsOfWorlds.set(world, sessions);
  }
  return sessions;
}
