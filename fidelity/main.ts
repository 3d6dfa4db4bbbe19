/**
 * `npm run fidelity -- [--dir DIR] [--only PROTOCOL] [--verbose]`: plays the reference's scripts against our servers and
 * says how far they speak as the real ones do. Ends with 0 if each protocol, with TLS and without, is as faithful as is
 * asked, else with 1.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { loadFixtures } from './place.ts';
import { playAll } from './play.ts';
import { differencesOf, type Result, tableOf } from './report.ts';
import { findScripts, PROTOCOLS, type Script, waitedSeconds } from './scripts.ts';

/** A script mostly waits for a line that must not come. */
const SCRIPTS_A_CORE = 4;
const TRANSCRIPTS = 'PLAINTALK_REFERENCE';

/** What whoever asked has to mend; a line. */
class Wrong extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (failure) {
  process.stderr.write(`${failure instanceof Wrong ? failure.message : String((failure as Error).stack)}\n`);
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<number> {
  const { folder, only, isVerbose } = readArgs(args);
  const all = findScripts(folder).filter(({ protocol }) => only === undefined || protocol === only);
  if (all.length === 0) {
    throw new Wrong(`expected scripts (*.script with NAME.transcript beside) below ${folder}, found none`);
  }
  if (spawnSync('python3', ['--version']).status !== 0) {
    throw new Wrong(
      'python3 is needed to play the scripts and could not be run: install it (Debian: apt install python3)',
    );
  }
  const results = await played(all);
  if (isVerbose) for (const result of results) for (const line of differencesOf(result)) say(line);
  const { lines, isFine } = tableOf(results);
  for (const line of lines) say(line);
  return isFine ? 0 : 1;
}

async function played(scripts: readonly Script[]): Promise<readonly Result[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plaintalk-fidelity-'));
  // Those that wait longest go first, beside all others.
  const order = [...scripts].sort((a, b) => waitedSeconds(b.expected) - waitedSeconds(a.expected));
  try {
    const done = await playAll(order, {
      seed: loadFixtures(),
      folder,
      atOnce: availableParallelism() * SCRIPTS_A_CORE,
      onPlayed: (count) => {
        if (process.stderr.isTTY)
          process.stderr.write(`\r${count} / ${scripts.length}${count === scripts.length ? '\n' : ''}`);
      },
    });
    const byScript = new Map(done.map((one) => [one.script, one]));
    return scripts.flatMap((script) => {
      const one = byScript.get(script);
      return one === undefined ? [] : [{ played: one, ...compare(script.protocol, script.expected, one.transcript) }];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readArgs(args: readonly string[]): { folder: string; only: string | undefined; isVerbose: boolean } {
  const { dir, only: named, verbose } = parse(args);
  const only = named?.toLowerCase();
  const folder = dir ?? process.env[TRANSCRIPTS] ?? '';
  if (folder === '') {
    throw new Wrong(
      `expected --dir DIR, or ${TRANSCRIPTS} in the environment: the folder with the reference's *.script and *.transcript files; neither is there`,
    );
  }
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Wrong(`${dir === undefined ? TRANSCRIPTS : '--dir'}: expected a folder that can be read, got ${folder}`);
  }
  if (only !== undefined && !PROTOCOLS.some((known) => known === only)) {
    throw new Wrong(`--only: expected ${PROTOCOLS.join(', ')}, got ${named ?? ''}`);
  }
  return { folder, only, isVerbose: verbose ?? false };
}

function parse(args: readonly string[]): { dir?: string; only?: string; verbose?: boolean } {
  const options = { dir: { type: 'string' }, only: { type: 'string' }, verbose: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (mistake) {
    throw new Wrong(
      `${mistake instanceof Error ? mistake.message : String(mistake)}\nUsage: npm run fidelity -- [--dir DIR] [--only PROTOCOL] [--verbose]`,
    );
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
