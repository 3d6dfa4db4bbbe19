/** When a lost connection is tried again: after longer and longer waits, spread by chance, with the seconds to show. */

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

export class Retry {
  /** Whole seconds until the next attempt, where one is waited for. */
  seconds = $state(0);
  /** Attempts since a connection last stood. */
  attempts = 0;
  readonly #jitter: () => number;
  #timers: ReturnType<typeof setTimeout>[] = [];

  /** @param jitter between 0 and 1: spreads the pages of a class that all lost their connection at once */
  constructor(jitter: () => number) {
    this.#jitter = jitter;
  }

  wait(attempt: () => void): void {
    this.stop();
    const longestMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts++);
    const waitMs = longestMs * (0.5 + this.#jitter() / 2);
    const whole = Math.ceil(waitMs / 1000);
    this.seconds = whole;
    this.#timers.push(setTimeout(attempt, waitMs));
    for (let second = 1; second < waitMs / 1000; second++) {
      this.#timers.push(setTimeout(() => (this.seconds = whole - second), second * 1000));
    }
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.seconds = 0;
  }
}
