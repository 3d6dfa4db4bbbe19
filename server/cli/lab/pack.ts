/** `lab pack` and `lab import`: a lab as one file, to hand on; and back, as from a stranger. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import type { Problem } from '../../../labs/problems.ts';
import { codeOf, filesBelow, LAB_NAME, named, writeFolder } from './files.ts';
import { findLabs, problemsOf } from './places.ts';
import { FAULTS, FINE, type LabSetting, LabUsage, printProblems } from './setting.ts';
import { readZip, ZIP_KINDS, ZIP_LIMITS, ZipFailure } from './zip.ts';

/** Every zip of the same lab is the same: the time in it is that of its format's beginning. */
const MTIME = new Date(Date.UTC(1980, 0, 1, 12));

export async function packLab(args: readonly string[], setting: LabSetting): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { out: { type: 'string' } },
    allowPositionals: true,
  });
  const [place, ...more] = positionals;
  if (place === undefined || more.length > 0) throw new LabUsage('expected the folder of one lab');
  const { folders, problems } = findLabs([place], setting);
  const [found, ...others] = folders;
  if (problems.length > 0 || found === undefined) return told(problems, setting);
  if (others.length > 0) throw new LabUsage(`expected the folder of one lab, came one of ${folders.length}`);
  const faults = problemsOf(found);
  if (faults.length > 0) return told(faults, setting);
  const name = path.basename(found.directory);
  const files = await contentOf(found.directory, name);
  const bytes = zipSync(files, { level: 9, mtime: MTIME });
  if (bytes.length > ZIP_LIMITS.fileBytes) {
    throw new LabUsage(`expected a lab of at most ${ZIP_LIMITS.fileBytes} bytes when packed, came ${bytes.length}`);
  }
  // What would not be taken is not handed on.
  readZip(bytes);
  const out = path.resolve(values.out ?? `${name}.zip`);
  await writeFile(out, bytes, { flag: 'wx' }).catch((failure: unknown) => {
    throw new LabUsage(
      `--out: expected a file that is not there yet, in a folder that is, came ${named(out)} (${codeOf(failure)})`,
    );
  });
  setting.print(`${named(out)} is there: ${Object.keys(files).length} files, ${bytes.length} bytes.`);
  return FINE;
}

function told(problems: readonly Problem[], { print }: LabSetting): number {
  printProblems(problems, false, print);
  return FAULTS;
}

/** Every file of the folder, by its name in the zip. */
async function contentOf(directory: string, name: string): Promise<Record<string, Uint8Array>> {
  const { files, odd } = await filesBelow(directory);
  const wrong = odd[0];
  if (wrong !== undefined)
    throw new LabUsage(`expected plain files in a lab, came ${wrong}; put the file itself there`);
  const content: Record<string, Uint8Array> = {};
  for (const file of files) {
    if (!ZIP_KINDS.includes(path.extname(file).slice(1).toLowerCase())) {
      throw new LabUsage(`expected files of a kind that labs are made of, came ${file}; move it out of the folder`);
    }
    content[`${name}/${file}`] = new Uint8Array(await readFile(path.join(directory, file)));
  }
  return content;
}

export async function importLab(args: readonly string[], setting: LabSetting): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { into: { type: 'string', default: '.' } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new LabUsage('expected one zip of a lab');
  let files: ReadonlyMap<string, Uint8Array>;
  let name: string;
  try {
    ({ files, name } = labOf(readZip(await bytesOf(file))));
  } catch (failure) {
    if (!(failure instanceof ZipFailure)) throw failure;
    setting.print(`${file}: ${failure.message}`);
    return FAULTS;
  }
  const target = path.resolve(values.into, name);
  const faults: Problem[] = [];
  try {
    await writeFolder(target, files, (directory) => {
      const found = findLabs([directory], setting);
      const own = [...found.problems, ...found.folders.flatMap(problemsOf)];
      // The folder that is looked at goes again: the author knows the files by their names in the zip.
      faults.push(...own.map((problem) => ({ ...problem, file: inside(problem.file, directory, name) })));
      if (faults.length > 0) throw new Refused();
    });
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    return told(faults, setting);
  }
  setting.print(`${named(target)} is there: ${[...files.keys()].sort().join(', ')}.`);
  return FINE;
}

/** What was unpacked is no lab without fault. */
class Refused extends Error {}

function inside(file: string, directory: string, name: string): string {
  const relative = path.relative(directory, path.resolve(file));
  return relative.startsWith('..') ? file : path.join(name, relative);
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > ZIP_LIMITS.fileBytes) {
      throw new ZipFailure(
        `Expected a zip of at most ${ZIP_LIMITS.fileBytes} bytes, came ${size}. Leave large files out.`,
      );
    }
    return await readFile(file);
  } catch (failure) {
    if (failure instanceof ZipFailure) throw failure;
    throw new LabUsage(`expected a file that can be read, came ${file} (${codeOf(failure)})`);
  }
}

/** The one folder that a packed lab has. */
function labOf(entries: ReturnType<typeof readZip>): { files: ReadonlyMap<string, Uint8Array>; name: string } {
  const names = new Set(entries.map((entry) => entry.name.split('/')[0] ?? ''));
  const [name = '', ...others] = names;
  if (others.length > 0 || !LAB_NAME.test(name) || !entries.some((entry) => entry.name === `${name}/lab.md`)) {
    throw new ZipFailure(
      'Expected one folder with a lab.md in it, came something else. Pack the lab with "plaintalk lab pack".',
    );
  }
  return { name, files: new Map(entries.map((entry) => [entry.name.slice(name.length + 1), entry.bytes])) };
}
