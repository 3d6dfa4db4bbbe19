/** Plays a script against a fresh place with the recorder, and gives the transcript that it wrote. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorldSeed } from '../labs/world.ts';
import { openPlace, portMap, top } from './place.ts';
import type { Script } from './scripts.ts';
import { ORDINARY } from './variants.ts';

const RECORDER = path.join(top, 'fidelity', 'record.py');
/** How long the recorder waits for a reply, in seconds, as the reference was recorded. */
const PATIENCE_SECONDS: Readonly<Record<string, number>> = { ftp: 12 };
const USUAL_PATIENCE_SECONDS = 20;
/** No script takes longer; one that does is cut, in milliseconds. */
const LIMIT_MS = 300_000;

export interface Played {
  readonly script: Script;
  readonly transcript: string;
  /** What the recorder or our servers complained of, a text each. */
  readonly faults: readonly string[];
}

/** Plays one script. @throws Error where the recorder can't be run at all */
export async function play(script: Script, seed: WorldSeed, folder: string): Promise<Played> {
  const place = await openPlace(seed);
  const out = path.join(folder, `${script.name.replace('/', '-')}.transcript`);
  try {
    const patience = patienceOf(script);
    const said = await record([
      ...['--proto', script.protocol],
      ...['--port', String(place.port(script.protocol, ORDINARY) ?? 0)],
      ...['--port-map', portMap(place, script.protocol)],
      ...['--timeout', String(patience)],
      ...['--out', out, script.file],
    ]);
    const transcript = await readFile(out, 'latin1').catch(() => '');
    return { script, transcript, faults: [...place.faults.map(textOf), ...(said === '' ? [] : [said])] };
  } finally {
    await place.close();
  }
}

/** Plays scripts, as many at once as told, and tells of each when it is over. */
export async function playAll(
  scripts: readonly Script[],
  { seed, folder, atOnce, onPlayed }: PlayAllSetting,
): Promise<readonly Played[]> {
  const waiting = [...scripts];
  const played: Played[] = [];
  const work = async (): Promise<void> => {
    for (let script = waiting.shift(); script !== undefined; script = waiting.shift()) {
      played.push(await play(script, seed, folder));
      onPlayed(played.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return played;
}

export interface PlayAllSetting {
  readonly seed: WorldSeed;
  /** Where transcripts are written. */
  readonly folder: string;
  readonly atOnce: number;
  readonly onPlayed: (count: number) => void;
}

/** Runs the recorder; gives what it said to standard error. */
async function record(args: readonly string[]): Promise<string> {
  const child = spawn('python3', [RECORDER, ...args], { stdio: ['ignore', 'ignore', 'pipe'], timeout: LIMIT_MS });
  const said: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const [code] = await ended.catch((failure: unknown) => {
    throw new Error(`python3 is needed to play scripts, and it could not be run: ${textOf(failure)}`);
  });
  const text = Buffer.concat(said).toString();
  return code === null ? `${text}cut after ${LIMIT_MS / 1000} s` : text;
}

/** A conversation in which the real server stayed silent says for how long it was waited. */
function patienceOf({ expected, protocol }: Script): number {
  const waited = /^-- no \(further\) reply within (\d+(?:\.\d+)?) s/m.exec(expected)?.[1];
  return waited === undefined ? (PATIENCE_SECONDS[protocol] ?? USUAL_PATIENCE_SECONDS) : Number(waited);
}

function textOf(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
}
