/** The lab that a page shows: fetched anew in another language, and after a fresh start, which may bring a newer one. */
import type { LabView } from '../../server/contract/catalogue.ts';
import { ApiFailure, fetchLab } from './api.ts';

export class LabOnPage {
  view = $state.raw() as LabView;
  /** Counts how often its author has changed it while it was shown. */
  version = $state(0);
  /** Why what is wanted now did not come; what was there is shown meanwhile. */
  failure = $state.raw<ApiFailure | undefined>(undefined);
  readonly #fetch: typeof fetchLab;
  #language: string;
  /** How many fresh starts the seat had had when the view came; undefined until the seat's log is known. */
  #renewals: number | undefined;

  /** @param language in which the view was asked for */
  constructor(view: LabView, language: string, fetch = fetchLab) {
    this.view = view;
    this.#language = language;
    this.#fetch = fetch;
  }

  /** Its author has changed it: it is fetched anew, and with it what belongs to its steps. */
  async refresh(): Promise<void> {
    const language = this.#language;
    try {
      const view = await this.#fetch(this.view.id, language);
      if (language !== this.#language) return;
      this.view = view;
      this.version++;
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      this.failure = failure;
    }
  }

  /** Sees to it that the lab is there in the language, as it is after so many fresh starts. */
  async follow(language: string, renewals: number): Promise<void> {
    this.#renewals ??= renewals;
    if (language === this.#language && renewals === this.#renewals) return;
    this.#language = language;
    this.#renewals = renewals;
    const isWanted = (): boolean => this.#language === language && this.#renewals === renewals;
    try {
      const view = await this.#fetch(this.view.id, language);
      if (!isWanted()) return;
      this.view = view;
      this.failure = undefined;
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      if (!isWanted()) return;
      // Whoever asks again gets another try.
      this.#language = '';
      this.failure = failure;
    }
  }
}
