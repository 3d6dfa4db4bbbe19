/**
 * For tests that need a program of the machine's: they run where it is there. With CI=true its lack is a failure
 * (`npm test` has installed it); elsewhere the test says that it was not run, and why.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether tests that need the program shall run. @throws Error with CI=true, where it is not there */
export function hasProgram(name: string): boolean {
  return decide(spawnSync(name, ['--version']).error === undefined, `${name} is not on this machine`);
}

/** Whether tests that need a file of the system's (as of Linux's /proc) shall run. */
export function hasSystemFile(path: string): boolean {
  return decide(existsSync(path), `this system has no ${path}`);
}

function decide(isThere: boolean, reason: string): boolean {
  if (isThere) return true;
  if (process.env['CI'] === 'true') throw new Error(`not run: ${reason}`);
  process.stdout.write(`not run: ${reason}\n`);
  return false;
}
