/** What a learner did at a lab before the last fresh start. */
import type { AttemptView } from '../../server/contract/catalogue.ts';
import { ApiFailure, fetchHistory } from './api.ts';

export class LabHistory {
  /** The newest first; undefined until they came. */
  attempts = $state.raw<readonly AttemptView[] | undefined>(undefined);
  failure = $state.raw<ApiFailure | undefined>(undefined);
  readonly #lab: string;
  readonly #fetch: typeof fetchHistory;
  #asked = -1;

  constructor(lab: string, fetch = fetchHistory) {
    this.#lab = lab;
    this.#fetch = fetch;
  }

  /** Those before the one at hand. */
  get earlier(): readonly AttemptView[] {
    return this.attempts?.filter(({ isCurrent }) => !isCurrent) ?? [];
  }

  /** Fetches them, once for each number of fresh starts. */
  async load(renewals: number): Promise<void> {
    if (this.#asked === renewals) return;
    this.#asked = renewals;
    try {
      const { attempts } = await this.#fetch(this.#lab);
      if (this.#asked !== renewals) return;
      this.attempts = attempts;
      this.failure = undefined;
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      if (this.#asked !== renewals) return;
      this.#asked = -1;
      this.failure = failure;
    }
  }
}
