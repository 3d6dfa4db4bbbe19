/** `lab test`: plays labs, and says what is not as it should be. */
import { parseArgs } from 'node:util';
import type { Problem } from '../../../labs/problems.ts';
import { casesOf, playAll, type PlayCase } from '../../seats/player.ts';
import type { LabFolder } from '../../seats/lab-folder.ts';
import { findLabs, problemsOf } from './places.ts';
import { openRoom, type Room } from './room.ts';
import { FAULTS, FINE, type LabSetting, LabUsage, printProblems } from './setting.ts';

const AT_ONCE = 16;
/** Labs at a time: one waits while a server takes its time over a wrong password, another plays. */
const ROOMS = 4;
const MOST_AT_ONCE = 200;

export async function testLabs(args: readonly string[], setting: LabSetting): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false }, 'at-once': { type: 'string', default: String(AT_ONCE) } },
    allowPositionals: true,
  });
  const atOnce = Number(values['at-once']);
  if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > MOST_AT_ONCE) {
    throw new LabUsage(`--at-once: expected a whole number from 1 to ${MOST_AT_ONCE}, came ${values['at-once']}`);
  }
  const { folders, problems } = findLabs(positionals, setting);
  const faults = [...problems, ...folders.flatMap(problemsOf)];
  if (faults.length > 0) {
    printProblems(faults, values.json, setting.print);
    return FAULTS;
  }
  const played = await playFolders(folders, setting, atOnce);
  const found = played.flatMap((one) => one.problems);
  printProblems(found, values.json, setting.print);
  if (!values.json) for (const line of summary(played)) setting.print(line);
  return found.length > 0 ? FAULTS : FINE;
}

export interface PlayedFolder {
  readonly folder: LabFolder;
  readonly cases: readonly PlayCase[];
  readonly problems: readonly Problem[];
}

/** Plays all that there is to play of these labs, so many plays at a time. */
export async function playFolders(
  folders: readonly LabFolder[],
  setting: LabSetting,
  atOnce: number = AT_ONCE,
): Promise<readonly PlayedFolder[]> {
  const results: PlayedFolder[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < folders.length; at = next++) {
      const folder = folders[at];
      if (folder === undefined) return;
      const room = await openRoom(folder.catalogue, setting);
      try {
        results[at] = await playFolder(folder, room, atOnce);
      } finally {
        await room.close();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(ROOMS, folders.length) }, work));
  return results;
}

async function playFolder(folder: LabFolder, room: Room, atOnce: number): Promise<PlayedFolder> {
  const cases = casesOf(folder.played);
  const done = await playAll(cases, { sit: () => room.sit(folder.lab.id), atOnce });
  return { folder, cases, problems: done.flatMap(({ problems }) => problems) };
}

function* summary(played: readonly PlayedFolder[]): Iterable<string> {
  for (const { folder, cases, problems } of played) {
    const count = (kind: PlayCase['kind']): number => cases.filter((one) => one.kind === kind).length;
    const what = [
      `${folder.lab.steps.length} steps`,
      `${count('left-out')} left out`,
      `${count('variant')} variants`,
      `${count('mistake')} mistakes`,
    ].join(', ');
    const verdict = problems.length === 0 ? 'as it should be' : `${problems.length} to mend`;
    yield `${folder.lab.id}: ${what}: ${verdict}`;
  }
}
