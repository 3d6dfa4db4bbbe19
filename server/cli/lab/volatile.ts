/**
 * What of a screen differs each time: the same lines are typed again by other learners, and where their screens differ
 * a hole takes the place. Times and ports have one in any case: two plays in the same second would have the same.
 */
import type { ScriptedPage } from '../../seats/scripted-page.ts';
import { KEYS } from '../../protocols/lab-script.ts';
import type { RecordedLine } from './recording.ts';

/** A clock's time, how long something took, a port as FTP writes it, and an id that a server gives. */
const VOLATILE =
  /\d\d:\d\d:\d\d|\d+\.\d+(?= \+ \d+\.\d+ secs| secs| [KMG]?i?B\/s)|\d\d:\d\d(?= \()|(?<=,)\d{1,3},\d{1,3}(?=\))|(?<=\bid=)\S+/g;

/** How long a line may take to show as much as it did before, in milliseconds. */
const PATIENCE_MS = 4000;

/** The lines with holes in what they printed. `pages` are learners who have not begun yet. */
export async function withHoles(
  lines: readonly RecordedLine[],
  pages: readonly ScriptedPage[],
): Promise<readonly RecordedLine[]> {
  const again = await Promise.all(pages.map((page) => replay(lines, page)));
  let holes = 0;
  const nextHole = (): string => `\${v${++holes}}`;
  return lines.map((line, at) => {
    const others = again.map((printed) => printed[at] ?? []);
    const length = Math.min(line.printed.length, ...others.map((other) => other.length));
    const printed = line.printed.slice(0, length).map((text, i) => {
      return common(
        text,
        others.map((other) => other[i] ?? ''),
        nextHole,
      );
    });
    return { ...line, printed };
  });
}

/** Types the lines; gives what each printed. */
async function replay(lines: readonly RecordedLine[], page: ScriptedPage): Promise<readonly (readonly string[])[]> {
  page.patienceMs = PATIENCE_MS;
  const typed: { readonly id: string; readonly terminal: string }[] = [];
  for (const { terminal, text, key, printed } of lines) {
    if (!page.bodies('terminal-opened').some((opened) => opened.terminal === terminal)) {
      page.send({ type: 'open-terminal', terminal });
    }
    const id = key === undefined ? page.type(text ?? '', terminal) : page.signal(KEYS[key], '', terminal);
    typed.push({ id, terminal });
    const hasAll = (): boolean => page.screenAfter(id, terminal).split('\n').length > printed.length;
    // Less may come than before: then that is what is the same each time.
    await page.until(hasAll).catch(() => undefined);
  }
  await page.settled();
  return typed.map(({ id, terminal }, at) => {
    const next = typed.slice(at + 1).find((other) => other.terminal === terminal);
    const shown = page.screenBetween(id, next?.id, terminal);
    return shown.split('\n').slice(0, -1);
  });
}

/** The text with a hole for each word in which the others differ from it. */
function common(text: string, others: readonly string[], nextHole: () => string): string {
  const words = wordsOf(text);
  const otherWords = others.map(wordsOf);
  if (otherWords.some((other) => other.length !== words.length)) return nextHole();
  const joined = words.map((word, at) => (otherWords.every((other) => other[at] === word) ? word : nextHole()));
  return joined.join('').replace(VOLATILE, (found) => (found.startsWith('${') ? found : nextHole()));
}

/** Words and what stands between them, in turn. */
function wordsOf(text: string): string[] {
  return text.split(/(\s+|[()[\]<>=,;])/).filter((word) => word !== '');
}
