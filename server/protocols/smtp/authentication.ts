/** One AUTH exchange (RFC 4954 §4), PLAIN or LOGIN: what the server asks for next, and what came of it. */
import { decodeBase64, LOGIN_PASSWORD, LOGIN_USERNAME, parsePlain } from '../sasl.ts';
import { Refusal } from './mistakes.ts';
import type { CredentialStore } from './store.ts';

export type AuthenticationOutcome =
  { readonly type: 'prompt'; readonly text: string } | { readonly type: 'done'; readonly user: string };

export class Authentication {
  readonly #mechanism: 'PLAIN' | 'LOGIN';
  readonly #store: CredentialStore;
  #user: string | undefined;

  constructor(mechanism: 'PLAIN' | 'LOGIN', store: CredentialStore) {
    this.#mechanism = mechanism;
    this.#store = store;
  }

  /** What is asked for first, where no initial response came. */
  get prompt(): string {
    return this.#mechanism === 'PLAIN' ? '' : LOGIN_USERNAME;
  }

  /** @throws Refusal where the client gave up, wrote no base64, or is not who it says */
  respond(response: string): AuthenticationOutcome {
    if (response === '*') throw new Refusal('501', 'Authentication cancelled');
    const message = decodeBase64(response === '=' ? '' : response);
    if (message === undefined) throw new Refusal('501', 'Invalid base64 data');
    if (this.#mechanism === 'PLAIN') {
      const credentials = parsePlain(message);
      return this.#check(credentials?.user, credentials?.password);
    }
    if (this.#user === undefined) {
      this.#user = message;
      return { type: 'prompt', text: LOGIN_PASSWORD };
    }
    return this.#check(this.#user, message);
  }

  #check(user: string | undefined, password: string | undefined): AuthenticationOutcome {
    if (user !== undefined && password !== undefined && this.#store.authenticate(user, password)) {
      return { type: 'done', user };
    }
    throw new Refusal('535', 'Incorrect authentication data');
  }
}
