/**
 * `npm run bench servers`: our SMTP beside smtp-server, our POP3 and IMAP beside Dovecot, FTP beside vsftpd, in alternating rounds of one run.
 * Ours keeps every mail on the disk before it acknowledges it; that is held against the database after a kill.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningHouse, startFloor, startHouse, startRival, Talk } from './children.ts';
import { CLIENTS, compare, freePort, paced, type Shape, type Side } from './compare.ts';
import { dovecotMissing, type DovecotPorts, startDovecot } from './dovecot.ts';
import { say } from './figures.ts';
import { fsyncMs } from './fsync.ts';
import { type HouseReady, portOf } from './house.ts';
import { type Acknowledged, expectKept } from './kept.ts';
import { benchFtpFiles, benchFtpSessions, benchTls } from './ftp.ts';
import { portsFree } from './ftp-sessions.ts';
import { benchImap } from './imap.ts';
import { POP_ACCOUNTS } from './pop-script.ts';
import { type SmtpReplies } from './smtp-script.ts';

/** What each measure asks for, and where it is worth asking. */
const SMTP_RATIO = 1.7;
const POP3_RATIO = 2;
const FSYNC_LIMIT_MS = 1;

const OURS: SmtpReplies = {
  greeting: { start: '220 example.thm ESMTP Exim 4.95 Ubuntu ' },
  ehlo: { start: '250-example.thm Hello client.thm [127.0.0.1]\r\n250-SIZE ' },
  mail: { exact: '250 OK' },
  rcpt: { exact: '250 Accepted' },
  data: { exact: '354 Enter message, ending with "." on a line by itself' },
  text: { start: '250 OK id=' },
  quit: { exact: '221 example.thm closing connection' },
};
const RIVALS: SmtpReplies = {
  greeting: { start: '220 ' },
  ehlo: { start: '250-' },
  mail: { exact: '250 Accepted' },
  rcpt: { exact: '250 Accepted' },
  data: { exact: '354 End data with <CR><LF>.<CR><LF>' },
  text: { exact: '250 OK: message queued' },
  quit: { exact: '221 Bye' },
};

const NEW_CONNECTION: Shape = {
  name: `SMTP, a new connection for each mail, ${CLIENTS} at a time`,
  unit: 'mails/s',
  conversations: 3000,
  unitsPerConversation: 1,
  atLeast: SMTP_RATIO,
};
const KEPT_CONNECTION: Shape = {
  name: `SMTP, 100 mails a connection, ${CLIENTS} at a time`,
  unit: 'mails/s',
  conversations: CLIENTS,
  unitsPerConversation: 100,
  atLeast: SMTP_RATIO,
};
const POP3: Shape = {
  name: `POP3, a session of USER, PASS, STAT, LIST, RETR, QUIT, ${CLIENTS} at a time`,
  unit: 'sessions/s',
  conversations: 3000,
  unitsPerConversation: 1,
  atLeast: POP3_RATIO,
};

/** What may be measured by itself. */
export const SERVERS: readonly string[] = ['smtp', 'pop3', 'imap', 'ftp', 'tls'];

/** @param names of `SERVERS` */
export async function benchServers(names: readonly string[]): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'plaintalk-bench-'));
  const talk = new Talk();
  try {
    const fsync = await fsyncMs(directory);
    say(`Servers beside their rivals; the disk's fsync p50 is ${fsync.toFixed(2)} ms`);
    if (fsync > FSYNC_LIMIT_MS) {
      say(`(SMTP's ratio is asked for where it is at most ${FSYNC_LIMIT_MS} ms: every mail waits for the disk)`);
    }
    let houses = 0;
    /** A house of its own for each, so that none is measured in a world that another has filled. */
    const inHouse = async (name: string, measure: (house: RunningHouse) => Promise<Acknowledged>): Promise<void> => {
      if (names.includes(name)) await withHouse(path.join(directory, String(++houses)), measure);
    };
    await inHouse('smtp', ({ ready }) => benchSmtp(ready, talk, directory));
    if (names.includes('pop3') || names.includes('imap')) {
      await besideDovecot(async (dovecot) => {
        await inHouse('pop3', ({ ready }) => benchPop3(ready, talk, dovecot));
        await inHouse('imap', (house) => benchImap(house, talk, dovecot));
      });
    }
    // Before the house is there: after a pause of a minute its first thousand sessions would be slow.
    if (names.includes('ftp')) await portsFree();
    await inHouse('ftp', benchFtpSessions);
    await inHouse('ftp', benchFtpFiles);
    await inHouse('tls', benchTls);
    say(`The disk's fsync p50 afterwards: ${(await fsyncMs(directory)).toFixed(2)} ms`);
  } finally {
    await talk.end();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Measures in a new house, kills it, and holds what it has acknowledged against its database. */
async function withHouse(dataDir: string, measure: (house: RunningHouse) => Promise<Acknowledged>): Promise<void> {
  const house = await startHouse({ dataDir });
  const acknowledged = await measure(house).finally(() => house.kill());
  if (Object.keys(acknowledged).length > 0) await expectKept(dataDir, house.ready.seat, acknowledged);
}

/** With Dovecot where it is installed; else it is said that it is not. */
async function besideDovecot(measure: (dovecot: DovecotPorts | undefined) => Promise<void>): Promise<void> {
  const missing = dovecotMissing();
  if (missing !== undefined) {
    say(`\nPOP3 and IMAP beside Dovecot: not run: ${missing}`);
    await measure(undefined);
    return;
  }
  // Beside the bench's own folder: started by root, its processes run as somebody who may not look into that.
  const folder = await mkdtemp(path.join(tmpdir(), 'plaintalk-bench-dovecot-'));
  const dovecot = await startDovecot(folder, { pop3: await freePort(), imap: await freePort() });
  try {
    await measure(dovecot.ports);
  } finally {
    await dovecot.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchSmtp({ ports }: HouseReady, talk: Talk, directory: string): Promise<Acknowledged> {
  let mails = 0;
  const round =
    (port: number, replies: SmtpReplies, onMails: (count: number, firstMail: number) => void): Side =>
    async (shape) => {
      const told = { mailsPerConnection: shape.unitsPerConversation, firstMail: mails, replies };
      return paced(talk, shape, { script: 'smtp', port, told, onCounted: (count) => onMails(count, mails) });
    };
  const ours = round(portOf(ports, 'smtp'), OURS, (count) => (mails += count));
  const rival = await startRival({ keeps: undefined });
  const keeping = await startRival({ keeps: path.join(directory, 'rival') });
  const floor = await startFloor();
  try {
    const theirs = round(rival.ready.port, RIVALS, () => undefined);
    for (const shape of [NEW_CONNECTION, KEPT_CONNECTION]) await compare(shape, 'smtp-server', ours, theirs);
    const alsoKeeping = round(keeping.ready.port, RIVALS, () => undefined);
    const honest = { ...KEPT_CONNECTION, atLeast: NaN };
    await compare(honest, 'smtp-server that keeps mails', ours, alsoKeeping);
    say('\nWhat Node itself allows: a server that says the replies without looking at what comes, and keeps nothing');
    await compare(
      honest,
      'smtp-server',
      round(floor.ready.port, OURS, () => undefined),
      theirs,
      'bare node',
    );
  } finally {
    await rival.kill();
    await keeping.kill();
    await floor.kill();
  }
  return { mails };
}

async function benchPop3({ ports }: HouseReady, talk: Talk, dovecot: DovecotPorts | undefined): Promise<Acknowledged> {
  if (dovecot === undefined) return {};
  const round =
    (port: number): Side =>
    (shape) =>
      paced(talk, shape, { script: 'pop3', port, told: { accounts: POP_ACCOUNTS } });
  await compare(POP3, 'Dovecot', round(portOf(ports, 'pop3')), round(dovecot.pop3));
  return {};
}
