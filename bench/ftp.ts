/** FTP's and TLS's part of the servers' bench: beside pyftpdlib (ftp-sessions.ts), vsftpd and a bare `node:tls` server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ended, pidOf, type RunningHouse, startFloorTls, Transfer } from './children.ts';
import { compare, freePort, HOST, type Shape, type Side } from './compare.ts';
import { apart } from './cores.ts';
import { say } from './figures.ts';
import { benchSessions, perSecond, type Rival, SESSION_CLIENTS } from './ftp-sessions.ts';
import { BENCH_FILES, portOf } from './house.ts';
import type { Acknowledged } from './kept.ts';
import type { TransferOrder } from './transfer.ts';

const VSFTPD = '/usr/sbin/vsftpd';
const START_MS = 10_000;
const MEBIBYTE = 1024 * 1024;
const UPLOADS = 8;
const UP_BYTES = 8_000_000;
/** Where a disk's speed is rationed, as on many virtual machines, what ours wrote slows the rival; after a longer rest both are slow. */
const RECOVERY_MS = 1000;

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
  warmingUp: 2 * UPLOADS,
  unitsPerConversation: 1,
  atLeast: 0.9,
};
const HANDSHAKES: Shape = {
  name: `TLS, handshakes, ${SESSION_CLIENTS} at a time`,
  unit: 'handshakes/s',
  conversations: 800,
  warmingUp: 2000,
  rounds: 8,
  unitsPerConversation: 1,
  atLeast: 0.9,
};

/** @param house with the bench's files */
export async function benchFtpSessions(house: RunningHouse): Promise<Acknowledged> {
  await withFiles((transfer, folder) => benchSessions({ house, transfer, folder }));
  return {};
}

/** @param house with the bench's files */
export async function benchFtpFiles(house: RunningHouse): Promise<Acknowledged> {
  const port = portOf(house.ready.ports, 'ftp');
  let files = 0;
  await withFiles((transfer, folder) =>
    besideVsftpd(folder, async (rival) => {
      const down =
        (at: number): Side =>
        async ({ conversations: count }) => {
          const { file, bytes } = BENCH_FILES.large;
          const tookMs = await transfer.run({ type: 'down', port: at, count, file, bytes });
          return perSecond((count * bytes) / MEBIBYTE, tookMs);
        };
      // Else the system has server and client on one processor in some rounds: vsftpd is then more than twice as fast.
      const together = apart({ servers: [house.pid, rival.pid], clients: transfer.pid });
      await compare(DOWN, 'vsftpd', down(port), down(rival.port));
      together();
      let uploads = 0;
      const up =
        (at: number, syncIn?: string): Side =>
        async ({ conversations }) => {
          const names = Array.from({ length: conversations }, () => `incoming/${++uploads}.bin`);
          const order: TransferOrder = { type: 'up', port: at, names, bytes: UP_BYTES };
          const tookMs = await transfer.run(syncIn === undefined ? order : { ...order, syncIn });
          return perSecond((conversations * UP_BYTES) / 1e6, tookMs);
        };
      const theirs = up(rival.port, path.join(folder, 'incoming'));
      const ours = settled(house, up(port), (count) => (files += count));
      await compare(UP, 'vsftpd', ours.side, theirs);
      say(`  Between the rounds ours brought them into its database, at ${ours.perSecond().toFixed(0)} MB/s`);
    }),
  );
  return files === 0 ? {} : { files };
}

/** With a generator, and a folder of the files that our world has, too. */
async function withFiles(measure: (transfer: Transfer, folder: string) => Promise<void>): Promise<void> {
  const transfer = new Transfer();
  const folder = await mkdtemp(path.join(tmpdir(), 'plaintalk-bench-ftp-'));
  try {
    await makeFiles(folder);
    await measure(transfer, folder);
  } finally {
    await transfer.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param house whose services offer TLS */
export async function benchTls(house: RunningHouse): Promise<Acknowledged> {
  const transfer = new Transfer();
  const floor = await startFloorTls();
  const together = apart({ servers: [house.pid, floor.pid], clients: transfer.pid });
  try {
    const side =
      (port: number): Side =>
      async ({ conversations: count }) =>
        perSecond(count, await transfer.run({ type: 'handshakes', port, count, clients: SESSION_CLIENTS }));
    await compare(HANDSHAKES, 'bare node', side(portOf(house.ready.ports, 'pop3s')), side(floor.ready.port));
  } finally {
    together();
    await transfer.end();
    await floor.kill();
  }
  return {};
}

/** A side of whole files that leaves work for later, which the rival shall not pay for: it is done before the rival's round, and not timed with ours. */
function settled(
  house: RunningHouse,
  side: Side,
  onFiles: (count: number) => void,
): { readonly side: Side; readonly perSecond: () => number } {
  let files = 0;
  let tookMs = 0;
  return {
    side: async (shape) => {
      const rate = await side(shape);
      const began = performance.now();
      await house.settle();
      tookMs += performance.now() - began;
      await setTimeout(RECOVERY_MS);
      files += shape.conversations;
      onFiles(shape.conversations);
      return rate;
    },
    perSecond: () => perSecond((files * UP_BYTES) / 1e6, tookMs),
  };
}

async function makeFiles(folder: string): Promise<void> {
  // For whoever a rival runs as.
  await chmod(folder, 0o755);
  await writeFile(path.join(folder, BENCH_FILES.small.file), Buffer.alloc(BENCH_FILES.small.bytes, 'x'));
  const large = await open(path.join(folder, BENCH_FILES.large.file), 'w');
  for (let at = 0; at < BENCH_FILES.large.bytes; at += MEBIBYTE) await large.write(Buffer.alloc(MEBIBYTE, 'x'));
  await large.close();
  await mkdir(path.join(folder, 'incoming'));
}

/** For guests alone, in one process a session, as whoever starts it: what it needs no root for. */
async function besideVsftpd(folder: string, measure: (rival: Rival) => Promise<void>): Promise<void> {
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
    await measure({ port, pid: pidOf(child) });
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
