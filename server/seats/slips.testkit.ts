/**
 * For tests: the table of wrong lines. Each lab has one beside it, `slips.txt`, in a format that its author can read:
 *
 *     == ID                the step at hand
 *     > LINE => TEXT       a right line that leads to where the slips are made, and what the screen then shows
 *     LINE => CODE k=v …   a slip, and the sentence that it gets: its code, and some of what is put into it
 *     --                   a new beginning: that of the step again, or the one of the `>` lines that follow
 *     = LINE => TEXT       the right lines of the step, which tick it; `= ? TEXT => ` a right answer, `= @ …` a right pick
 *     ? TEXT => CODE       an answer to the step's question (`?2 TEXT` to its second one)
 *     @ SIDE VERB => CODE  that line of the wire, picked for the step's question (`@2 …` for its second one)
 *
 * `mistake N` is the author's own word, the N-th of the step's, from 1. `[phone] LINE` is typed at another terminal.
 * `\x1b` is that byte; `\s` a space at the end. `${name}` is the learner's own value; `${data-port}` the port that the
 * server named last for a second connection, `${data-port-swapped}` what comes out when its halves are swapped. Lines that
 * begin with `#` tell something. `^]` is telnet's key, where a right line is awaited.
 */

export interface RightLine {
  readonly terminal: string;
  readonly line: string;
  /** An answer to the step's question of this place, from 0. */
  readonly question: number | undefined;
  readonly isPicked: boolean;
  readonly shows: string;
}

export interface Slip {
  readonly terminal: string;
  readonly line: string;
  /** An answer to the step's question of this place, from 0. */
  readonly question: number | undefined;
  /** The line is not typed: a line of the wire is picked, `client RCPT`. */
  readonly isPicked: boolean;
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  /** Its line in the file, from 1. */
  readonly at: number;
}

export interface SlipRun {
  readonly beginning: readonly RightLine[];
  readonly slips: readonly Slip[];
}

export interface SlipSection {
  readonly step: string;
  readonly runs: readonly SlipRun[];
  readonly right: readonly RightLine[];
}

interface OpenSection {
  step: string;
  runs: { beginning: RightLine[]; slips: Slip[] }[];
  right: RightLine[];
}

/** @throws Error naming the line that is none of the format */
export function parseSlips(text: string): readonly SlipSection[] {
  const sections: OpenSection[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = raw.trimEnd();
    if (line.trim() === '' || line.startsWith('#')) return;
    const section = sections.at(-1);
    const run = section?.runs.at(-1);
    if (line.startsWith('== ')) {
      sections.push({ step: line.slice(3).trim(), runs: [{ beginning: [], slips: [] }], right: [] });
    } else if (section === undefined || run === undefined) {
      throw new Error(`${i + 1}: a step must be named before: == ID`);
    } else if (line === '--') {
      section.runs.push({ beginning: [], slips: [] });
    } else if (line.startsWith('> ')) {
      run.beginning.push(rightLine(line.slice(2), i));
    } else if (line.startsWith('= ')) {
      section.right.push(rightLine(line.slice(2), i));
    } else {
      run.slips.push(slip(line.trimStart(), i));
    }
  });
  return sections.map(withBeginnings);
}

/** A run without a beginning of its own has that of the run before it. */
function withBeginnings({ step, runs, right }: OpenSection): SlipSection {
  let beginning: readonly RightLine[] = [];
  return {
    step,
    right,
    runs: runs.map((run) => {
      if (run.beginning.length > 0) beginning = run.beginning;
      return { beginning, slips: run.slips };
    }),
  };
}

function halves(text: string, i: number): readonly [string, string] {
  const at = text.lastIndexOf(' =>');
  if (at < 0) throw new Error(`${i + 1}: “LINE => …” was expected, and came “${text}”`);
  return [text.slice(0, at).trimEnd(), text.slice(at + 3).trim()];
}

function rightLine(text: string, i: number): RightLine {
  const [left, shows] = halves(text, i);
  return { ...typedOrAnswered(left), shows };
}

function typedOrAnswered(left: string): Pick<Slip, 'terminal' | 'line' | 'question' | 'isPicked'> {
  const [, sign, place, answer] = /^([?@])(\d*) (.*)$/s.exec(left) ?? [];
  const question = place === undefined ? undefined : Math.max(0, Number(place === '' ? 1 : place) - 1);
  return { ...typed(answer ?? left), question, isPicked: sign === '@' };
}

function typed(text: string): { readonly terminal: string; readonly line: string } {
  const [, terminal = 'laptop', line = ''] = /^(?:\[([a-z]+)\] ?)?(.*)$/s.exec(text) ?? [];
  return {
    terminal,
    line: line
      .replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      .replace(/\\s/g, ' '),
  };
}

function slip(text: string, i: number): Slip {
  const [left, right] = halves(text, i);
  const [, code = '', rest = ''] = /^(mistake \d+|\S+)\s*(.*)$/.exec(right) ?? [];
  const params = Object.fromEntries(
    [...rest.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)].map(([, name = '', quoted, plain]) => [
      name,
      quoted ?? plain ?? '',
    ]),
  );
  return { ...typedOrAnswered(left), code, params, at: i + 1 };
}

/** A line of the table with what was said about it in the place of what stood there; of what is put in, what it named before. */
export function writtenSlip(line: string, code: string, params: Readonly<Record<string, string>>): string {
  const [left, right] = halves(line, 0);
  const named = [...right.matchAll(/(\w+)=/g)]
    .map(([, name = '']) => name)
    .filter((name) => params[name] !== undefined);
  const shown = named.length > 0 ? named : Object.keys(params).filter((name) => name !== 'protocol' && name !== 'text');
  const word = code.replace(/^mistake \S+ (\d+)$/, (_, index: string) => `mistake ${Number(index) + 1}`);
  const pairs = shown.map((name) => {
    const value = params[name] ?? '';
    return /^[^\s"]+$/.test(value) ? `${name}=${value}` : value.includes('"') ? '' : `${name}="${value}"`;
  });
  return `${left.padEnd(46)} => ${[word === '' ? 'nothing' : word, ...pairs.filter((pair) => pair !== '')].join(' ')}`;
}
