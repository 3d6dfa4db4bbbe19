/**
 * `plaintalk lab COMMAND …`: the author's workshop. Each command answers in sentences, and ends with 0 where all is
 * well, with 1 where faults were found, with 2 where it was used wrongly.
 */
import { nearestOf } from '../../../labs/nearest.ts';
import { labJsonSchema } from '../../../labs/lab-json-schema.ts';
import { checkLabs } from './check.ts';
import { type CommandName, HELP, overview } from './help.ts';
import { newLab } from './new.ts';
import { importLab, packLab } from './pack.ts';
import { previewLab } from './preview.ts';
import { recordLab } from './record.ts';
import { FINE, type LabSetting, LabUsage, USED_WRONGLY } from './setting.ts';
import { testLabs } from './test.ts';

type Command = (args: readonly string[], setting: LabSetting) => number | Promise<number>;

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  new: newLab,
  check: checkLabs,
  test: testLabs,
  preview: previewLab,
  record: recordLab,
  pack: packLab,
  import: importLab,
  schema: printSchema,
};

/** Carries out one command; gives the exit code. */
export async function runLab(
  [name, ...args]: readonly string[],
  setting: LabSetting,
  complain: (line: string) => void,
): Promise<number> {
  if (name === '--help' || name === '-h') {
    setting.print(overview());
    return FINE;
  }
  if (name === undefined || !isCommand(name)) {
    const near = nearestOf(name ?? '', Object.keys(HELP));
    const wayOut = near === undefined ? '' : `; did you mean ${near}?`;
    if (name !== undefined) {
      complain(`lab: expected one of ${Object.keys(HELP).join(', ')}, came ${JSON.stringify(name)}${wayOut}`);
    }
    complain(overview());
    return USED_WRONGLY;
  }
  if (args.includes('--help') || args.includes('-h')) {
    setting.print(HELP[name].text);
    return FINE;
  }
  try {
    return await COMMANDS[name](args, setting);
  } catch (mistake) {
    const text = usageOf(mistake);
    if (text === undefined) throw mistake;
    complain(`lab ${name}: ${text}`);
    complain(`"lab ${name} --help" says how it is used.`);
    return USED_WRONGLY;
  }
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(HELP, name);
}

/** What the author did wrong; undefined where the fault is ours. `parseArgs` names what it refuses by its code. */
function usageOf(mistake: unknown): string | undefined {
  if (mistake instanceof LabUsage) return mistake.message;
  if (!(mistake instanceof Error) || !('code' in mistake)) return undefined;
  return String(mistake.code).startsWith('ERR_PARSE_ARGS') ? mistake.message : undefined;
}

/** The schemas that can be printed, and the name of each among those of the format. */
const SCHEMAS = {
  'front-matter': 'frontMatter',
  step: 'step',
  translation: 'translation',
  'translated-step': 'translatedStep',
} as const;

function printSchema([name = 'front-matter', ...more]: readonly string[], { print, protocols }: LabSetting): number {
  const known = Object.entries(SCHEMAS).find(([kind]) => kind === name)?.[1];
  if (known === undefined || more.length > 0) {
    throw new LabUsage(`expected one of ${Object.keys(SCHEMAS).join(', ')}, came ${[name, ...more].join(' ')}`);
  }
  const settings = new Map([...protocols].map(([protocol, { settings: own }]) => [protocol, own]));
  print(JSON.stringify(labJsonSchema(settings)[known], undefined, 2));
  return FINE;
}
