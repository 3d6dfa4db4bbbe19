/**
 * For tests that need a program of the machine's: they run where it is there. With CI=true on a Debian with root its
 * lack is a failure (`npm test` has installed it); elsewhere the test says that it was not run, and why.
 */
import { existsSync } from 'node:fs';
import { isEquipped, packages, versionOf } from '../scripts/programs.mjs';

/** Whether tests that need the program shall run. @throws Error where `npm test` should have installed it */
export function hasProgram(name: string): boolean {
  return programsHere([name]).has(name);
}

/** Those of the programs that are on this machine. @throws Error naming each other, where `npm test` should have installed it */
export function programsHere(names: readonly string[]): ReadonlySet<string> {
  const here = new Set(names.filter((name) => versionOf(name) !== undefined));
  decide(names.filter((name) => !here.has(name)).map(whyNot));
  return here;
}

/** Why tests that need the program are not run where it is not there. */
export function whyNot(name: string): string {
  const [, debian] = Object.entries(packages).find(([program]) => program === name) ?? [];
  return `${name} is not on this machine${debian === undefined ? '' : ` (Debian has it in ${debian})`}`;
}

/** Whether tests that need a file of the system's (as of Linux's /proc) shall run. */
export function hasSystemFile(path: string): boolean {
  if (existsSync(path)) return true;
  decide([`this system has no ${path}`]);
  return false;
}

function decide(reasons: readonly string[]): void {
  const said = reasons.map((reason) => `not run: ${reason}`).join('\n');
  if (said === '') return;
  if (isEquipped) throw new Error(said);
  process.stdout.write(`${said}\n`);
}
