/** What a command of the `ftp>` prompt is, and how it gets the arguments that were left out. */
import type { Client } from './client.ts';

export interface Command {
  /** What follows the name in `usage: `. */
  readonly usage?: string;
  readonly needsPeer?: boolean;
  /** Must come back to `ftp.done()` or `ftp.quit()` in the end. `name` is the command's full name. */
  readonly run: (ftp: Client, args: readonly string[], name: string) => void;
}

export type Commands = Readonly<Record<string, Command>>;

export interface Wanted {
  readonly name: string;
  readonly usage: string;
  /** What to ask for where it was not given: `remote-file`. */
  readonly prompts: readonly string[];
  /** Whether more arguments than prompts are welcome. */
  readonly takesMore?: boolean;
}

/** Calls `then` with at least as many arguments as there are prompts, asking for those that are missing. */
export function withArguments(
  ftp: Client,
  wanted: Wanted,
  args: readonly string[],
  then: (args: readonly string[]) => void,
): void {
  const { name, usage, prompts, takesMore = false } = wanted;
  const missing = prompts[args.length];
  if (missing === undefined) {
    if (args.length > prompts.length && !takesMore) showUsage(ftp, name, usage);
    else then(args);
    return;
  }
  ftp.ask(`(${missing}) `, (line) => {
    const words = wordsOf(line ?? '');
    if (words.length === 0) showUsage(ftp, name, usage);
    else withArguments(ftp, wanted, [...args, ...words], then);
  });
}

export function showUsage(ftp: Client, name: string, usage: string): void {
  ftp.print(`usage: ${name}${usage === '' ? '' : ' '}${usage}\n`);
  ftp.done();
}

/** Words of a line; quotes keep blanks together, a backslash takes the next character as it is. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"?|'[^']*'?)+/g)].map(([word]) =>
    word.replace(/\\(.)|["']/g, (_match, escaped: string | undefined) => escaped ?? ''),
  );
}

/** A command of one line whose reply is all there is to it. */
export function say(ftp: Client, line: string): void {
  ftp.command(line, () => ftp.done());
}
