/** The labs as the server lists them, and where this learner stands in each; shared by the pages that show labs. */
import { createContext, untrack } from 'svelte';
import type { LabSummary } from '../../server/contract/catalogue.ts';
import { ApiFailure, fetchLabs } from './api.ts';
import { language } from './language.svelte.ts';

const LAST_KEY = 'plaintalk.last-lab';

export class Catalogue {
  /** In the course's order; undefined until they came for the first time. */
  labs = $state.raw<readonly LabSummary[] | undefined>(undefined);
  /** Why the last try brought nothing; what came before stays in `labs`. */
  failure = $state.raw<ApiFailure | undefined>(undefined);
  isLoading = $state(false);
  #last = $state.raw<string | undefined>(undefined);

  constructor() {
    // A connection that is back needs no click.
    addEventListener('online', () => {
      if (this.failure !== undefined) void this.load();
    });
  }

  /** Fetches the list, or fetches it anew, in the language that is spoken; failures are kept in `failure`. */
  async load(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    const wanted = language.current;
    try {
      this.labs = (await fetchLabs(wanted)).labs;
      this.#last = lastLab();
      this.failure = undefined;
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      this.failure = error;
    } finally {
      this.isLoading = false;
    }
    if (wanted !== language.current) await this.load();
  }

  /** A page that shows the labs was opened, or its language is another now. */
  follow(_language: string): Promise<void> {
    // Whoever calls must not wait for what loading reads.
    return untrack(() => this.load());
  }

  /** The lab to go on with: the one opened last unless it is done, else the first that was begun; undefined: none. */
  get leftOff(): LabSummary | undefined {
    const open = (this.labs ?? []).filter((lab) => !lab.isFinished);
    return open.find((lab) => lab.id === this.#last) ?? open.find((lab) => lab.ticked > 0);
  }

  /** The first lab of the course that is not done. */
  get first(): LabSummary | undefined {
    return this.labs?.find((lab) => !lab.isFinished) ?? this.labs?.[0];
  }

  labsOf(protocol: string): readonly LabSummary[] {
    return (this.labs ?? []).filter((lab) => lab.protocol === protocol);
  }
}

/** The one catalogue of the page, handed down by `App`. */
export const [getCatalogue, setCatalogue] = createContext<Catalogue>();

/** Keeps in this browser which lab was opened last. */
export function rememberLab(lab: string): void {
  try {
    localStorage.setItem(LAST_KEY, lab);
  } catch {
    // Storage is off: "where you left off" goes by progress alone.
  }
}

function lastLab(): string | undefined {
  try {
    return localStorage.getItem(LAST_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
