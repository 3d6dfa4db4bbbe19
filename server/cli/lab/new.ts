/** `lab new`: a small lab that works, in a folder of its own. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nearestOf } from '../../../labs/nearest.ts';
import { filesBelow, LAB_NAME, named, writeFolder } from './files.ts';
import { FINE, type LabSetting, LabUsage } from './setting.ts';

/** The protocols for which there is a lab to begin with. */
export const TEMPLATES = ['smtp', 'pop3', 'imap', 'ftp'] as const;

export async function newLab(args: readonly string[], setting: LabSetting): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { protocol: { type: 'string', default: 'smtp' }, into: { type: 'string', default: '.' } },
    allowPositionals: true,
  });
  const [place, ...more] = positionals;
  if (place === undefined || more.length > 0) {
    throw new LabUsage(
      `expected the name of one lab, came ${positionals.length === 0 ? 'none' : positionals.join(' ')}`,
    );
  }
  const protocol = protocolOf(values.protocol);
  const name = path.basename(place);
  if (!LAB_NAME.test(name)) {
    throw new LabUsage(`expected a name of small letters, digits and hyphens, came ${JSON.stringify(name)}`);
  }
  const target = path.resolve(values.into, place);
  const template = path.join(setting.templates, protocol);
  const { files } = await filesBelow(template);
  const bodies = files.map(async (file) => [file, await readFile(path.join(template, file))] as const);
  await writeFolder(target, new Map(await Promise.all(bodies)));
  const lab = named(target);
  setting.print(`${lab} is there: ${files.join(', ')}. It works as it stands; make it yours.`);
  setting.print('');
  setting.print(`  npm run lab -- preview ${lab}   see it in the browser; it reloads at each save`);
  setting.print(`  npm run lab -- check ${lab}     what is wrong, and the way out`);
  setting.print(`  npm run lab -- test ${lab}      play its solution, variants and mistakes`);
  return FINE;
}

/** @throws LabUsage where there is no lab to begin with for it */
export function protocolOf(name: string): (typeof TEMPLATES)[number] {
  const known = TEMPLATES.find((template) => template === name);
  if (known !== undefined) return known;
  const near = nearestOf(name, TEMPLATES);
  const wayOut = near === undefined ? '' : `; did you mean ${near}?`;
  throw new LabUsage(`--protocol: expected one of ${TEMPLATES.join(', ')}, came ${JSON.stringify(name)}${wayOut}`);
}
