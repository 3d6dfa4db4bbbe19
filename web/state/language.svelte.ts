/**
 * The language of the page: chosen here and kept in this browser, else the browser's own where there are words for it.
 * English comes with the page; another language's words are fetched, and only then is it spoken.
 */
import { http } from '../../labs/words/en/http.ts';
import { page } from '../../labs/words/en/page.ts';
import { chosenOf, FIRST_LANGUAGE, isLanguage, type Language } from '../../labs/words/languages.ts';
import type { Words } from '../../labs/words/say.ts';
import { Kept } from './kept.svelte.ts';

/** The words of a language: those of the first view, and all. */
const SOURCES: Readonly<Record<Language, { first(): Promise<Words>; all(): Promise<Words> }>> = {
  en: {
    first: () => Promise.resolve({ ...page, ...http }),
    all: async () => (await import('../../labs/words/en/index.ts')).en,
  },
  de: {
    first: async () => (await import('../../labs/words/de/first.ts')).first,
    all: async () => (await import('../../labs/words/de/index.ts')).de,
  },
};

const isChosen = (value: unknown): value is Language | '' => value === '' || isLanguage(value);

export class SpokenLanguage {
  readonly #kept = new Kept<Language | ''>('language', '', isChosen);
  #current = $state.raw<Language>(FIRST_LANGUAGE);
  #words = $state.raw<Words>({ ...page, ...http });
  /** The words beyond the first view are wanted: a lab is open, or was. */
  #isWhole = false;

  get current(): Language {
    return this.#current;
  }

  get words(): Words {
    return this.#words;
  }

  /** Before the page is first drawn. Words that do not come leave the page in English. */
  async start(wished: readonly string[] = navigator.languages): Promise<void> {
    const language = this.#kept.value === '' ? chosenOf(wished) : this.#kept.value;
    if (language === FIRST_LANGUAGE) return;
    try {
      await this.#speak(language);
    } catch {
      // What is missing is tried again when the learner chooses the language.
    }
  }

  /** Speaks it from now on, here and on every later visit. Rejects where its words do not come. */
  async choose(language: Language): Promise<void> {
    await this.#speak(language);
    this.#kept.value = language;
  }

  /** Fetches all words of the language; a lab page waits for it. */
  async loadWhole(): Promise<void> {
    this.#isWhole = true;
    this.#words = await SOURCES[this.#current].all();
  }

  async #speak(language: Language): Promise<void> {
    const source = SOURCES[language];
    const words = await (this.#isWhole ? source.all() : source.first());
    this.#words = words;
    this.#current = language;
    document.documentElement.lang = language;
  }
}

/** The one language of the page. */
export const language = new SpokenLanguage();
