/**
 * The page's sentences, in the language that is spoken. The first view carries the page's own words and those of a
 * failed request; the rest (coach and explanations) comes with the first lab. Texts come from `labs/words/` alone: no
 * sentence stands in a component.
 */
import type { en } from '../../labs/words/en/index.ts';
import { say } from '../../labs/words/say.ts';
import { language } from './language.svelte.ts';

/** A code of the catalogue; a misspelt one does not compile. */
export type Code = keyof typeof en;
export type Params = Readonly<Record<string, string>>;

/** The sentence of a code that the page itself names. */
export function t(code: Code, params: Params = {}): string {
  return say(language.words, code, params);
}

/** The sentence that the server names; where the catalogue lacks it, the one of `fallback`. */
export function tell(said: { readonly code: string; readonly params?: Params | undefined }, fallback: Code): string {
  return Object.hasOwn(language.words, said.code)
    ? say(language.words, said.code, said.params)
    : t(fallback, said.params);
}

/** Fetches the whole catalogue; a lab page waits for it. */
export function loadWords(): Promise<void> {
  return language.loadWhole();
}

/** A number as the language writes it. */
export function number(value: number): string {
  return new Intl.NumberFormat(language.current).format(value);
}

/** A day and a time of it, as the language writes them, in the browser's own zone. */
export function moment(at: number): string {
  return new Intl.DateTimeFormat(language.current, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** How long something took: minutes, and seconds below a quarter of an hour. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const unit = (value: number, name: 'hour' | 'minute' | 'second'): string =>
    new Intl.NumberFormat(language.current, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  if (seconds < 60) return unit(seconds, 'second');
  if (seconds < 15 * 60) {
    const rest = seconds % 60;
    return [unit(Math.floor(seconds / 60), 'minute'), ...(rest > 0 ? [unit(rest, 'second')] : [])].join(' ');
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return unit(minutes, 'minute');
  const rest = minutes % 60;
  return [unit(Math.floor(minutes / 60), 'hour'), ...(rest > 0 ? [unit(rest, 'minute')] : [])].join(' ');
}
