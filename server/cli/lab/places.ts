/** What an author names: a lab's folder anywhere, a folder with a course.yaml, or a lab of the course by its name. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { nearestOf } from '../../../labs/nearest.ts';
import type { Problem } from '../../../labs/problems.ts';
import { type LabFolder, LabFolders } from '../../seats/lab-folder.ts';
import { type LabSetting, LabUsage } from './setting.ts';

export interface FoundLabs {
  readonly folders: readonly LabFolder[];
  /** Faults of those that could not be read. */
  readonly problems: readonly Problem[];
}

/** Reads the labs of these places; all of the course, where none is named. @throws LabUsage where there is no such lab */
export function findLabs(places: readonly string[], setting: LabSetting): FoundLabs {
  const named = places.map((place) => ({ place, directory: path.resolve(place) }));
  const courses = named.filter(({ directory }) => isFile(path.join(directory, 'course.yaml')));
  const reader = new LabFolders({
    courses: [...setting.courses, ...courses.map(({ directory }) => directory)],
    protocols: setting.protocols,
  });
  const folders: LabFolder[] = [];
  const problems: Problem[] = [...reader.problems];
  const read = (directory: string): void => {
    const found = reader.read(directory);
    if ('folder' in found) folders.push(found.folder);
    else problems.push(...found.problems);
  };
  if (places.length === 0) for (const { directory } of reader.labs(setting.courses)) read(directory);
  for (const { place, directory } of named) {
    const course = courses.find((other) => other.place === place);
    const id = place.replace(/^(\.\/)?labs\//, '').replace(/\/(lab\.md)?$/, '');
    const known = reader.labs(setting.courses).find((lab) => lab.id === id);
    if (course !== undefined) for (const lab of reader.labs([directory])) read(lab.directory);
    else if (isFile(path.join(directory, 'lab.md'))) read(directory);
    else if (path.basename(directory) === 'lab.md' && isFile(directory)) read(path.dirname(directory));
    else if (known !== undefined) read(known.directory);
    else throw new LabUsage(missing(place, reader.labs(setting.courses)));
  }
  return { folders, problems };
}

function missing(place: string, known: readonly { readonly id: string }[]): string {
  const near = nearestOf(
    place,
    known.map(({ id }) => id),
  );
  const wayOut = near === undefined ? '' : `; did you mean ${near}?`;
  return `expected the folder of a lab (one with a lab.md in it) or the name of one, came ${place}${wayOut}`;
}

/** What only the whole folder shows: its solution and its variants, held against its steps. */
export function problemsOf({ problems }: LabFolder): readonly Problem[] {
  return problems;
}

function isFile(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isFile() === true;
}
