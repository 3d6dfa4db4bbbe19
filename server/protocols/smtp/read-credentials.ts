/** What an AUTH exchange told the server so far, decoded: the lesson is that base64 hides nothing. Never throws. */
import { decodeBase64, parsePlain } from '../sasl.ts';

export function readCredentials(auth: {
  readonly mechanism: string;
  /** The client's responses so far, in base64. */
  readonly responses: readonly string[];
}): { readonly mechanism: string; readonly user?: string; readonly password?: string } {
  const { mechanism, responses } = auth;
  const [first, second] = responses.map((response) => decodeBase64(response));
  if (mechanism === 'PLAIN') return { mechanism, ...(first === undefined ? {} : parsePlain(first)) };
  if (mechanism !== 'LOGIN') return { mechanism };
  return { mechanism, ...(first !== undefined && { user: first }), ...(second !== undefined && { password: second }) };
}
