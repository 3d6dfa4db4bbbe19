/**
 * One SMTP conversation as Exim's server holds it: the rules that stand above the commands (what may follow what, how
 * many mistakes are borne, what a message must not be). Never touches a socket: it is given lines and says replies.
 */
import { mailDate } from '../../../labs/calendar.ts';
import type { Address, TlsSession } from '../engine.ts';
import type { ServiceSetting } from '../registry.ts';
import { ReplyError } from '../reply-error.ts';
import { acts, type Circumstance, continueAuthentication } from './acts.ts';
import type { CommandEntry, State } from './commands.ts';
import { Conversation } from './conversation.ts';
import { Mistake, PolicyRefusal, Refusal } from './mistakes.ts';
import { ChunkText, type OpenText } from './open-text.ts';
import { smtpSettings } from './settings.ts';
import type { SmtpStore } from './store.ts';
import { parseCommandLine } from './syntax.ts';

/** Exim's smtp_max_synprot_errors, smtp_max_unknown_commands and smtp_accept_max_nonmail, as they are by default. */
const MISTAKE_LIMIT = 3;
const UNKNOWN_LIMIT = 3;
const OTHER_COMMAND_LIMIT = 10;
/** The longest line in a message (RFC 5321 §4.5.3.1.6), without its line end. */
const MESSAGE_LINE_LIMIT = 998;
/** Those that are free once a message, of the commands that do not belong to handing in mail. */
const FREE = ['RSET', 'HELO', 'EHLO', 'STARTTLS'];
/** As Postfix words it where it forbids one: Exim has no such switch before 4.98. */
const BARE_LF = 'Error: bare <LF> received';
/** What may stand between two chunks (RFC 3030 §2). */
const AMID_CHUNKS = new Set(['BDAT', 'RSET', 'NOOP', 'QUIT']);

export class Session {
  readonly #conversation: Conversation;
  #free = new Set([...FREE, 'AUTH']);
  #delayMs = 0;
  #mistakes = 0;
  #unknown = 0;
  #others = 0;

  /** @param tls where TLS was spoken from the first byte */
  constructor(setting: ServiceSetting<SmtpStore>, remote: Address, tls?: TlsSession) {
    this.#conversation = new Conversation(setting, remote, tls);
  }

  get state(): State {
    return this.#conversation.state;
  }

  /** The message text or chunk that is being received: bytes go there, not into lines. */
  get openText(): OpenText | undefined {
    return this.#conversation.text;
  }

  isOver(): boolean {
    return this.#conversation.isOver;
  }

  end(): void {
    this.#conversation.end();
  }

  /** What was said since the last call, as lines with CRLF. */
  takeReplies(): string {
    return this.#conversation.takeReplies();
  }

  /** STARTTLS was taken: the handshake is next, and nothing else is read or said until it is over. */
  get isStartingTls(): boolean {
    return this.#conversation.isStartingTls;
  }

  /** TLS stands: EHLO is wanted anew, and AUTH too, so both are free once more. */
  secure(tls: TlsSession): void {
    this.#conversation.secure(tls);
    for (const verb of ['EHLO', 'AUTH']) this.#free.add(verb);
  }

  /** Whether the last refusal is to wait: nothing is read before it is said. */
  get isDelaying(): boolean {
    return this.#delayMs > 0;
  }

  /** The client sends on and on without waiting for replies. */
  outOfStep(): void {
    this.#conversation.leave('554', 'SMTP synchronization error');
  }

  /** How long what was said since the last call is made to wait, in milliseconds. */
  takeDelay(): number {
    const delayMs = this.#delayMs;
    this.#delayMs = 0;
    return delayMs;
  }

  /** RFC 5321 §4.3.1; RFC 5321 §3.8 where there are too many. @param count conversations, this one included */
  greet(count: { readonly all: number; readonly withHost: number }): void {
    const { host, service, surroundings } = this.#conversation.setting;
    const { banner, connectionsLimit, connectionsPerHost } = smtpSettings(service);
    if (connectionsLimit > 0 && count.all > connectionsLimit) {
      this.#conversation.leave('421', 'Too many concurrent SMTP connections; please try again later.');
      return;
    }
    if (connectionsPerHost > 0 && count.withHost > connectionsPerHost) {
      const text = 'Too many concurrent SMTP connections from this IP address; please try again later.';
      this.#conversation.leave('421', text);
      return;
    }
    if (banner !== undefined) this.#conversation.say('220', banner);
    else this.#conversation.say('220', `${host.name} ESMTP ${service.software} ${mailDate(surroundings.now())}`);
  }

  /** RFC 5321 §4.5.3.2. */
  timeOut(): void {
    if (this.isStartingTls) {
      this.end();
      return;
    }
    const { name } = this.#conversation.setting.host;
    const isInText = this.openText !== undefined;
    this.#conversation.leave(
      '421',
      isInText
        ? `${name} SMTP incoming data timeout - closing connection.`
        : `${name}: SMTP command timeout - closing connection`,
    );
  }

  /** The client sends no more: what it had begun is forgotten. */
  loseInput(): void {
    if (this.isStartingTls) this.end();
    else this.#conversation.leave('421', `${this.#conversation.setting.host.name} lost input connection`);
  }

  /** A line longer than the limit is no command. */
  overlong(): void {
    this.#attempt(undefined, () => this.#unrecognised());
  }

  /** @param text without its LF; each byte one character */
  line(text: string, circumstance: Circumstance): void {
    if (this.#conversation.authentication !== undefined) {
      this.#attempt(undefined, () => continueAuthentication(this.#conversation, text.replace(/\r$/, '')));
      return;
    }
    const { command, argument } = parseCommandLine(text);
    if (circumstance.hasMore && this.#isHeldInStep && this.#endsGroup(command)) {
      this.outOfStep();
      return;
    }
    if (command !== undefined && !this.#isBorne(command)) {
      this.#conversation.leave('554', 'Too many nonmail commands');
      return;
    }
    this.#attempt(command, () => {
      const { bareLf } = smtpSettings(this.#conversation.setting.service);
      if (bareLf === 'strict' && !text.endsWith('\r')) throw new Mistake('550', BARE_LF);
      if (text.includes('\0')) throw new Mistake('501', 'NUL characters are not allowed in SMTP commands');
      if (this.#conversation.awaitsReset && command?.verb !== 'RSET' && command?.verb !== 'QUIT') {
        throw new Mistake('503', 'only RSET accepted now');
      }
      if (command === undefined) {
        this.#unrecognised();
        return;
      }
      if (this.#conversation.isAmidChunks && !AMID_CHUNKS.has(command.verb)) {
        this.#conversation.awaitsReset = true;
        throw new Mistake('503', 'only BDAT permissible after non-LAST BDAT');
      }
      if (!command.takesArgument && argument !== '') throw new Mistake('501', 'unexpected argument data');
      acts[command.verb](this.#conversation, argument, circumstance);
    });
    // A chunk of no bytes is whole at once.
    if (this.openText?.isFinished === true) this.finishText();
  }

  /** The text or chunk is whole. */
  finishText(): void {
    const conversation = this.#conversation;
    const { text } = conversation;
    conversation.text = undefined;
    if (text === undefined || text.kind === 'flush') return;
    if (text instanceof ChunkText && !text.isLast) {
      conversation.isAmidChunks = true;
      conversation.say('250', `${text.sizeBytes} byte chunk received`);
      return;
    }
    this.#attempt(undefined, () => {
      try {
        const id = this.#takeIn(text);
        if (text instanceof ChunkText) {
          conversation.sayMore('250', ` ${text.sizeBytes} byte chunk, total ${conversation.transaction.chunkedBytes}`);
        }
        conversation.say('250', `OK id=${id}`);
      } finally {
        conversation.reset();
        for (const verb of FREE) this.#free.add(verb);
      }
    });
  }

  /** Takes the responsibility for a message (RFC 5321 §4.2.5). @returns its id */
  #takeIn({ message }: OpenText): string {
    if (message.isTooLarge) throw new Refusal('552', 'Message size exceeds maximum permitted');
    if (message.hasBareLf) throw new Refusal('550', BARE_LF);
    const { longestLine } = message;
    if (longestLine > MESSAGE_LINE_LIMIT) {
      throw new Refusal('550', `maximum allowed line length is ${MESSAGE_LINE_LIMIT} octets, got ${longestLine}`);
    }
    const { transaction, remote, helo = '', isExtended, user, tls } = this.#conversation;
    const client = { remoteHost: remote.host, helo, isExtended, user, tls };
    return transaction.deliver(message.take(), client);
  }

  /** Does a thing; the one place where a refusal becomes a reply. */
  #attempt(command: CommandEntry | undefined, act: () => void): void {
    this.#conversation.last = this.#conversation.current;
    this.#conversation.current = { isRcpt: false, isRefusedMail: false };
    try {
      act();
    } catch (refusal) {
      if (!(refusal instanceof ReplyError)) throw refusal;
      this.#refuse(refusal, command);
    }
  }

  #refuse(refusal: ReplyError, command: CommandEntry | undefined): void {
    const conversation = this.#conversation;
    this.#delayMs = smtpSettings(conversation.setting.service).tarpitSeconds * 1000;
    const { code, message } = refusal;
    if (command?.verb === 'RCPT') {
      conversation.transaction.noteRcptReply(refusal instanceof PolicyRefusal ? message : `${code} ${message}`);
    }
    const isLast = refusal instanceof Mistake && ++this.#mistakes > MISTAKE_LIMIT;
    if (!isLast) conversation.say(code, message);
    else if (command?.verb === 'HELO' || command?.verb === 'EHLO') conversation.leave(code, message);
    else {
      conversation.sayMore(code, message);
      conversation.leave(code, 'Too many syntax or protocol errors');
    }
  }

  /** Exim holds a client in step by its buffer of what came in the clear: within TLS that is always empty. */
  get #isHeldInStep(): boolean {
    return !this.#conversation.mayRunAhead && this.#conversation.tls === undefined;
  }

  /** Whether nothing may follow the command unasked (RFC 2920 §3.1). */
  #endsGroup(command: CommandEntry | undefined): boolean {
    if (command === undefined || command.endsGroup === 'always') return true;
    return command.endsGroup === 'without-pipelining' && !this.#conversation.offersExtensions;
  }

  /** Counts the commands that do not belong to handing in mail. */
  #isBorne(command: CommandEntry): boolean {
    if (command.isMailCommand || this.#free.delete(command.verb)) return true;
    return ++this.#others <= OTHER_COMMAND_LIMIT;
  }

  #unrecognised(): void {
    if (this.#unknown++ >= UNKNOWN_LIMIT) this.#conversation.leave('500', 'Too many unrecognized commands');
    else throw new Mistake('500', 'unrecognized command');
  }
}
