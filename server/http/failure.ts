/** A request that is not carried out: its status, and a code of the words' catalogue with what fills its holes. */
import type { Failure } from '../contract/catalogue.ts';
import type { http } from '../../labs/words/en/http.ts';

export class HttpFailure extends Error {
  readonly status: number;
  readonly failure: Failure;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: keyof typeof http,
    params: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
    this.name = 'HttpFailure';
    this.status = status;
    this.failure = Object.keys(params).length > 0 ? { code, params } : { code };
    this.headers = headers;
  }
}
