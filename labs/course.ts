/** `course.yaml`: the labs of a folder in the order in which a learner meets them, and the worlds they play in. */
import { z } from 'zod';
import type { Problem } from './problems.ts';
import { check, described, shown } from './schema-problems.ts';
import { YamlSource } from './yaml-source.ts';

const labId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}(?:\/[a-z0-9][a-z0-9-]{0,60})?$/);
const worldName = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/);

const courseSchema = z.strictObject({
  labs: described(
    z
      .array(described(labId, "a lab's folder, of small letters, digits, hyphens and one /", 'smtp/first-mail'))
      .max(500),
    'a list of the folders of labs',
    '[smtp/first-mail]',
  ),
  worlds: described(
    z
      .array(described(worldName, 'the name of a folder below worlds/', 'course'))
      .max(100)
      .optional(),
    'a list of the worlds in this folder',
    '[course]',
  ),
});

export interface Course {
  readonly labs: readonly string[];
  readonly worlds: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads `course.yaml`; with problems, the lists are empty. Never throws. */
export function courseOf(text: string, file: string): Course {
  const source = new YamlSource(text, { file });
  const checked = check(source, courseSchema);
  if (!('value' in checked)) return { labs: [], worlds: [], problems: checked.problems };
  const { labs, worlds = [] } = checked.value;
  const problems = [...again(source, 'labs', labs), ...again(source, 'worlds', worlds)];
  return problems.length > 0 ? { labs: [], worlds: [], problems } : { labs, worlds, problems };
}

function again(source: YamlSource, key: string, names: readonly string[]): Problem[] {
  return names.flatMap((name, i) => {
    if (names.indexOf(name) === i) return [];
    const message = `${key}: expected each name once, came ${shown(name)} again.`;
    return [source.problem(source.at([key, i]), message, 'Remove one of the two.')];
  });
}
