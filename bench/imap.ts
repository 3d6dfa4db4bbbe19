/** IMAP's part of the servers' bench: sessions, a mailbox fetched at once, and a mailbox that many sessions watch. */
import { Pipeline, type RunningHouse, startFloorFetch, type Talk, Watch } from './children.ts';
import { CLIENTS, compare, HOST, paced, type Shape, type Side } from './compare.ts';
import type { DovecotPorts } from './dovecot.ts';
import { quantile, say } from './figures.ts';
import { portOf } from './house.ts';
import type { Acknowledged } from './kept.ts';
import { LIBRARY_MAILS } from './mailboxes.ts';

/** What each measure asks for. */
const SESSION_RATIO = 2;
const BODIES_RATIO = 4;
const BODIES_TO_FLOOR = 0.16;
const TOLD_LIMIT_MS = 60;
const IDLE_LIMIT_KIB = 30;

const IDLE_SESSIONS = 500;
const WATCHED_DELIVERIES = 50;
const WARM_DELIVERIES = 10;

const SESSION: Shape = {
  name: `IMAP, a session of LOGIN, SELECT, FETCH of a body, LOGOUT, ${CLIENTS} at a time`,
  unit: 'sessions/s',
  conversations: 3000,
  unitsPerConversation: 1,
  atLeast: SESSION_RATIO,
};
const BODIES: Shape = {
  name: `IMAP, ${LIBRARY_MAILS} bodies of 2 to 6 KB, a FETCH for each, all sent at once by one client`,
  unit: 'bodies/s',
  conversations: 100,
  unitsPerConversation: LIBRARY_MAILS,
  atLeast: BODIES_RATIO,
};

/**
 * @param dovecot undefined where it is not installed
 * @returns what ours has acknowledged
 */
export async function benchImap(
  house: RunningHouse,
  talk: Talk,
  dovecot: DovecotPorts | undefined,
): Promise<Acknowledged> {
  const port = portOf(house.ready.ports, 'imap');
  if (dovecot !== undefined) {
    const sessions =
      (at: number): Side =>
      (shape) =>
        paced(talk, shape, { script: 'imap', port: at, told: undefined });
    await compare(SESSION, 'Dovecot', sessions(port), sessions(dovecot.imap));
  }
  await benchBodies(port, dovecot);
  return benchWatched(house);
}

async function benchBodies(port: number, dovecot: DovecotPorts | undefined): Promise<void> {
  const pipeline = new Pipeline();
  const floor = await startFloorFetch();
  const bodies =
    (at: number): Side =>
    async ({ conversations }) => {
      const { tookMs, bodies: came } = await pipeline.run({ host: HOST, port: at, times: conversations });
      return (came * 1000) / tookMs;
    };
  try {
    if (dovecot !== undefined) await compare(BODIES, 'Dovecot', bodies(port), bodies(dovecot.imap));
    await compare(
      { ...BODIES, conversations: 300, atLeast: BODIES_TO_FLOOR },
      'bare node',
      bodies(port),
      bodies(floor.ready.port),
    );
  } finally {
    await pipeline.end();
    await floor.kill();
  }
}

/** @returns what ours has acknowledged */
async function benchWatched(house: RunningHouse): Promise<Acknowledged> {
  const { ports } = house.ready;
  say(`\nIMAP, ${IDLE_SESSIONS} sessions that idle in one mailbox, told of a mail that comes by SMTP`);
  const watch = new Watch();
  try {
    const before = await house.memory();
    await watch.stand({
      host: HOST,
      imapPort: portOf(ports, 'imap'),
      smtpPort: portOf(ports, 'smtp'),
      sessions: IDLE_SESSIONS,
      mails: WATCHED_DELIVERIES,
      warmMails: WARM_DELIVERIES,
      firstMail: 0,
    });
    const kib = ((await house.memory()) - before) / IDLE_SESSIONS / 1024;
    const { toldMs, acknowledgedMs } = await watch.deliver();
    const expected = IDLE_SESSIONS * WATCHED_DELIVERIES;
    if (toldMs.length !== expected) throw new Error(`expected ${expected} times, came ${toldMs.length}`);
    const ms = (times: readonly number[], share: number): string => quantile(times, share).toFixed(1).padStart(6);
    say(
      `  from the end of its text to 250         p50 ${ms(acknowledgedMs, 0.5)} ms   p99 ${ms(acknowledgedMs, 0.99)} ms`,
    );
    say(
      `  from the end of its text to * n EXISTS  p50 ${ms(toldMs, 0.5)} ms   p99 ${ms(toldMs, 0.99)} ms` +
        `   (asked for: p99 at most ${TOLD_LIMIT_MS} ms)`,
    );
    say(`  memory of an idle session ${kib.toFixed(1)} KiB   (asked for: at most ${IDLE_LIMIT_KIB} KiB)`);
  } finally {
    await watch.end();
  }
  return { mails: WARM_DELIVERIES + WATCHED_DELIVERIES };
}
