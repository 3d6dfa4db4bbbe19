/**
 * Reads commands: lines, and the literals that they announce, which the client may send or is refused (RFC 3501 §4.3, §7.5;
 * RFC 7888). It knows which commands there are and what APPEND needs, and carries none out.
 */
import { ReplyError } from '../reply-error.ts';
import { Appending, MisplacedLiteral } from './append.ts';
import { literalAtEnd, type LiteralAnnouncement, type Piece } from './arguments.ts';
import { ENGINE_VERBS, handlers, WITHOUT_ARGUMENTS } from './handlers.ts';
import { QUOTA_VERBS } from './quota.ts';
import { Input } from './input.ts';
import { ArgumentMistake } from './mistakes.ts';
import type { LoggedIn } from './session.ts';
import type { ImapAccount } from './store.ts';
import { splitCommand } from './syntax.ts';

/**
 * Dovecot's imap_max_line_length; a command with its literals, APPEND's messages apart. Not the `lineBytes` that the other
 * protocols share: a client may name thousands of messages in one line (RFC 7162 §4 asks for 8192 bytes at least).
 */
const COMMAND_LIMIT_BYTES = 65_536;
/** Before LOGIN one argument must fit into the buffer of Dovecot's imap-login; only AUTHENTICATE's response is larger. */
const LONG_BEFORE_LOGIN = /[^ ]{1025}/;
/** The largest literal that can be announced at all (RFC 3501 §9: a 32-bit number). */
const LITERAL_LIMIT_BYTES = 0xffff_ffff;
const TOO_LONG = 'Too long argument';

/** A command whose end may not have come yet. */
export interface PendingCommand {
  readonly tag: string;
  readonly verb: string;
  /** Texts and literals since the verb, or since APPEND's last message. */
  pieces: Piece[];
  bytes: number;
  appending: Appending | undefined;
  refusal: ReplyError | undefined;
  /** The refusal has been sent; the rest is only read over. */
  isAnswered: boolean;
}

/** Who is told of what was read. */
export interface CommandSink {
  readonly account: ImapAccount | undefined;
  expectLoggedIn(account: ImapAccount): LoggedIn;
  write(line: string): void;
  run(command: PendingCommand): void;
  refuseTag(text?: string): void;
  refuseCommand(tag: string, verb: string | undefined, text: string): void;
  bye(text: string): void;
}

/**
 * What a literal is for. What is refused with BAD is no literal for Dovecot, and what follows is read as commands; with NO
 * it reads over the literal, where the client does not wait. One behind arguments of the wrong shape it waits for without a
 * word, and complains then: of an open list at once, else at the line's end.
 */
type LiteralUse = 'argument' | 'message' | 'refused' | 'read-over' | 'ends' | 'misplaced';

type Expecting =
  | { readonly type: 'command' }
  | { readonly type: 'rest'; readonly command: PendingCommand }
  | { readonly type: 'literal'; readonly command: PendingCommand; readonly use: LiteralUse };

export class CommandReader {
  readonly #sink: CommandSink;
  readonly #input = new Input(COMMAND_LIMIT_BYTES);
  #expecting: Expecting = { type: 'command' };

  constructor(sink: CommandSink) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    this.#input.push(bytes);
  }

  get pendingBytes(): number {
    return this.#input.pendingBytes;
  }

  /** A line that is no command: DONE, or the answer to a challenge. */
  takeLine(): string | undefined {
    return this.#input.nextLine()?.text;
  }

  /** Reads one line or literal; false where more bytes are needed. */
  read(): boolean {
    const expecting = this.#expecting;
    if (expecting.type === 'literal') {
      const literal = this.#input.nextLiteral();
      if (literal === undefined) return false;
      this.#literalEnded(expecting, literal);
      return true;
    }
    const line = this.#input.nextLine();
    if (line === undefined) return false;
    this.#expecting = { type: 'command' };
    if (expecting.type === 'rest') this.#continueCommand(expecting.command, line.text, line.isTooLong);
    else this.#beginCommand(line.text, line.isTooLong);
    return true;
  }

  #beginCommand(line: string, isTooLong: boolean): void {
    const { tag, verb, rest } = splitCommand(line);
    const isLoggedIn = this.#sink.account !== undefined;
    if (!isLoggedIn && verb !== 'AUTHENTICATE' && LONG_BEFORE_LOGIN.test(line)) {
      this.#sink.bye('Input buffer full, aborting');
      return;
    }
    const isCut = isTooLong && rest === '';
    if (tag === undefined || (isCut && !line.includes(' '))) this.#sink.refuseTag(isCut ? TOO_LONG : undefined);
    else if (verb === undefined || isCut) {
      this.#sink.refuseCommand(tag, undefined, isCut ? TOO_LONG : 'Invalid command name');
    } else if (isLoggedIn && !isKnown(verb, this.#sink.account)) this.#refuseUnknown(tag, verb);
    else {
      const command: PendingCommand = {
        tag,
        verb,
        pieces: [],
        bytes: 0,
        appending: undefined,
        refusal: undefined,
        isAnswered: false,
      };
      if (isLoggedIn && WITHOUT_ARGUMENTS.has(verb)) this.#sink.run(command);
      else this.#continueCommand(command, rest, isTooLong);
    }
  }

  #refuseUnknown(tag: string, verb: string): void {
    if (verb === 'UID') this.#sink.refuseCommand(tag, undefined, 'Invalid command name');
    else this.#sink.refuseCommand(tag, verb, 'Unknown command');
  }

  /** More of a command's text: the command ends here, or announces a literal. */
  #continueCommand(command: PendingCommand, text: string, isTooLong: boolean): void {
    command.bytes += text.length;
    if (isTooLong || command.bytes > COMMAND_LIMIT_BYTES) {
      const isOneArgument = text.length - text.lastIndexOf(' ') > COMMAND_LIMIT_BYTES / 2;
      command.refusal ??= new ArgumentMistake(isOneArgument ? TOO_LONG : 'IMAP command line too large');
      this.#end(command);
      return;
    }
    command.pieces.push(text);
    const literal = literalAtEnd(text);
    // RFC 3516 §4.4: of the commands here only APPEND takes a literal8.
    if (literal === undefined || (literal.isBinary && command.verb !== 'APPEND')) this.#end(command);
    else this.#announced(command, text, literal);
  }

  #end(command: PendingCommand): void {
    if (!command.isAnswered) this.#sink.run(command);
  }

  #announced(command: PendingCommand, text: string, literal: LiteralAnnouncement): void {
    const { sizeBytes, isNonSynchronizing, start } = literal;
    const use = command.isAnswered ? 'read-over' : this.#useOf(command, text.slice(0, start), sizeBytes);
    if (use === 'argument') command.bytes += sizeBytes;
    if (sizeBytes > LITERAL_LIMIT_BYTES || command.bytes > COMMAND_LIMIT_BYTES) {
      this.#sink.bye('Literal size too large');
      return;
    }
    switch (use) {
      case 'argument':
      case 'message':
        if (!isNonSynchronizing) this.#sink.write('+ OK');
        break;
      case 'refused':
        this.#sink.run(command);
        return;
      case 'read-over':
        this.#end(command);
        command.isAnswered = true;
        if (!isNonSynchronizing) return;
        break;
      case 'ends':
      case 'misplaced':
        break;
      default:
        use satisfies never;
    }
    this.#input.beginLiteral(sizeBytes, use === 'argument' || use === 'message');
    this.#expecting = { type: 'literal', command, use };
  }

  #useOf(command: PendingCommand, before: string, sizeBytes: number): LiteralUse {
    const { account } = this.#sink;
    if (command.verb !== 'APPEND' || account === undefined) return 'argument';
    command.appending ??= new Appending(this.#sink.expectLoggedIn(account));
    const pieces = [...command.pieces.slice(0, -1), before];
    try {
      if (!command.appending.isMessageNext(pieces)) return 'argument';
      command.appending.announce(pieces, sizeBytes);
      return 'message';
    } catch (mistake) {
      if (!(mistake instanceof ReplyError)) throw mistake;
      command.refusal = mistake;
      if (mistake instanceof MisplacedLiteral) return 'misplaced';
      if (mistake.message === "Missing ')'") return 'ends';
      return mistake instanceof ArgumentMistake ? 'refused' : 'read-over';
    }
  }

  #literalEnded({ command, use }: Expecting & { type: 'literal' }, literal: Uint8Array): void {
    this.#expecting = use === 'ends' ? { type: 'command' } : { type: 'rest', command };
    if (use === 'argument') command.pieces.push(literal);
    else if (use === 'ends') this.#sink.run(command);
    else if (use === 'message') {
      command.appending?.add(literal);
      command.pieces = [];
    }
  }
}

/** Whether a client that is logged in may use the verb: QUOTA's are there for an account that has one. */
function isKnown(verb: string, account: ImapAccount | undefined): boolean {
  if (QUOTA_VERBS.has(verb)) return account?.quota !== undefined;
  return handlers.has(verb) || ENGINE_VERBS.has(verb);
}
