/**
 * The cookie: one credential of a learner, signed by the installation's secret so that nobody can make one up. It says
 * who somebody is and nothing else.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const COOKIE = 'plaintalk';

/** A value may be forged in this many characters at most; ours have 70. */
const LONGEST = 200;

export class LearnerCookie {
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** The cookie's value for a learner: `LEARNER.SIGNATURE`. */
  sign(learner: string): string {
    return `${learner}.${this.#signature(learner).toString('base64url')}`;
  }

  /** The learner of a request's `Cookie` header; undefined where there is none, or a forged one. */
  learner(header: string | undefined): string | undefined {
    for (const pair of (header ?? '').split(';')) {
      const at = pair.indexOf('=');
      if (at < 0 || pair.slice(0, at).trim() !== COOKIE) continue;
      const learner = this.#verified(pair.slice(at + 1).trim());
      if (learner !== undefined) return learner;
    }
    return undefined;
  }

  #verified(value: string): string | undefined {
    const at = value.lastIndexOf('.');
    if (at < 1 || value.length > LONGEST) return undefined;
    const learner = value.slice(0, at);
    const expected = this.#signature(learner);
    const given = Buffer.from(value.slice(at + 1), 'base64url');
    return given.length === expected.length && timingSafeEqual(given, expected) ? learner : undefined;
  }

  #signature(learner: string): Buffer {
    return createHmac('sha256', this.#secret).update(`learner:${learner}`).digest();
  }
}
