/** The languages that page and coach speak. A lab may be written in more, or fewer. */

export const LANGUAGES = [
  { tag: 'en', name: 'English' },
  { tag: 'de', name: 'Deutsch' },
] as const;

export type Language = (typeof LANGUAGES)[number]['tag'];

/** The language of whatever has no translation. */
export const FIRST_LANGUAGE: Language = 'en';

export function isLanguage(tag: unknown): tag is Language {
  return LANGUAGES.some((language) => language.tag === tag);
}

/** The first of the wished-for languages (`de-AT`) that there are words for. */
export function chosenOf(wished: readonly string[]): Language {
  for (const wish of wished) {
    const [tag] = wish.toLowerCase().split('-');
    if (isLanguage(tag)) return tag;
  }
  return FIRST_LANGUAGE;
}
