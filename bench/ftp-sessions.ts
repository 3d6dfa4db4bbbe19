/** Short FTP sessions beside pyftpdlib: the part of the servers' bench in which each conversation is a new one. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ended, pidOf, type RunningHouse, startFloorFtp, type Transfer } from './children.ts';
import { compare, type Shape, type Side } from './compare.ts';
import { apart } from './cores.ts';
import { say } from './figures.ts';
import { BENCH_FILES, portOf } from './house.ts';

export const SESSION_CLIENTS = 32;
const TIME_WAIT_MS = 61_000;
const FEW_PORTS = 500;

const SESSIONS: Shape = {
  name: `FTP, a session of USER, PASS, TYPE, PASV, RETR of 1 kB, QUIT, ${SESSION_CLIENTS} at a time`,
  unit: 'sessions/s',
  // Each leaves two ports in TIME-WAIT for a minute; where they grow scarce, finding one costs more than the session.
  conversations: 400,
  rounds: 8,
  // Until all that runs is compiled: V8 gets to the last of it after some thousand, CPython compiles nothing more; and what
  // the system knows of ports in TIME-WAIT would slow the rival, which asks it for a free one each time. No pause may
  // follow: after a minute without work the first thousand are slow again.
  warmingUp: 5000,
  rivalWarmingUp: 500,
  unitsPerConversation: 1,
  atLeast: 1.3,
};

export interface SessionsSetting {
  /** With the bench's files. */
  readonly house: RunningHouse;
  readonly transfer: Transfer;
  /** Where the same files are for the rival. */
  readonly folder: string;
}

export async function benchSessions({ house, transfer, folder }: SessionsSetting): Promise<void> {
  const side =
    (port: number): Side =>
    async ({ conversations: count }) => {
      const order = { type: 'sessions', port, count, clients: SESSION_CLIENTS, ...BENCH_FILES.small } as const;
      return perSecond(count, await transfer.run(order));
    };
  await besidePyftpdlib(folder, async (rival) => {
    const floor = await startFloorFtp();
    // Else the system has a server and its clients on one processor in some rounds, and on two in others: twice as fast.
    const together = apart({ servers: [house.pid, rival.pid, floor.pid], clients: transfer.pid });
    try {
      await compare(SESSIONS, 'pyftpdlib', side(portOf(house.ready.ports, 'ftp')), side(rival.port));
      await portsFree();
      say('\nWhat Node itself allows: a server that says the replies without looking at what comes');
      // It asks for a free port each time, too.
      const floors = { ...SESSIONS, rounds: 4, warmingUp: 2000, atLeast: NaN };
      await compare(floors, 'pyftpdlib', side(floor.ready.port), side(rival.port), 'bare node');
    } finally {
      together();
      await floor.kill();
    }
  });
}

export const perSecond = (count: number, tookMs: number): number => (count * 1000) / tookMs;

/** Waits, a minute at most, until the ports of earlier sessions are out of TIME-WAIT; at once where no system tells of them. */
export async function portsFree(): Promise<void> {
  const deadline = Date.now() + TIME_WAIT_MS;
  while (Date.now() < deadline) {
    const sockets = await readFile('/proc/net/sockstat', 'utf8').catch(() => '');
    if (Number(/ tw (\d+)/.exec(sockets)?.[1] ?? 0) < FEW_PORTS) return;
    await setTimeout(1000);
  }
}

/** A server that is no process of ours. */
export interface Rival {
  readonly port: number;
  readonly pid: number;
}

async function besidePyftpdlib(folder: string, measure: (rival: Rival) => Promise<void>): Promise<void> {
  const python = ['/usr/bin/python3', 'python3'].find((one) => spawnSync(one, ['-c', 'import pyftpdlib']).status === 0);
  if (python === undefined) {
    say('\nFTP sessions beside pyftpdlib: not run: python3 has no pyftpdlib');
    return;
  }
  const child = spawn(python, [path.resolve('bench/python-ftp.py'), folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const line = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)]);
    if (line === undefined) throw new Error('expected pyftpdlib to listen; it ended');
    await measure({ port: Number(String(line[0])), pid: pidOf(child) });
  } finally {
    await ended(child);
  }
}
