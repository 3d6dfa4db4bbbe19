/**
 * One SMTP conversation as Exim's server holds it: the commands, in the order of RFC 5321 §4.1.1, and the rules that
 * stand above them (order, group ends, too many mistakes). Never touches a socket: it is given lines and says replies.
 */
import type { Address } from '../engine.ts';
import { mailDate } from '../../../labs/calendar.ts';
import { ReplyError } from '../reply-error.ts';
import type { ServiceSetting } from '../registry.ts';
import { Authentication } from './authentication.ts';
import { type CommandEntry, type State } from './commands.ts';
import { ChunkText, DotText, type OpenText } from './open-text.ts';
import { MessageText } from './message-text.ts';
import { Mistake, PolicyRefusal, Refusal } from './mistakes.ts';
import { expand, verify } from './recipients.ts';
import type { SmtpStore } from './store.ts';
import { parseAuth, parseChunk, parseCommandLine, parseDomain } from './syntax.ts';
import { Transaction } from './transaction.ts';

/** Exim's smtp_max_synprot_errors, smtp_max_unknown_commands and smtp_accept_max_nonmail, as they are by default. */
const MISTAKE_LIMIT = 3;
const UNKNOWN_LIMIT = 3;
const OTHER_COMMAND_LIMIT = 10;
/** The longest line in a message (RFC 5321 §4.5.3.1.6), without its line end. */
const MESSAGE_LINE_LIMIT = 998;

export interface LineCircumstance {
  /** Whether more bytes came with the line: the client did not wait for its reply. */
  readonly hasMore: boolean;
}

export class Session {
  readonly #setting: ServiceSetting<SmtpStore>;
  readonly #remote: Address;
  readonly #transaction: Transaction;
  #replies = '';
  #isOver = false;
  #helo: string | undefined;
  #isExtended = false;
  /** The last HELO or EHLO taken was an EHLO: its extensions are promised. */
  #offersExtensions = false;
  #user: string | undefined;
  #authentication: Authentication | undefined;
  #text: OpenText | undefined;
  /** A chunk came and it was not the last: only BDAT may follow. */
  #isAmidChunks = false;
  #mistakes = 0;
  #unknown = 0;
  #others = 0;
  /** Those that are free once a message (RSET, HELO, EHLO, STARTTLS). */
  #free = new Set<string>();
  /** Until the first DATA Exim, which offers PIPELINING at connect, lets a client run ahead. */
  #mayRunAhead = true;
  /** A client that pipelines is not blamed for what follows a refused MAIL or RCPT. */
  #current = { isRcpt: false, isRefusedMail: false };
  #last = this.#current;

  constructor(setting: ServiceSetting<SmtpStore>, remote: Address) {
    this.#setting = setting;
    this.#remote = remote;
    this.#transaction = new Transaction(setting);
    this.#freeCommands();
  }

  get state(): State {
    if (this.#isOver) return 'closed';
    if (this.#text?.kind === 'data') return 'data';
    if (this.#text?.kind === 'chunk' || this.#isAmidChunks) return 'bdat';
    if (this.#authentication !== undefined) return 'auth';
    if (this.#transaction.recipients.length > 0) return 'rcpt';
    if (this.#transaction.reversePath !== undefined) return 'mail';
    return this.#helo === undefined ? 'connected' : 'ready';
  }

  /** The message text or chunk that is being received: bytes go there, not into lines. */
  get openText(): OpenText | undefined {
    return this.#text;
  }

  isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
  }

  /** What was said since the last call, as lines with CRLF. */
  takeReplies(): string {
    const replies = this.#replies;
    this.#replies = '';
    return replies;
  }

  /** RFC 5321 §4.3.1. */
  greet(): void {
    const { host, service, surroundings } = this.#setting;
    this.#say('220', `${host.name} ESMTP ${service.software} ${mailDate(surroundings.now())}`);
  }

  /** RFC 5321 §4.5.3.2. */
  timeOut(): void {
    const { name } = this.#setting.host;
    if (this.#text === undefined) this.#leave('421', `${name}: SMTP command timeout - closing connection`);
    else this.#leave('421', `${name} SMTP incoming data timeout - closing connection.`);
  }

  /** The client sends no more: what it had begun is forgotten. */
  loseInput(): void {
    this.#leave('421', `${this.#setting.host.name} lost input connection`);
  }

  /** A line longer than the limit is no command. */
  overlong(): void {
    this.#attempt(undefined, () => this.#unrecognised());
  }

  /** @param text without its LF; each byte one character */
  line(text: string, circumstance: LineCircumstance): void {
    if (this.#authentication !== undefined) {
      this.#attempt(undefined, () => this.#continueAuthentication(text.replace(/\r$/, '')));
      return;
    }
    const { command, argument } = parseCommandLine(text);
    if (text.includes('\0')) {
      this.#attempt(command, () => {
        this.#mistakes++;
        throw new Refusal('501', 'NUL characters are not allowed in SMTP commands');
      });
      return;
    }
    if (circumstance.hasMore && !this.#mayRunAhead && this.#endsGroup(command)) {
      this.#leave('554', 'SMTP synchronization error');
      return;
    }
    if (command !== undefined && !command.isMailCommand && !this.#free.delete(command.verb)) {
      if (++this.#others > OTHER_COMMAND_LIMIT) {
        this.#leave('554', 'Too many nonmail commands');
        return;
      }
    }
    this.#attempt(command, () => this.#command(command, argument, circumstance));
  }

  /** The text or chunk is whole. */
  finishText(): void {
    const text = this.#text;
    this.#text = undefined;
    if (text === undefined || text.kind === 'flush') return;
    if (text instanceof ChunkText && !text.isLast) {
      this.#isAmidChunks = true;
      this.#say('250', `${text.sizeBytes} byte chunk received`);
      return;
    }
    this.#attempt(undefined, () => {
      try {
        const id = this.#takeIn(text);
        if (text instanceof ChunkText) {
          this.#replies += `250- ${text.sizeBytes} byte chunk, total ${this.#transaction.chunkedBytes}\r\n`;
        }
        this.#say('250', `OK id=${id}`);
      } finally {
        this.#reset();
        this.#freeCommands();
      }
    });
  }

  #takeIn(text: OpenText): string {
    const { message } = text;
    if (message.isTooLarge) throw new Refusal('552', 'Message size exceeds maximum permitted');
    if (message.longestLine > MESSAGE_LINE_LIMIT) {
      throw new Refusal(
        '550',
        `maximum allowed line length is ${MESSAGE_LINE_LIMIT} octets, got ${message.longestLine}`,
      );
    }
    return this.#transaction.deliver(message.take(), {
      remoteHost: this.#remote.host,
      helo: this.#helo ?? '',
      isExtended: this.#isExtended,
      isAuthenticated: this.#user !== undefined,
    });
  }

  /** Does a thing; the one place where a refusal becomes a reply. */
  #attempt(command: CommandEntry | undefined, act: () => void): void {
    this.#last = this.#current;
    this.#current = { isRcpt: false, isRefusedMail: false };
    try {
      act();
    } catch (refusal) {
      if (!(refusal instanceof ReplyError)) throw refusal;
      this.#refuse(refusal, command);
    }
  }

  #refuse(refusal: ReplyError, command: CommandEntry | undefined): void {
    const { code, message } = refusal;
    if (command?.verb === 'RCPT') {
      this.#transaction.noteRcptReply(refusal instanceof PolicyRefusal ? message : `${code} ${message}`);
    }
    if (refusal instanceof Mistake && ++this.#mistakes > MISTAKE_LIMIT) {
      this.#replies += `${code}-${message}\r\n`;
      this.#leave(code, 'Too many syntax or protocol errors');
      return;
    }
    this.#say(code, message);
  }

  #endsGroup(command: CommandEntry | undefined): boolean {
    if (command === undefined || command.endsGroup === 'always') return true;
    return command.endsGroup === 'without-pipelining' && !this.#offersExtensions;
  }

  #command(command: CommandEntry | undefined, argument: string, circumstance: LineCircumstance): void {
    if (command === undefined) {
      this.#unrecognised();
      return;
    }
    if (this.#isAmidChunks && !['BDAT', 'RSET', 'NOOP', 'QUIT'].includes(command.verb)) {
      throw new Mistake('503', 'only BDAT permissible after non-LAST BDAT');
    }
    if (!command.takesArgument && argument !== '') throw new Mistake('501', 'unexpected argument data');
    switch (command.verb) {
      case 'HELO':
      case 'EHLO':
        this.#hello(command.verb, argument);
        return;
      case 'AUTH':
        this.#startAuthentication(argument);
        return;
      case 'MAIL':
        this.#mail(argument);
        return;
      case 'RCPT':
        this.#rcpt(argument, circumstance);
        return;
      case 'DATA':
        this.#data();
        return;
      case 'BDAT':
        this.#chunk(argument);
        return;
      case 'RSET':
        this.#reset();
        this.#say('250', 'Reset OK');
        return;
      case 'NOOP':
        this.#say('250', 'OK');
        return;
      case 'VRFY':
        this.#say('250', verify(this.#setting, argument));
        return;
      case 'EXPN':
        this.#sayAll('250', expand(this.#setting, argument));
        return;
      case 'HELP':
        this.#sayAll('214', ['Commands supported:', this.#supported()]);
        return;
      case 'STARTTLS':
        throw new Mistake('503', 'STARTTLS command used when not advertised');
      case 'QUIT':
        this.#leave('221', `${this.#setting.host.name} closing connection`);
        return;
      default:
        command.verb satisfies never;
    }
  }

  /** RFC 5321 §4.1.1.1; a second one resets (§4.1.4). */
  #hello(verb: 'HELO' | 'EHLO', argument: string): void {
    const domain = parseDomain(argument);
    this.#isExtended = verb === 'EHLO';
    if (domain === undefined) {
      this.#say('501', `Syntactically invalid ${verb} argument(s)`);
      if (++this.#mistakes > MISTAKE_LIMIT) this.#isOver = true;
      return;
    }
    this.#helo = domain;
    this.#offersExtensions = this.#isExtended;
    this.#reset();
    const hello = `${this.#setting.host.name} Hello ${domain} [${this.#remote.host}]`;
    this.#sayAll('250', verb === 'HELO' ? [hello] : [hello, ...this.#extensions()]);
  }

  /** What EHLO promises: only what works. */
  #extensions(): string[] {
    const { settings } = this.#setting.service;
    return [
      `SIZE ${this.#setting.surroundings.limits.messageBytes}`,
      '8BITMIME',
      ...(settings['vrfy'] === true ? ['VRFY'] : []),
      ...(settings['expn'] === true ? ['EXPN'] : []),
      'PIPELINING',
      'AUTH PLAIN LOGIN',
      'CHUNKING',
      'SMTPUTF8',
      'HELP',
    ];
  }

  #supported(): string {
    const { settings } = this.#setting.service;
    const optional = `${settings['expn'] === true ? ' EXPN' : ''}${settings['vrfy'] === true ? ' VRFY' : ''}`;
    return `AUTH HELO EHLO MAIL RCPT DATA BDAT NOOP QUIT RSET HELP${optional}`;
  }

  /** RFC 4954 §4. */
  #startAuthentication(argument: string): void {
    if (!this.#offersExtensions) throw new Mistake('503', 'AUTH command used when not advertised');
    if (this.#user !== undefined) throw new Mistake('503', 'already authenticated');
    if (this.#transaction.reversePath !== undefined) throw new Mistake('503', 'not permitted in mail transaction');
    const { mechanism, initial } = parseAuth(argument);
    if (mechanism !== 'PLAIN' && mechanism !== 'LOGIN') {
      const typed = argument.split(/\s/, 1)[0] ?? '';
      throw new Mistake('504', `${typed} authentication mechanism not supported`);
    }
    this.#authentication = new Authentication(mechanism, this.#setting.store);
    if (initial === undefined) this.#say('334', this.#authentication.prompt);
    else this.#continueAuthentication(initial);
  }

  #continueAuthentication(response: string): void {
    const authentication = this.#authentication;
    if (authentication === undefined) return;
    this.#authentication = undefined;
    const outcome = authentication.respond(response);
    if (outcome.type === 'prompt') {
      this.#authentication = authentication;
      this.#say('334', outcome.text);
      return;
    }
    this.#user = outcome.user;
    this.#say('235', 'Authentication succeeded');
  }

  /** RFC 5321 §4.1.1.2. */
  #mail(argument: string): void {
    this.#current.isRefusedMail = true;
    if (this.#helo === undefined) throw new Refusal('503', 'HELO or EHLO required');
    this.#transaction.begin(argument, this.#isExtended);
    this.#current.isRefusedMail = false;
    this.#say('250', 'OK');
  }

  /** RFC 5321 §4.1.1.3. */
  #rcpt(argument: string, { hasMore }: LineCircumstance): void {
    this.#current.isRcpt = true;
    if (this.#transaction.reversePath === undefined) {
      this.#current.isRefusedMail = this.#offersExtensions && this.#last.isRefusedMail;
      if (this.#current.isRefusedMail) throw new Refusal('503', 'sender not yet given');
      this.#current.isRcpt = false;
      throw new Mistake('503', 'sender not yet given');
    }
    this.#transaction.add(argument, this.#user !== undefined);
    if (hasMore && !this.#offersExtensions) {
      this.#leave('554', 'SMTP synchronization error');
      return;
    }
    this.#transaction.noteRcptReply('250 Accepted');
    this.#say('250', 'Accepted');
  }

  /** RFC 5321 §4.1.1.4. */
  #data(): void {
    this.#expectRecipients('DATA');
    this.#text = new DotText(this.#setting.surroundings.limits.messageBytes);
    this.#say('354', 'Enter message, ending with "." on a line by itself');
  }

  /** RFC 3030 §2. */
  #chunk(argument: string): void {
    if (!this.#offersExtensions) throw new Mistake('503', 'BDAT command used when CHUNKING not advertised');
    const chunk = parseChunk(argument);
    if (chunk === undefined) throw new Mistake('501', 'missing size for BDAT command');
    // Should it be refused now, it comes all the same and is dropped.
    this.#text = new ChunkText({
      ...chunk,
      kind: 'flush',
      message: new MessageText({ limitBytes: 0, endsWithDot: false }),
    });
    this.#expectRecipients('BDAT');
    this.#text = new ChunkText({ ...chunk, kind: 'chunk', message: this.#transaction.announceChunk(chunk.sizeBytes) });
    if (chunk.sizeBytes === 0) this.finishText();
  }

  #expectRecipients(verb: 'DATA' | 'BDAT'): void {
    this.#mayRunAhead = false;
    if (this.#transaction.recipients.length > 0) {
      this.#transaction.beginText();
      return;
    }
    const common = this.#transaction.commonRcptReply;
    if (common !== undefined) {
      this.#replies += `503-All RCPT commands were rejected with this error:\r\n503-${common}\r\n`;
    }
    if (this.#offersExtensions && this.#last.isRcpt)
      throw new Refusal('503', `Valid RCPT command must precede ${verb}`);
    throw new Mistake('503', `valid RCPT command must precede ${verb}`);
  }

  #unrecognised(): void {
    if (this.#unknown++ >= UNKNOWN_LIMIT) this.#leave('500', 'Too many unrecognized commands');
    else throw new Mistake('500', 'unrecognized command');
  }

  #reset(): void {
    this.#transaction.reset();
    this.#isAmidChunks = false;
  }

  #freeCommands(): void {
    this.#free = new Set(['RSET', 'HELO', 'EHLO', 'STARTTLS']);
  }

  #say(code: string, text: string): void {
    this.#replies += `${code} ${text}\r\n`;
  }

  #sayAll(code: string, lines: readonly string[]): void {
    lines.forEach((line, i) => (this.#replies += `${code}${i < lines.length - 1 ? '-' : ' '}${line}\r\n`));
  }

  #leave(code: string, text: string): void {
    this.#say(code, text);
    this.#isOver = true;
  }
}
