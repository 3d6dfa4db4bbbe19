/** Files of the workshop: read within limits, written all or not at all. */
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LabUsage } from './setting.ts';

/** The name of a lab's folder, as the course and addresses of the page take it. */
export const LAB_NAME = /^[a-z0-9][a-z0-9-]{0,60}$/;

/** The path as the author knows it: from where the command was started. */
export function named(place: string): string {
  const relative = path.relative(process.cwd(), place);
  return relative === '' ? '.' : relative.startsWith('..') ? place : relative;
}

/**
 * Writes a new folder as a whole: first into a hidden one beside it, which `check` may look at, then by a change of name.
 * @throws LabUsage where the folder is there already or can't be made; whatever `check` throws
 */
export async function writeFolder(
  target: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  check: (directory: string) => void = () => undefined,
): Promise<void> {
  const parent = path.dirname(target);
  if (await isThere(target)) {
    throw new LabUsage(`expected a folder that is not there yet, came ${named(target)}; give another name`);
  }
  const making = await mkdtemp(path.join(await madeParent(parent), '.lab-'));
  try {
    for (const [name, body] of files) {
      const place = path.join(making, ...name.split('/'));
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, body, { flag: 'wx' });
    }
    check(making);
    // Made for its owner alone, as temporary folders are.
    await chmod(making, 0o755);
    await rename(making, target);
  } catch (failure) {
    await rm(making, { recursive: true, force: true });
    throw failure;
  }
}

async function madeParent(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return parent;
  } catch (failure) {
    throw new LabUsage(`expected a folder that can be written to, came ${named(parent)} (${codeOf(failure)})`);
  }
}

export async function isThere(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}

/** The plain files below a folder, as paths with `/` between; hidden ones are left out. Links are told, not followed. */
export async function filesBelow(folder: string): Promise<{ readonly files: string[]; readonly odd: string[] }> {
  const files: string[] = [];
  const odd: string[] = [];
  for (const found of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = path.relative(folder, path.join(found.parentPath, found.name)).split(path.sep).join('/');
    if (name.split('/').some((part) => part.startsWith('.')) || found.isDirectory()) continue;
    (found.isFile() ? files : odd).push(name);
  }
  return { files: files.sort(), odd: odd.sort() };
}

export function codeOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : String(failure);
}
