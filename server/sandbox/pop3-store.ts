/** POP3's store: who may in, and an account's INBOX as a maildrop, seen as it was at log-in. Passwords stay in here. */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import { latin1 } from '../protocols/lines.ts';
import { md5 } from '../protocols/pop3/md5.ts';
import type { Login, Maildrop, Pop3Store } from '../protocols/pop3/store.ts';
import type { WorldChange } from './change.ts';
import type { Mailbox } from './mailbox.ts';
import { userSessions } from './user-sessions.ts';
import type { World } from './world.ts';

const INBOX = 'INBOX';

export function pop3Store(world: World, host: HostDefinition, _service: ServiceDefinition): Pop3Store {
  return {
    enter: (login) => {
      const definition = world.accountAt(host.name, login.user)?.definition;
      if (definition === undefined || !isProved(login.proof, definition.password)) return undefined;
      const { user } = definition;
      const session = userSessions(world).enter({ user, host: host.name, address: login.address, protocol: 'pop3' });
      return {
        sessions: session.count,
        open: ({ isAlone }) => (isAlone && !session.lock() ? undefined : maildropOf(world, user)),
        leave: () => session.leave(),
      };
    },
  };
}

/** RFC 1939 §7, APOP: the digest is of the timestamp, angle-brackets and all, with the password behind it. */
function isProved(proof: Login['proof'], password: string): boolean {
  if (password === '') return false;
  // What crosses are bytes, each one character here.
  if ('password' in proof) return proof.password === latin1(new TextEncoder().encode(password));
  return md5(new TextEncoder().encode(proof.timestamp + password)) === proof.digest.toLowerCase();
}

function maildropOf(world: World, user: string): Maildrop {
  // Asked for anew each time: a mailbox may be removed and made again while the session goes on.
  const inbox = (): Mailbox | undefined => world.account(user)?.mailboxes.get(INBOX);
  const uidValidity = inbox()?.uidValidity ?? 0;
  const messages = (inbox()?.mails ?? []).map(({ uid, body }) => ({ uid, sizeBytes: body.length }));
  const find = (uid: number): ReturnType<Mailbox['find']> => {
    const mailbox = inbox();
    return mailbox?.uidValidity === uidValidity ? mailbox.find(uid) : undefined;
  };
  return {
    messages,
    uidValidity,
    body: (uid) => find(uid)?.body,
    finish: ({ seen, removed }) => {
      const gone = new Set(removed);
      const changes: WorldChange[] = [];
      const flags = seen.flatMap((uid) => {
        const mail = find(uid);
        if (mail === undefined || gone.has(uid) || mail.flags.includes('\\Seen')) return [];
        return [[uid, [...mail.flags, '\\Seen']] as const];
      });
      if (flags.length > 0) changes.push({ type: 'flags-set', user, mailbox: INBOX, flags });
      const uids = removed.filter((uid) => find(uid) !== undefined);
      if (uids.length > 0) changes.push({ type: 'mails-removed', user, mailbox: INBOX, uids });
      if (changes.length > 0) world.commit(changes);
    },
  };
}
