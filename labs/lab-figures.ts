/**
 * Figures of a lab's text: a transcript that lies in a file of its own, and pictures of the lab's folder. They are put into
 * the text when it is read, so a page needs nothing but the text.
 */
import type { Token } from './markdown.ts';
import type { Problem } from './problems.ts';
import { shown } from './schema-problems.ts';
import type { LabFile } from './text-faults.ts';

/** What lies in the lab's folder, by its name there. */
export interface Figures {
  /** Undefined where there is no such file. */
  text(name: string): string | undefined;
  /** The picture as a `data:` URL, or why it can't be one, as the end of "came …". */
  picture(name: string): { readonly url: string } | { readonly fault: string };
}

/** Of letters, digits, dots, hyphens and /, none of its parts `.` or `..`: it can't lead out of the folder. */
const FIGURE_NAME = /^(?:(?!\.{1,2}\/)[\w.-]+\/)*(?!\.{1,2}$)[\w.-]+$/;

/** Puts the figures into the blocks of a text. Where `figures` is undefined, nothing is looked up. */
export function placeFigures(tokens: readonly Token[], figures: Figures | undefined, about: LabFile): void {
  for (const token of tokens) {
    const line = (token.map?.[0] ?? 0) + 1;
    const [kind, ...names] = token.info.trim().split(/\s+/);
    if (token.type === 'fence' && kind === 'transcript' && names.length > 0) {
      placeTranscript(token, names.join(' '), figures, { about, line });
    }
    for (const child of token.children ?? []) {
      if (child.type === 'image') placePicture(child, figures, { about, line });
    }
  }
}

interface Where {
  readonly about: LabFile;
  readonly line: number;
}

function placeTranscript(token: Token, name: string, figures: Figures | undefined, where: Where): void {
  const text = FIGURE_NAME.test(name) ? figures?.text(name) : undefined;
  if (token.content.trim() !== '') {
    fault(
      where,
      name,
      `Expected no lines in a transcript that names the file ${name}, came some.`,
      'Remove them, or the name.',
    );
  } else if (text === undefined && figures !== undefined) {
    fault(
      where,
      name,
      `Expected a file of the lab's folder, came ${shown(name)}.`,
      'Put the file there, or correct its name.',
    );
  }
  token.info = 'transcript';
  token.content = text ?? '';
}

function placePicture(token: Token, figures: Figures | undefined, where: Where): void {
  const name = String(token.attrGet('src') ?? '');
  if (token.content.trim() === '') {
    const message = `Expected words for those who can't see the picture ${name}, came none.`;
    fault(where, name, message, `Write what is to be seen: ![A letter in its envelope](${name}).`);
  }
  if (figures === undefined) return;
  const found = FIGURE_NAME.test(name) ? figures.picture(name) : { fault: `${shown(name)}, which lies elsewhere` };
  if ('url' in found) token.attrSet('src', found.url);
  else {
    const message = `Expected a picture of the lab's folder, came ${found.fault}.`;
    fault(where, name, message, 'Put a PNG, JPEG or SVG file beside lab.md.');
  }
}

/** At the word where it stands in the block that begins at the line. */
function fault({ about, line }: Where, word: string, message: string, wayOut: string): void {
  let found = line;
  while (found < about.lines.length && !(about.lines[found - 1] ?? '').includes(word)) found++;
  const column = (about.lines[found - 1] ?? '').indexOf(word) + 1;
  const problem: Problem = {
    file: about.file,
    line: column > 0 ? found : line,
    column: Math.max(column, 1),
    message,
    wayOut,
  };
  about.problems.push(problem);
}
