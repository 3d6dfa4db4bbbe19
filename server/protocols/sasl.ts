/** What PLAIN and LOGIN carry (RFC 4616 and draft-murchison-sasl-login), the same in SMTP, POP3 and IMAP. Never throws. */
import { latin1 } from './lines.ts';

/** The prompts of LOGIN, in base64: `Username:` and `Password:`. */
export const LOGIN_USERNAME = 'VXNlcm5hbWU6';
export const LOGIN_PASSWORD = 'UGFzc3dvcmQ6';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes that strict base64 stands for (RFC 4648 §4), each as one character; undefined where it is none. */
export function decodeBase64(text: string): string | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let length = 0;
  for (const digit of digits) {
    held = ((held << 6) | ALPHABET.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (held >> bits) & 0xff;
  }
  return latin1(bytes);
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** PLAIN's one message: authorization identity, NUL, user, NUL, password (RFC 4616 §2). The identity is mostly empty. */
export function parsePlain(message: string): (Credentials & { readonly identity: string }) | undefined {
  const [identity = '', user, password, ...more] = message.split('\0', 4);
  if (user === undefined || password === undefined || more.length > 0) return undefined;
  return { identity, user, password };
}

/** What an exchange told the server so far, decoded: the lesson is that base64 hides nothing. */
export function readCredentials(exchange: {
  readonly mechanism: string;
  /** The client's responses so far, in base64. */
  readonly responses: readonly string[];
}): { readonly mechanism: string; readonly user?: string; readonly password?: string } {
  const { mechanism, responses } = exchange;
  const [first, second] = responses.map((response) => decodeBase64(response));
  if (mechanism === 'PLAIN') {
    const plain = first === undefined ? undefined : parsePlain(first);
    return { mechanism, ...(plain !== undefined && { user: plain.user, password: plain.password }) };
  }
  if (mechanism !== 'LOGIN') return { mechanism };
  return { mechanism, ...(first !== undefined && { user: first }), ...(second !== undefined && { password: second }) };
}
