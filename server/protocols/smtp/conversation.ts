/** What one SMTP conversation has come to: who the client is, the transaction, and what is said next. No rules here. */
import { offersUpgrade } from '../../../labs/world.ts';
import type { Address, TlsSession } from '../engine.ts';
import type { ServiceSetting } from '../registry.ts';
import type { Authentication } from './authentication.ts';
import type { State } from './commands.ts';
import { Refusal } from './mistakes.ts';
import type { OpenText } from './open-text.ts';
import { smtpSettings } from './settings.ts';
import type { SmtpStore } from './store.ts';
import { Transaction } from './transaction.ts';

export class Conversation {
  readonly setting: ServiceSetting<SmtpStore>;
  readonly remote: Address;
  readonly transaction: Transaction;
  /** What HELO or EHLO named. */
  helo: string | undefined;
  /** The last HELO or EHLO, taken or not, was an EHLO. */
  isExtended = false;
  /** The last one taken was an EHLO: its extensions are promised. */
  offersExtensions = false;
  /** Who is logged in. */
  user: string | undefined;
  /** Waits for the client's next line. */
  authentication: Authentication | undefined;
  /** The message text or chunk that is being received: bytes go there, not into lines. */
  text: OpenText | undefined;
  /** A chunk came and it was not the last. */
  isAmidChunks = false;
  /** Something else came between two chunks: the message is lost, and all but RSET and QUIT is refused. */
  awaitsReset = false;
  /** Until the first DATA Exim, which takes commands before it has greeted, lets a client run ahead. */
  mayRunAhead = true;
  /** What the command in hand and the one before it were: who pipelines is not blamed for what a refusal entails. */
  current = { isRcpt: false, isRefusedMail: false };
  last = this.current;
  #replies = '';
  #isOver = false;
  #tls: TlsSession | undefined;
  #isStartingTls = false;
  #messages = 0;
  /** MAIL and RCPT commands, and the minute in which they are counted. */
  #commands = { count: 0, minute: 0 };

  /** @param tls where TLS was spoken from the first byte (RFC 8314 §3) */
  constructor(setting: ServiceSetting<SmtpStore>, remote: Address, tls?: TlsSession) {
    this.setting = setting;
    this.remote = remote;
    this.#tls = tls;
    this.transaction = new Transaction(setting);
  }

  get state(): State {
    if (this.#isOver) return 'closed';
    if (this.text?.kind === 'data') return 'data';
    if (this.text?.kind === 'chunk' || this.isAmidChunks) return 'bdat';
    if (this.authentication !== undefined) return 'auth';
    if (this.transaction.recipients.length > 0) return 'rcpt';
    if (this.transaction.reversePath !== undefined) return 'mail';
    return this.helo === undefined ? 'connected' : 'ready';
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  say(code: string, ...lines: readonly string[]): void {
    lines.forEach((line, i) => (this.#replies += `${code}${i < lines.length - 1 ? '-' : ' '}${line}\r\n`));
  }

  /** A line of a reply that is not its last. */
  sayMore(code: string, line: string): void {
    this.#replies += `${code}-${line}\r\n`;
  }

  /** Says a last word: nothing more is read. */
  leave(code: string, text: string): void {
    this.say(code, text);
    this.#isOver = true;
  }

  end(): void {
    this.#isOver = true;
  }

  /** One more MAIL. @throws Refusal where a world bounds the messages of a conversation (smtp_accept_max_per_connection) */
  countMessage(): void {
    const { messagesPerConnection: limit } = smtpSettings(this.setting.service);
    if (limit > 0 && this.#messages >= limit) throw new Refusal('421', 'too many messages in this connection');
    this.#messages++;
  }

  /** One more MAIL or RCPT. @throws Refusal where a world bounds their rate, in the words of Exim's own example for it */
  countCommand(): void {
    const { commandsPerMinute: limit } = smtpSettings(this.setting.service);
    if (limit === 0) return;
    const minute = Math.floor(this.setting.surroundings.now() / 60_000);
    if (this.#commands.minute !== minute) this.#commands = { count: 0, minute };
    if (++this.#commands.count > limit)
      throw new Refusal('451', `Sender rate overlimit - ${this.#commands.count} / 1m`);
  }

  /** What TLS settled; undefined: the conversation is plain. */
  get tls(): TlsSession | undefined {
    return this.#tls;
  }

  /** STARTTLS was taken, and the handshake is not over: nothing is said, and what comes is none of the conversation. */
  get isStartingTls(): boolean {
    return this.#isStartingTls;
  }

  /** Whether EHLO has promised STARTTLS (RFC 3207 §4): once TLS stands there is none to begin. */
  get offersTls(): boolean {
    return this.offersExtensions && this.mayStartTls;
  }

  /** Whether the service has TLS to begin, whatever was said so far. */
  get mayStartTls(): boolean {
    return offersUpgrade(this.setting.service) && this.#tls === undefined;
  }

  /** Whether AUTH is offered on this connection. */
  get offersAuth(): boolean {
    const { auth } = smtpSettings(this.setting.service);
    return auth === 'always' || (auth === 'after-tls' && this.#tls !== undefined);
  }

  startTls(): void {
    this.#isStartingTls = true;
  }

  /** TLS stands: whatever the client said before may be somebody else's word, and is forgotten (RFC 3207 §4.2). */
  secure(tls: TlsSession): void {
    this.#tls = tls;
    this.#isStartingTls = false;
    this.helo = undefined;
    this.isExtended = false;
    this.offersExtensions = false;
    this.user = undefined;
    this.reset();
  }

  /** Drops the transaction (RFC 5321 §4.1.1.5). */
  reset(): void {
    this.transaction.reset();
    this.isAmidChunks = false;
    this.awaitsReset = false;
  }

  /** What was said since the last call, as lines with CRLF. */
  takeReplies(): string {
    const replies = this.#replies;
    this.#replies = '';
    return replies;
  }
}
