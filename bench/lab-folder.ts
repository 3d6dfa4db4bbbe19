/** A folder of many labs is checked, in a process of its own that has done nothing before: as an author starts it. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { courseOf } from '../labs/course.ts';
import { formatProblem } from '../labs/problems.ts';
import { loadCatalogue } from '../server/seats/load-catalogue.ts';
import { protocolMap } from './course.ts';

export interface FolderOrder {
  readonly folder: string;
}

export interface FolderResult {
  readonly tookMs: number;
  /** How long of that the process had a core. */
  readonly workedMs: number;
}

/** The course's labs, each under several names until there are `count`; gone with `remove`. */
export async function makeFolder(count: number): Promise<{ folder: string; remove: () => Promise<void> }> {
  const course = path.resolve('labs');
  const folder = await mkdtemp(path.join(tmpdir(), 'plaintalk-bench-labs-'));
  const { labs, worlds } = courseOf(await readFile(path.join(course, 'course.yaml'), 'utf8'), 'course.yaml');
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const id = labs[i % labs.length] ?? '';
    const copy = i < labs.length ? id : `${id}-${Math.floor(i / labs.length)}`;
    await mkdir(path.dirname(path.join(folder, copy)), { recursive: true });
    await cp(path.join(course, id), path.join(folder, copy), { recursive: true });
    ids.push(copy);
  }
  await cp(path.join(course, 'worlds'), path.join(folder, 'worlds'), { recursive: true });
  await writeFile(path.join(folder, 'course.yaml'), JSON.stringify({ labs: ids, worlds }));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Checks one folder. */
export function serveFolder(): void {
  process.once('message', ({ folder }: FolderOrder) => {
    const began = performance.now();
    const used = process.cpuUsage();
    const loaded = loadCatalogue([folder], protocolMap);
    const tookMs = performance.now() - began;
    const { user, system } = process.cpuUsage(used);
    const workedMs = (user + system) / 1000;
    if ('problems' in loaded) process.send?.({ failure: loaded.problems.slice(0, 5).map(formatProblem).join('\n') });
    else process.send?.({ result: { tookMs, workedMs } });
  });
  process.on('disconnect', () => process.exit(0));
}
