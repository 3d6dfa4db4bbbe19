/** FTP's and TLS's part of the servers' bench: beside pyftpdlib, vsftpd and a bare `node:tls` server. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type RunningHouse, startFloorFtp, startFloorTls, startFloorUpload, Transfer } from './children.ts';
import { compare, freePort, HOST, type Shape, type Side } from './compare.ts';
import { say } from './figures.ts';
import { BENCH_FILES, portOf } from './house.ts';
import type { TransferOrder } from './transfer.ts';

const VSFTPD = '/usr/sbin/vsftpd';
const START_MS = 10_000;
const MEBIBYTE = 1024 * 1024;
const UPLOADS = 8;
const UP_BYTES = 8_000_000;
const CLIENTS = 32;
const TIME_WAIT_MS = 61_000;
const FEW_PORTS = 500;

const SESSIONS: Shape = {
  name: `FTP, a session of USER, PASS, TYPE, PASV, RETR of 1 kB, QUIT, ${CLIENTS} at a time`,
  unit: 'sessions/s',
  // Each leaves two ports in TIME-WAIT for a minute; where they grow scarce, finding one costs more than the session.
  conversations: 400,
  warmingUp: 1600,
  unitsPerConversation: 1,
  atLeast: 1.3,
};
const DOWN: Shape = {
  name: 'FTP, 200 MB down',
  unit: 'MiB/s',
  conversations: 3,
  unitsPerConversation: 1,
  atLeast: 0.9,
};
const UP: Shape = {
  name: 'FTP, files of 8 MB up, each on the disk (ours with its 226, of vsftpd the client then syncs it)',
  unit: 'MB/s',
  conversations: UPLOADS,
  unitsPerConversation: 1,
  atLeast: 0.9,
};
const HANDSHAKES: Shape = {
  name: `TLS, handshakes, ${CLIENTS} at a time`,
  unit: 'handshakes/s',
  conversations: 800,
  unitsPerConversation: 1,
  atLeast: 0.9,
};

/** @param house with the bench's files */
export async function benchFtp(house: RunningHouse): Promise<number> {
  const port = portOf(house.ready.ports, 'ftp');
  const transfer = new Transfer();
  const folder = await mkdtemp(path.join(tmpdir(), 'plaintalk-bench-ftp-'));
  try {
    await makeFiles(folder);
    await portsFree();
    await besidePyftpdlib(folder, async (rival) => {
      const side =
        (at: number): Side =>
        async ({ conversations: count }) => {
          const order = { type: 'sessions', port: at, count, clients: CLIENTS, ...BENCH_FILES.small } as const;
          return perSecond(count, await transfer.run(order));
        };
      await compare(SESSIONS, 'pyftpdlib', side(port), side(rival));
      await portsFree();
      const floor = await startFloorFtp();
      try {
        say('\nWhat Node itself allows: a server that says the replies without looking at what comes');
        await compare({ ...SESSIONS, atLeast: NaN }, 'pyftpdlib', side(floor.ready.port), side(rival), 'bare node');
      } finally {
        await floor.kill();
      }
    });
    await besideVsftpd(folder, async (rival) => {
      const down =
        (at: number): Side =>
        async ({ conversations: count }) => {
          const { file, bytes } = BENCH_FILES.large;
          const tookMs = await transfer.run({ type: 'down', port: at, count, file, bytes });
          return perSecond((count * bytes) / MEBIBYTE, tookMs);
        };
      await compare(DOWN, 'vsftpd', down(port), down(rival));
      let uploads = 0;
      const up =
        (at: number, syncIn?: string): Side =>
        async ({ conversations }) => {
          const names = Array.from({ length: conversations }, () => `incoming/${++uploads}.bin`);
          const order: TransferOrder = { type: 'up', port: at, names, bytes: UP_BYTES };
          const tookMs = await transfer.run(syncIn === undefined ? order : { ...order, syncIn });
          return perSecond((conversations * UP_BYTES) / 1e6, tookMs);
        };
      const theirs = up(rival, path.join(folder, 'incoming'));
      await compare(UP, 'vsftpd', up(port), theirs);
      const floor = await startFloorUpload({ folder: await mkdtemp(path.join(folder, 'floor-')) });
      try {
        say('\nWhat Node itself allows: a server that has each file in memory, and in a file of its own');
        await compare({ ...UP, atLeast: NaN }, 'vsftpd', up(floor.ready.port), theirs, 'bare node');
      } finally {
        await floor.kill();
      }
    });
  } finally {
    await transfer.end();
    await rm(folder, { recursive: true, force: true });
  }
  return 0;
}

/** @param house whose services offer TLS */
export async function benchTls(house: RunningHouse): Promise<number> {
  const transfer = new Transfer();
  const floor = await startFloorTls();
  try {
    const side =
      (port: number): Side =>
      async ({ conversations: count }) =>
        perSecond(count, await transfer.run({ type: 'handshakes', port, count, clients: CLIENTS }));
    await compare(HANDSHAKES, 'bare node', side(portOf(house.ready.ports, 'pop3s')), side(floor.ready.port));
  } finally {
    await transfer.end();
    await floor.kill();
  }
  return 0;
}

const perSecond = (count: number, tookMs: number): number => (count * 1000) / tookMs;

/** Waits, a minute at most, until the ports of earlier sessions are out of TIME-WAIT; at once where no system tells of them. */
async function portsFree(): Promise<void> {
  const deadline = Date.now() + TIME_WAIT_MS;
  while (Date.now() < deadline) {
    const sockets = await readFile('/proc/net/sockstat', 'utf8').catch(() => '');
    if (Number(/ tw (\d+)/.exec(sockets)?.[1] ?? 0) < FEW_PORTS) return;
    await setTimeout(1000);
  }
}

/** The files that our world has, too. */
async function makeFiles(folder: string): Promise<void> {
  // For whoever a rival runs as.
  await chmod(folder, 0o755);
  await writeFile(path.join(folder, BENCH_FILES.small.file), Buffer.alloc(BENCH_FILES.small.bytes, 'x'));
  const large = await open(path.join(folder, BENCH_FILES.large.file), 'w');
  for (let at = 0; at < BENCH_FILES.large.bytes; at += MEBIBYTE) await large.write(Buffer.alloc(MEBIBYTE, 'x'));
  await large.close();
  await mkdir(path.join(folder, 'incoming'));
}

async function besidePyftpdlib(folder: string, measure: (port: number) => Promise<void>): Promise<void> {
  const python = ['/usr/bin/python3', 'python3'].find((one) => spawnSync(one, ['-c', 'import pyftpdlib']).status === 0);
  if (python === undefined) {
    say('\nFTP sessions beside pyftpdlib: not run: python3 has no pyftpdlib');
    return;
  }
  const child = spawn(python, [path.resolve('bench/python-ftp.py'), folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const line = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)]);
    if (line === undefined) throw new Error('expected pyftpdlib to listen; it ended');
    await measure(Number(String(line[0])));
  } finally {
    await ended(child);
  }
}

/** For guests alone, in one process a session, as whoever starts it: what it needs no root for. */
async function besideVsftpd(folder: string, measure: (port: number) => Promise<void>): Promise<void> {
  if (!existsSync(VSFTPD)) {
    say(`\nFTP files beside vsftpd: not run: vsftpd is not installed (${VSFTPD})`);
    return;
  }
  const port = await freePort();
  const place = await mkdtemp(path.join(tmpdir(), 'plaintalk-bench-vsftpd-'));
  const file = path.join(place, 'vsftpd.conf');
  await mkdir(path.join(place, 'empty'));
  await writeFile(file, configuration({ folder, empty: path.join(place, 'empty'), port }));
  const child = spawn(VSFTPD, [file], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await listening(child, port);
    await measure(port);
  } finally {
    await ended(child);
    await rm(place, { recursive: true, force: true });
  }
}

function configuration({ folder, empty, port }: { folder: string; empty: string; port: number }): string {
  const user = process.getuid?.() === 0 ? 'root' : (process.env['USER'] ?? 'nobody');
  return `listen=YES
listen_address=${HOST}
listen_port=${port}
background=NO
run_as_launching_user=YES
anonymous_enable=YES
anon_root=${folder}
anon_upload_enable=YES
anon_umask=022
write_enable=YES
ftp_username=${user}
nopriv_user=${user}
secure_chroot_dir=${empty}
seccomp_sandbox=NO
connect_from_port_20=NO
max_per_ip=0
`;
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const socket = connect({ host: HOST, port });
    const isUp = await new Promise<boolean>((came) => {
      socket.once('connect', () => came(true)).once('error', () => came(false));
    });
    socket.destroy();
    if (isUp) return;
  }
  throw new Error('expected vsftpd to listen; it does not');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
