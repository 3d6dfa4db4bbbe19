/**
 * What can be wrong with what a lab says: a host that its world lacks, a value that nobody draws. Each fault stands at the
 * word itself.
 */
import { hostNamesOf } from './check-places.ts';
import type { Token } from './markdown.ts';
import { nearestOf } from './nearest.ts';
import type { Problem } from './problems.ts';
import { HOLE } from './values.ts';
import type { World } from './world.ts';

/** A part of the file: lines from 1, both belong to it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A lab's file, and who hears of its faults. */
export interface LabFile {
  readonly file: string;
  readonly lines: readonly string[];
  readonly problems: Problem[];
}

/** Addresses that every host has for itself, or that stand for none or all. */
const OWN_ADDRESSES = new Set(['127.0.0.1', '0.0.0.0', '255.255.255.255']);
const ADDRESS = /(?<![\w.,-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d|,\d)/g;
/** A mail address may be one that nobody has: a lab may want to be refused. */
const NAME = /(?<![\w.@%/-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+(?![\w-])/gi;
/** So much of a hint is looked through, in characters: the search may take the square of it. */
const SHORT_TEXT_LIMIT = 5000;
/** A file with more faults of one kind says nothing new. */
const FAULTS_LIMIT = 20;

/** Hosts in code (between backticks, in fences) that the lab's world lacks. */
export function addHostFaults(codes: readonly Code[], world: World, about: LabFile): void {
  const known = hostNamesOf(world);
  // What looks like a name of a host ends as the names of this world do.
  const endings = new Set(
    [...known].map((name) => name.slice(name.lastIndexOf('.') + 1)).filter((end) => /\D/.test(end)),
  );
  const seen = new Set<string>();
  for (const { text, span } of codes) {
    for (const word of hostsIn(text, endings)) {
      const name = word.toLowerCase();
      if (known.has(name) || OWN_ADDRESSES.has(name) || seen.has(name)) continue;
      seen.add(name);
      const near = nearestOf(name, known);
      addAt(about, word, span, {
        message: `Expected a host of the lab's world, came ${word}.`,
        wayOut: near === undefined ? 'Correct it, or add the host to the world.' : `Did you mean "${near}"?`,
      });
    }
  }
}

function hostsIn(text: string, endings: ReadonlySet<string>): string[] {
  const names = [...text.matchAll(NAME)].map(([name]) => name);
  const addresses = [...text.matchAll(ADDRESS)].map(([address]) => address);
  return [...addresses, ...names.filter((name) => endings.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase()))];
}

/** What is set in code, and where it stands. */
export interface Code {
  readonly text: string;
  readonly span: Span;
}

/** The code in a short text, whose blocks nobody needs: what stands between backticks, be it a word or a fence. */
export function codeBetweenTicks(text: string, span: Span): Code[] {
  return [...text.slice(0, SHORT_TEXT_LIMIT).matchAll(/(?<!`)(`{1,10})(?!`)([^]*?)(?<!`)\1(?!`)/g)].map(
    ({ 2: code = '' }) => ({
      text: code,
      span,
    }),
  );
}

/** The code in blocks of Markdown; a token knows its first line and the one behind its last, from 0. */
export function codeIn(tokens: readonly Token[]): Code[] {
  return tokens.flatMap((token) => {
    const [begin = 0, end = 1] = token.map ?? [];
    return codeOfToken(token, { from: begin + 1, to: end });
  });
}

function codeOfToken(token: Token, span: Span): Code[] {
  if (token.type === 'fence' || token.type === 'code_block') return [{ text: token.content, span }];
  const inside = token.children?.filter(({ type }) => type === 'code_inline') ?? [];
  return inside.map(({ content }) => ({ text: content, span }));
}

/** Holes for which nothing is drawn, and which no check binds. In the front matter only what is drawn counts. */
export function addHoleFaults(
  about: LabFile,
  {
    drawn,
    bound,
    front,
  }: { readonly drawn: readonly string[]; readonly bound: ReadonlySet<string>; readonly front: Span },
): void {
  let count = 0;
  about.lines.forEach((text, i) => {
    const isFront = i + 1 >= front.from && i + 1 <= front.to;
    for (const { 0: hole, 1: name = '', index } of text.matchAll(HOLE)) {
      if (drawn.includes(name) || (!isFront && bound.has(name)) || count++ >= FAULTS_LIMIT) continue;
      const near = nearestOf(name, [...drawn, ...(isFront ? [] : bound)]);
      about.problems.push({
        file: about.file,
        line: i + 1,
        column: index + 1,
        message: `Expected a value that is drawn or that a check binds, came ${hole}.`,
        wayOut: near === undefined ? `Add ${name} to values in the front matter.` : `Did you mean "\${${near}}"?`,
      });
    }
  });
}

function addAt(
  { file, lines, problems }: LabFile,
  word: string,
  { from, to }: Span,
  said: Pick<Problem, 'message' | 'wayOut'>,
): void {
  for (let line = from; line <= to; line++) {
    const column = (lines[line - 1] ?? '').indexOf(word) + 1;
    if (column > 0) {
      problems.push({ file, line, column, ...said });
      return;
    }
  }
  problems.push({ file, line: from, column: 1, ...said });
}
