/** The authorization state (RFC 1939 §4, RFC 5034) as Dovecot's login process holds it: who is it, and may they in? */
import { ReplyError } from '../reply-error.ts';
import { decodeBase64, LOGIN_PASSWORD, LOGIN_USERNAME, parsePlain } from '../sasl.ts';
import type { State } from './commands.ts';
import type { Replies } from './replies.ts';
import type { AuthorizationStore, Maildrop } from './store.ts';
import { parseAuth, parseCommandLine } from './syntax.ts';

/** What a line led to, beside its reply; undefined: on with the next. */
export type Outcome = { readonly type: 'over' } | { readonly type: 'opened'; readonly maildrop: Maildrop } | undefined;

/** One side of a conversation: before log-in or after it. */
export interface Side {
  /** Bad commands in a row. */
  mistakes: number;
  /** With that many the conversation ends. */
  readonly mistakesLimit: number;
  /** What is said then. */
  readonly lastWord: string;
  /** Whether this mistake is a bad command. */
  counts(mistake: ReplyError): boolean;
  /** @throws ReplyError the text of `-ERR` */
  line(line: string, replies: Replies): Outcome;
}

/** A wrong password: its reply comes late. */
class Failure extends ReplyError {}

/** What the login process does not know; nothing else counts against the client there. */
class UnknownCommand extends ReplyError {}

export class Authorization implements Side {
  mistakes = 0;
  readonly mistakesLimit = 3;
  readonly lastWord = 'Too many invalid bad commands.';
  readonly #store: AuthorizationStore;
  #user: string | undefined;
  #sasl: { readonly mechanism: 'PLAIN' | 'LOGIN'; user?: string } | undefined;

  constructor(store: AuthorizationStore) {
    this.#store = store;
  }

  get state(): State {
    return this.#sasl === undefined ? 'authorization' : 'sasl';
  }

  isFailure(error: ReplyError): boolean {
    return error instanceof Failure;
  }

  counts(mistake: ReplyError): boolean {
    return mistake instanceof UnknownCommand;
  }

  line(line: string, replies: Replies): Outcome {
    if (this.#sasl !== undefined) return this.#respond(line, 'continued', replies);
    const { command, argument } = parseCommandLine(line);
    switch (command?.verb) {
      case 'USER':
        this.#user = argument;
        replies.ok();
        return undefined;
      case 'PASS':
        if (this.#user === undefined) throw new ReplyError('-ERR', 'No username given.');
        return this.#open(this.#user, argument, replies);
      case 'AUTH':
        return this.#auth(argument, replies);
      case 'CAPA':
        replies.ok();
        replies.lines([...CAPABILITIES, 'USER', 'SASL PLAIN LOGIN']);
        return undefined;
      case 'APOP':
        throw new ReplyError('-ERR', 'APOP not enabled.');
      case 'STLS':
        throw new ReplyError('-ERR', "TLS support isn't enabled.");
      case 'QUIT':
        replies.ok('Logging out');
        return { type: 'over' };
      default:
        throw new UnknownCommand('-ERR', 'Unknown command.');
    }
  }

  /** RFC 5034 §4; without an argument it lists the mechanisms, as RFC 1734 had it. */
  #auth(argument: string, replies: Replies): Outcome {
    const { mechanism, initial } = parseAuth(argument);
    if (mechanism === '') {
      replies.ok();
      replies.lines(['PLAIN', 'LOGIN']);
      return undefined;
    }
    if (mechanism !== 'PLAIN' && mechanism !== 'LOGIN') {
      throw new ReplyError('-ERR', '[AUTH] Unsupported authentication mechanism.');
    }
    this.#sasl = { mechanism };
    if (initial !== undefined) return this.#respond(initial, 'initial', replies);
    replies.challenge(mechanism === 'PLAIN' ? '' : LOGIN_USERNAME);
    return undefined;
  }

  #respond(response: string, which: 'initial' | 'continued', replies: Replies): Outcome {
    const sasl = this.#sasl;
    this.#sasl = undefined;
    if (sasl === undefined) return undefined;
    if (response === '*') throw new ReplyError('-ERR', 'Authentication aborted by client.');
    const message = decodeBase64(response === '=' ? '' : response);
    if (message === undefined) throw new ReplyError('-ERR', `[AUTH] Invalid base64 data in ${which} response`);
    if (sasl.mechanism === 'PLAIN') {
      const credentials = parsePlain(message);
      return this.#open(credentials?.user ?? '', credentials?.password ?? '', replies);
    }
    if (sasl.user !== undefined) return this.#open(sasl.user, message, replies);
    this.#sasl = { ...sasl, user: message };
    replies.challenge(LOGIN_PASSWORD);
    return undefined;
  }

  #open(user: string, password: string, replies: Replies): Outcome {
    const maildrop = this.#store.open(user, password);
    if (maildrop === undefined) throw new Failure('-ERR', '[AUTH] Authentication failed.');
    replies.ok('Logged in.');
    return { type: 'opened', maildrop };
  }
}

/** What CAPA promises in either state (RFC 2449 §6): only what works. */
export const CAPABILITIES = ['CAPA', 'TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'AUTH-RESP-CODE'] as const;
