/** The coach's word on a line, as the page says it. */
import { language } from '../../state/language.svelte.ts';
import type { Advice } from '../../state/seat.svelte.ts';
import { tell } from '../../state/words.ts';
import { FIRST_LANGUAGE } from '../../../labs/words/languages.ts';

/** The author's own word, rendered by our server, and its language; undefined where the coach speaks. */
export function authorsWord({ mistake }: Advice): { readonly html: string; readonly lang: string } | undefined {
  if (mistake === undefined) return undefined;
  const { say } = mistake;
  const spoken = language.current;
  const html = Object.hasOwn(say, spoken) ? say[spoken] : undefined;
  if (html !== undefined) return { html, lang: spoken };
  return { html: say[FIRST_LANGUAGE] ?? '', lang: FIRST_LANGUAGE };
}

/** The coach's own sentence. */
export function coachsWord({ said }: Advice): string {
  return tell(said ?? { code: '' }, 'steps.advice.unknown');
}

/** Either as plain text, to be read aloud. */
export function plainWord(advice: Advice): string {
  const word = authorsWord(advice);
  if (word === undefined) return coachsWord(advice);
  return new DOMParser().parseFromString(word.html, 'text/html').body.textContent.trim();
}
