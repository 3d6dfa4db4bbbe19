/** `lab check`: every fault of a lab, with its place and the way out. */
import { parseArgs } from 'node:util';
import { findLabs, problemsOf } from './places.ts';
import { FAULTS, FINE, type LabSetting, printProblems } from './setting.ts';

export function checkLabs(args: readonly string[], setting: LabSetting): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const { folders, problems } = findLabs(positionals, setting);
  const all = [...problems, ...folders.flatMap(problemsOf)];
  printProblems(all, values.json, setting.print);
  if (all.length > 0) return FAULTS;
  if (!values.json) {
    const steps = folders.reduce((sum, { lab }) => sum + lab.steps.length, 0);
    const labs = folders.length === 1 ? 'One lab' : `${folders.length} labs`;
    setting.print(`${labs} with ${steps} steps: nothing is wrong. "lab test" plays what you have written.`);
  }
  return FINE;
}
