/**
 * The page's sentences. The first view carries the page's own words and those of a failed request; `loadWords` fetches
 * the rest (coach and explanations) with the first lab. Texts come from `labs/words/` alone: no sentence stands in a component.
 */
import type { en } from '../../labs/words/en/index.ts';
import { http } from '../../labs/words/en/http.ts';
import { page } from '../../labs/words/en/page.ts';
import { say, type Words } from '../../labs/words/say.ts';

/** A code of the catalogue; a misspelt one does not compile. */
export type Code = keyof typeof en;
export type Params = Readonly<Record<string, string>>;

let words: Words = { ...page, ...http };

/** The sentence of a code that the page itself names. */
export function t(code: Code, params: Params = {}): string {
  return say(words, code, params);
}

/** The sentence that the server names; where the catalogue lacks it, the one of `fallback`. */
export function tell(said: { readonly code: string; readonly params?: Params | undefined }, fallback: Code): string {
  return Object.hasOwn(words, said.code) ? say(words, said.code, said.params) : t(fallback, said.params);
}

/** Fetches the whole catalogue; a lab page waits for it. */
export async function loadWords(): Promise<void> {
  const catalogue = await import('../../labs/words/en/index.ts');
  words = catalogue.en;
}
