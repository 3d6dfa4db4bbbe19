/** The not-authenticated state, as Dovecot's login process answers it (RFC 3501 §6.1, §6.2; RFC 4959; RFC 4616). */
import { decodeBase64, LOGIN_PASSWORD, LOGIN_USERNAME, parsePlain } from '../sasl.ts';
import { type Argument, astring } from './arguments.ts';
import { capabilitiesBefore } from './capabilities.ts';
import type { Session } from './session.ts';

/** What the engine is to do after a command of this state. */
export type LoginStep =
  | { readonly type: 'reply'; readonly status: 'OK' | 'NO' | 'BAD'; readonly text: string }
  | { readonly type: 'logged-in' }
  /** The password was right, and the session ends all the same. */
  | { readonly type: 'refused'; readonly text: string }
  /** Answered after a while, so that guessing takes time. */
  | { readonly type: 'failed' }
  /** The line can't be understood: counted among the bad commands. */
  | { readonly type: 'bad' }
  | { readonly type: 'challenge'; readonly mechanism: SaslExchange }
  /** The handshake follows the reply. */
  | { readonly type: 'start-tls' }
  | { readonly type: 'logout' };

const reply = (text: string, status: 'OK' | 'NO' | 'BAD' = 'OK'): LoginStep => ({ type: 'reply', status, text });

export function runBeforeLogin(session: Session, verb: string, args: readonly Argument[]): LoginStep {
  switch (verb) {
    case 'CAPABILITY':
      session.hasAskedCapability = true;
      session.write(`* CAPABILITY ${capabilitiesBefore(session)}`);
      return reply('Pre-login capabilities listed, post-login capabilities have more.');
    case 'NOOP':
      return reply('NOOP completed.');
    case 'ID':
      session.write(idLine(session));
      return reply('ID completed.');
    case 'ENABLE':
      session.write('* ENABLED');
      return reply('ENABLE ignored in non-authenticated state.');
    case 'LOGOUT':
      return { type: 'logout' };
    case 'STARTTLS':
      return startTls(session);
    case 'LOGIN':
      return login(session, args);
    case 'AUTHENTICATE':
      return authenticate(session, args);
    default:
      return { type: 'bad' };
  }
}

/** RFC 3501 §6.2.1 */
function startTls({ isSecure, mayStartTls }: Session): LoginStep {
  if (isSecure) return reply('TLS is already active.', 'BAD');
  return mayStartTls ? { type: 'start-tls' } : reply("TLS support isn't enabled.", 'BAD');
}

/** RFC 2971 §3.2 */
export function idLine(session: Session): string {
  return `* ID ("name" "${session.software.split(' ')[0] ?? ''}")`;
}

/** RFC 3501 §6.2.3 */
function login(session: Session, args: readonly Argument[]): LoginStep {
  const user = astring(args[0]);
  const password = astring(args[1]);
  if (user === undefined || password === undefined || args.length !== 2) return { type: 'bad' };
  if (!session.mayUsePlaintext) {
    session.write(
      '* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS, but your client did it anyway. If anyone was listening, the password was exposed.',
    );
    return reply('[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.', 'NO');
  }
  return verify(session, user, password);
}

/** RFC 3501 §6.2.2, with an initial response (RFC 4959 §3). */
function authenticate(session: Session, args: readonly Argument[]): LoginStep {
  const mechanism = astring(args[0])?.toUpperCase();
  if (mechanism === undefined || args.length > 2) return { type: 'bad' };
  if (mechanism !== 'PLAIN' && mechanism !== 'LOGIN')
    return reply('[ALERT] Unsupported authentication mechanism.', 'NO');
  if (!session.mayUsePlaintext) return reply('[PRIVACYREQUIRED] Plaintext authentication disabled.', 'NO');
  const exchange = new SaslExchange(mechanism);
  const initial = astring(args[1]);
  if (initial === undefined) return { type: 'challenge', mechanism: exchange };
  // RFC 4959 §3: `=` is an empty initial response.
  const response = initial === '=' ? '' : decodeBase64(initial);
  return response === undefined
    ? reply('Invalid base64 data in initial response', 'BAD')
    : exchange.take(session, response);
}

/** The client's responses of one AUTHENTICATE. */
export class SaslExchange {
  readonly #mechanism: 'PLAIN' | 'LOGIN';
  #user: string | undefined;

  constructor(mechanism: 'PLAIN' | 'LOGIN') {
    this.#mechanism = mechanism;
  }

  /** What stands behind `+ `: base64. */
  get challenge(): string {
    if (this.#mechanism === 'PLAIN') return '';
    return this.#user === undefined ? LOGIN_USERNAME : LOGIN_PASSWORD;
  }

  /** A line that answers a challenge. */
  takeLine(session: Session, line: string): LoginStep {
    if (line === '*') return reply('Authentication aborted by client.', 'BAD');
    const response = decodeBase64(line);
    return response === undefined
      ? reply('Invalid base64 data in continued response', 'BAD')
      : this.take(session, response);
  }

  take(session: Session, response: string): LoginStep {
    if (this.#mechanism === 'LOGIN') {
      if (this.#user !== undefined) return verify(session, this.#user, response);
      this.#user = response;
      return { type: 'challenge', mechanism: this };
    }
    const plain = parsePlain(response);
    if (plain === undefined || (plain.identity !== '' && plain.identity !== plain.user)) return { type: 'failed' };
    return verify(session, plain.user, plain.password);
  }
}

function verify(session: Session, user: string, password: string): LoginStep {
  const { address, store, settings } = session;
  const entry = store.enter({ user, password, address });
  if (entry === undefined) return { type: 'failed' };
  session.entry = entry;
  const { connectionsPerUser: limit } = settings;
  if (limit > 0 && entry.sessions > limit) {
    const text = `[LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=${limit})`;
    return { type: 'refused', text };
  }
  session.account = entry.account;
  return { type: 'logged-in' };
}
