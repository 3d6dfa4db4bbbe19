/**
 * What `s_client -starttls` says before the handshake, and what it waits for (RFC 3207, 2595, 9051 §6.2.1, 4217 §4).
 * Lines in, lines out; never a judgement on whether the server agreed, as the real one passes none.
 */
import type { UpgradeProtocol } from './arguments.ts';

export interface Said {
  /** To the server. */
  readonly send?: string;
  readonly complaint?: string;
  /** TLS may begin. */
  readonly isReady?: boolean;
}

const NOTHING: Said = {};
const NOT_FOUND = "Didn't find STARTTLS in server response, trying anyway...\n";

/** One upgrade, from the greeting on. */
export class Upgrade {
  readonly #take: (line: string) => Said;
  /** Which reply is awaited: the greeting is the first. */
  #step = 0;
  #isOffered = false;
  /** The last line before the command that begins TLS: s_client shows it. */
  lastLine = '';

  constructor(protocol: UpgradeProtocol, ownName: string) {
    const ways: Readonly<Record<UpgradeProtocol, (line: string) => Said>> = {
      smtp: (line) => this.#smtp(line, ownName),
      pop3: () => this.#next({ send: 'STLS\r\n' }),
      imap: (line) => this.#imap(line),
      ftp: (line) => (/^\d{3} /.test(line) ? this.#next({ send: 'AUTH TLS\r\n' }) : NOTHING),
    };
    this.#take = ways[protocol];
  }

  /** @param line of the server, without its line end */
  line(line: string): Said {
    if (this.#step === LAST) return { isReady: true };
    this.lastLine = line;
    return this.#take(line);
  }

  #smtp(line: string, ownName: string): Said {
    if (line.includes('STARTTLS')) this.#isOffered = true;
    if (line.charAt(3) === '-') return NOTHING;
    if (this.#step > 0) return this.#asks('STARTTLS\r\n');
    this.#step = 1;
    return { send: `EHLO ${ownName}\r\n` };
  }

  #imap(line: string): Said {
    if (this.#step === 0) {
      this.#step = 1;
      return { send: '. CAPABILITY\r\n' };
    }
    if (line.includes('STARTTLS')) this.#isOffered = true;
    return line.startsWith('.') ? this.#asks('. STARTTLS\r\n') : NOTHING;
  }

  #asks(send: string): Said {
    return this.#next({ send, ...(!this.#isOffered && { complaint: NOT_FOUND }) });
  }

  #next(said: Said): Said {
    this.#step = LAST;
    return said;
  }
}

/** The command that begins TLS has been said: whatever is answered, the handshake follows. */
const LAST = 9;
