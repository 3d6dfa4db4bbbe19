/** The programs that a learner can run, a row each, and the shell that runs them. */
import type { ChildEntry } from './child.ts';
import { basics } from './basics.ts';
import { cat } from './cat.ts';
import { ftp } from './ftp/ftp.ts';
import { host } from './host.ts';
import { ls } from './ls.ts';
import type { Machine, Program } from './machine.ts';
import { nc } from './nc/nc.ts';
import { openssl } from './openssl/openssl.ts';
import { Shell } from './sh/shell.ts';
import { telnet } from './telnet/telnet.ts';

export const programs: readonly ChildEntry[] = [telnet, openssl, ftp, nc, host, ls, cat, ...basics];

/** The program of a terminal. It prints nothing when it starts, shows its prompt, and never ends. */
export function createShell(machine: Machine): Program {
  return new Shell(machine, new Map(programs.map((program) => [program.name, program])));
}
