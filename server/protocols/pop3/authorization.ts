/** The authorization state (RFC 1939 §4, RFC 5034) as Dovecot's login process holds it: who is it, and may they in? */
import { ReplyError } from '../reply-error.ts';
import { decodeBase64, LOGIN_PASSWORD, LOGIN_USERNAME, parsePlain } from '../sasl.ts';
import type { State } from './commands.ts';
import type { Replies } from './replies.ts';
import type { Pop3Settings } from './settings.ts';
import type { AuthorizationStore, Entry, Login } from './store.ts';
import { expectApop, parseAuth, parseCommandLine } from './syntax.ts';

/** What a line led to, beside its reply; undefined: on with the next. */
export type Outcome =
  { readonly type: 'over' | 'start-tls' } | { readonly type: 'entered'; readonly entry: Entry } | undefined;

/** One side of a conversation: before log-in or after it. */
export interface Side {
  /** Bad commands in a row. */
  mistakes: number;
  /** With that many the conversation ends. */
  readonly mistakesLimit: number;
  /** What is said then. */
  readonly lastWord: string;
  /** What the last line was, by its mistake: a bad command counts, a good one ends the count, some do neither. */
  weigh(mistake: ReplyError | undefined): 'bad' | 'good' | 'neither';
  /** @throws ReplyError the text of `-ERR` */
  line(line: string, replies: Replies): Outcome;
}

export interface AuthorizationParts {
  readonly store: AuthorizationStore;
  readonly settings: Pop3Settings;
  /** What the greeting carried, angle-brackets and all; undefined: APOP is not to be had. */
  readonly timestamp: string | undefined;
  /** Where the client comes from: an IPv4 address. */
  readonly address: string;
  /** Whether STLS begins TLS here. */
  readonly offersTls: boolean;
  /** Whether TLS was spoken from the first byte. */
  readonly isSecure: boolean;
}

/** A wrong password: its reply comes late. */
class Failure extends ReplyError {}

/** What the login process does not know; no other mistake counts against the client there. */
class UnknownCommand extends ReplyError {}

export class Authorization implements Side {
  mistakes = 0;
  readonly mistakesLimit = 3;
  readonly lastWord = 'Too many invalid bad commands.';
  readonly #parts: AuthorizationParts;
  #isSecure: boolean;
  #user: string | undefined;
  /** Whether the last line was of an AUTH exchange. */
  #isAuth = false;
  #sasl: { readonly mechanism: 'PLAIN' | 'LOGIN'; user?: string } | undefined;

  constructor(parts: AuthorizationParts) {
    this.#parts = parts;
    this.#isSecure = parts.isSecure;
  }

  /** TLS stands: what was said before may be somebody else's word, and is forgotten (RFC 2595 §4). */
  secure(): void {
    this.#isSecure = true;
    this.#user = undefined;
  }

  get state(): State {
    return this.#sasl === undefined ? 'authorization' : 'sasl';
  }

  isFailure(error: ReplyError): boolean {
    return error instanceof Failure;
  }

  weigh(mistake: ReplyError | undefined): 'bad' | 'good' | 'neither' {
    if (mistake instanceof UnknownCommand) return 'bad';
    return this.#isAuth ? 'neither' : 'good';
  }

  line(line: string, replies: Replies): Outcome {
    this.#isAuth = this.#sasl !== undefined;
    if (this.#isAuth) return this.#continue(line, replies);
    const { command, argument } = parseCommandLine(line);
    this.#isAuth = command?.verb === 'AUTH';
    switch (command?.verb) {
      case 'USER':
        this.#expectPlaintext();
        this.#user = argument;
        replies.ok();
        return undefined;
      case 'PASS': {
        this.#expectPlaintext();
        const user = this.#user;
        if (user === undefined) throw new ReplyError('-ERR', 'No username given.');
        // Right or wrong, the name is used up.
        this.#user = undefined;
        return this.#enter(user, { password: argument });
      }
      case 'AUTH':
        return this.#auth(argument, replies);
      case 'APOP':
        return this.#apop(argument);
      case 'CAPA':
        replies.ok();
        replies.lines([...CAPABILITIES, ...this.#loginCapabilities()]);
        return undefined;
      case 'STLS':
        return this.#startTls(replies);
      case 'QUIT':
        replies.ok('Logging out');
        return { type: 'over' };
      default:
        throw new UnknownCommand('-ERR', 'Unknown command.');
    }
  }

  /** RFC 2595 §4. */
  #startTls(replies: Replies): Outcome {
    if (this.#isSecure) throw new ReplyError('-ERR', 'TLS is already active.');
    if (!this.#parts.offersTls) throw new ReplyError('-ERR', "TLS support isn't enabled.");
    replies.ok('Begin TLS negotiation now.');
    return { type: 'start-tls' };
  }

  /** A password may cross: it can't be read on the way, or the world does not mind. */
  get #mayUsePlaintext(): boolean {
    return this.#isSecure || this.#parts.settings.plaintextLogin;
  }

  /** RFC 2449 §6.3, §6.4; RFC 5034 §3. Without a mechanism SASL stands alone, as Dovecot has it. */
  #loginCapabilities(): readonly string[] {
    const tls = this.#parts.offersTls && !this.#isSecure ? ['STLS'] : [];
    return [...tls, ...(this.#mayUsePlaintext ? ['USER', 'SASL PLAIN LOGIN'] : ['SASL'])];
  }

  #expectPlaintext(): void {
    if (this.#mayUsePlaintext) return;
    throw new ReplyError('-ERR', '[AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.');
  }

  /** RFC 1939 §7: the password itself does not cross. */
  #apop(argument: string): Outcome {
    const { timestamp } = this.#parts;
    if (timestamp === undefined) throw new ReplyError('-ERR', 'APOP not enabled.');
    const { user, digest } = expectApop(argument);
    return this.#enter(user, { timestamp, digest });
  }

  /** RFC 5034 §4; without an argument it lists the mechanisms, as RFC 1734 had it. */
  #auth(argument: string, replies: Replies): Outcome {
    const mayUsePlaintext = this.#mayUsePlaintext;
    const { mechanism, initial } = parseAuth(argument);
    if (mechanism === '') {
      replies.ok();
      replies.lines(mayUsePlaintext ? ['PLAIN', 'LOGIN'] : []);
      return undefined;
    }
    if (mechanism !== 'PLAIN' && mechanism !== 'LOGIN') {
      throw new ReplyError('-ERR', '[AUTH] Unsupported authentication mechanism.');
    }
    if (!mayUsePlaintext) throw new ReplyError('-ERR', '[AUTH] Plaintext authentication disabled.');
    this.#sasl = { mechanism };
    if (initial !== undefined) return this.#begin(initial, replies);
    replies.challenge(mechanism === 'PLAIN' ? '' : LOGIN_USERNAME);
    return undefined;
  }

  /** An initial response; `=` is an empty one (RFC 5034 §4), and to LOGIN as good as none. */
  #begin(initial: string, replies: Replies): Outcome {
    const message = decodeBase64(initial === '=' ? '' : initial);
    if (message === undefined) this.#refuse('Invalid base64 data in initial response');
    if (message !== '' || this.#sasl?.mechanism === 'PLAIN') return this.#respond(message, replies);
    replies.challenge(LOGIN_USERNAME);
    return undefined;
  }

  /** The answer to a challenge; `*` gives up (RFC 5034 §4). */
  #continue(response: string, replies: Replies): Outcome {
    if (response === '*') {
      this.#sasl = undefined;
      throw new ReplyError('-ERR', 'Authentication aborted by client.');
    }
    if (!/^[A-Za-z0-9+/=]*$/.test(response)) this.#refuse('Invalid base64 in response');
    const message = decodeBase64(response);
    if (message === undefined) this.#refuse('Invalid base64 data in continued response');
    return this.#respond(message, replies);
  }

  #refuse(why: string): never {
    this.#sasl = undefined;
    throw new ReplyError('-ERR', `[AUTH] ${why}`);
  }

  #respond(message: string, replies: Replies): Outcome {
    const sasl = this.#sasl;
    this.#sasl = undefined;
    if (sasl?.mechanism === 'LOGIN' && sasl.user === undefined) {
      if (message === '') throw failed();
      this.#sasl = { ...sasl, user: message };
      replies.challenge(LOGIN_PASSWORD);
      return undefined;
    }
    if (sasl?.user !== undefined) return this.#enter(sasl.user, { password: message });
    const { identity, user, password } = parsePlain(message) ?? { identity: '', user: '', password: '' };
    // Nobody may act for another one here (RFC 4616 §2).
    if (identity !== '' && identity.toLowerCase() !== user.toLowerCase()) throw failed();
    return this.#enter(user, { password });
  }

  #enter(user: string, proof: Login['proof']): Outcome {
    const entry = this.#parts.store.enter({ user, proof, address: this.#parts.address });
    if (entry === undefined) throw failed();
    return { type: 'entered', entry };
  }
}

const failed = (): Failure => new Failure('-ERR', '[AUTH] Authentication failed.');

/** What CAPA promises in either state (RFC 2449 §6): only what works. */
export const CAPABILITIES = ['CAPA', 'TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'AUTH-RESP-CODE'] as const;
