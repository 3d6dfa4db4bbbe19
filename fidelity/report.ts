/** What a run found, as figures by protocol and as a text for people. */
import { type Comparison, isSameCode, isSameForm, replyForm } from './compare.ts';
import type { Played } from './play.ts';
import { PROTOCOLS } from './scripts.ts';

export interface Result extends Comparison {
  readonly played: Played;
}

/** Of how many, how many are equal. */
export interface Share {
  readonly equal: number;
  readonly all: number;
}

export interface Figures {
  readonly scripts: Share;
  /** Scripts that are equal with their capability lists. */
  readonly toTheLetter: number;
  readonly codes: Share;
  /** Distinct forms of replies; one is equal if it is wherever the real server says it. */
  readonly forms: Share;
  /** Distinct lines of capability lists. */
  readonly capabilities: Share;
  readonly missing: readonly string[];
  readonly added: readonly string[];
}

/** What is asked: every code, and this share of the forms. */
const FORMS_ASKED = 0.95;

export function figuresOf(results: readonly Result[]): Figures {
  const pairs = results.flatMap(({ replies }) => replies);
  const forms = new Map<string, boolean>();
  for (const pair of pairs) {
    if (pair.expected === undefined) continue;
    const form = replyForm(pair.expected);
    forms.set(form, isSameForm(pair) && forms.get(form) !== false);
  }
  const announced = new Set<string>();
  const missing = new Set<string>();
  const added = new Set<string>();
  for (const { expected, actual } of pairs) {
    if (expected?.capabilities === undefined) continue;
    for (const line of expected.capabilities) {
      announced.add(line);
      if (actual?.capabilities?.includes(line) !== true) missing.add(line);
    }
    for (const line of actual?.capabilities ?? []) if (!expected.capabilities.includes(line)) added.add(line);
  }
  return {
    scripts: share(results.map(({ isEqual }) => isEqual)),
    toTheLetter: results.filter(({ isEqualToTheLetter }) => isEqualToTheLetter).length,
    codes: share(pairs.map(isSameCode)),
    forms: share([...forms.values()]),
    capabilities: { equal: announced.size - missing.size, all: announced.size },
    missing: [...missing],
    added: [...added],
  };
}

/** Whether what is asked holds. */
export function isFaithful({ codes, forms }: Figures): boolean {
  return codes.equal === codes.all && forms.equal >= FORMS_ASKED * forms.all;
}

const COLUMNS = ['scripts equal', 'to the letter', 'replies, code', 'forms, text', 'capabilities'];
const NAME_WIDTH = 16;
const COLUMN_WIDTH = 21;

/** The table: a row for each protocol, and one for its scripts that need TLS; what capability lists differ in below. */
export function tableOf(results: readonly Result[]): { readonly lines: readonly string[]; readonly isFine: boolean } {
  const lines = [row('', COLUMNS)];
  const notes: string[] = [];
  let isFine = true;
  for (const protocol of PROTOCOLS) {
    const own = results.filter(({ played }) => played.script.protocol === protocol);
    for (const needsTls of [false, true]) {
      const counted = own.filter(({ played }) => played.script.needsTls === needsTls);
      if (counted.length === 0) continue;
      const name = needsTls ? `${protocol}, needs TLS` : protocol;
      const figures = figuresOf(counted);
      lines.push(row(name, cellsOf(figures)));
      isFine &&= isFaithful(figures);
      const differences = [
        ...(figures.missing.length > 0 ? [`not announced: ${figures.missing.join(', ')}`] : []),
        ...(figures.added.length > 0 ? [`announced by ours alone: ${figures.added.join(', ')}`] : []),
      ];
      if (differences.length > 0) notes.push(`${name} capabilities ${differences.join('; ')}`);
    }
  }
  return { lines: [...lines, ...notes], isFine };
}

/** What differs in a script, for people; empty where nothing does. */
export function differencesOf({ played, difference }: Result): readonly string[] {
  const { script, faults } = played;
  if (difference.length === 0 && faults.length === 0) return [];
  const title = `DIFFERS ${script.name}${script.needsTls ? ' (needs TLS)' : ''}   - the real server   + ours`;
  return [title, ...difference, ...faults.map((fault) => `! ${fault.trimEnd()}`), ''];
}

const share = (all: readonly boolean[]): Share => ({ equal: all.filter(Boolean).length, all: all.length });

function cellsOf({ scripts, toTheLetter, codes, forms, capabilities }: Figures): readonly string[] {
  return [
    shown(scripts),
    shown({ equal: toTheLetter, all: scripts.all }),
    shown(codes),
    shown(forms),
    shown(capabilities),
  ];
}

/** `312 / 320  97.5 %`; rounded down, so that only what is whole says 100. */
function shown({ equal, all }: Share): string {
  if (all === 0) return '-';
  return `${equal} / ${all} ${(Math.floor((equal * 1000) / all) / 10).toFixed(1).padStart(6)} %`;
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join('');
}
