/** The sentences that programs say beyond what the real ones print. */
import { shell } from '../../labs/words/en/shell.ts';
import { say } from '../../labs/words/say.ts';

/** A sentence of the terminal, with its line end. */
export function sentence(code: keyof typeof shell, params: Readonly<Record<string, string>> = {}): string {
  return `${say(shell, code, params)}\n`;
}
