/**
 * Reads commands: lines, and the literals that they announce, which the client may send or is refused (RFC 3501 §4.3, §7.5;
 * RFC 7888). It knows which commands there are and what APPEND needs, and carries none out.
 */
import { ReplyError } from '../reply-error.ts';
import { Appending } from './append.ts';
import { literalAtEnd, type LiteralAnnouncement, type Piece } from './arguments.ts';
import { ENGINE_VERBS, handlers, WITHOUT_ARGUMENTS } from './handlers.ts';
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
/** The largest literal that can be announced at all (RFC 3501 §9: a 32-bit number). */
const LITERAL_LIMIT_BYTES = 0xffff_ffff;

/** A command whose end may not have come yet. */
export interface PendingCommand {
  readonly tag: string;
  readonly verb: string;
  /** Texts and literals since the verb, or since APPEND's last message. */
  pieces: Piece[];
  bytes: number;
  appending: Appending | undefined;
  /** Refused already; the rest is only read over. */
  refusal: ReplyError | undefined;
}

/** Who is told of what was read. */
export interface CommandSink {
  readonly account: ImapAccount | undefined;
  expectLoggedIn(account: ImapAccount): LoggedIn;
  write(line: string): void;
  run(command: PendingCommand): void;
  refuseTag(): void;
  refuseCommand(tag: string, verb: string | undefined, text: string): void;
  bye(text: string): void;
}

/** What a literal is for; one that is `dropped` is read over, one that `ends` its command too. */
type LiteralUse = 'argument' | 'message' | 'dropped' | 'ends';

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
    if (tag === undefined) this.#sink.refuseTag();
    else if (verb === undefined) this.#sink.refuseCommand(tag, undefined, 'Invalid command name');
    else if (isLoggedIn && !handlers.has(verb) && !ENGINE_VERBS.has(verb)) this.#refuseUnknown(tag, verb);
    else {
      const command: PendingCommand = { tag, verb, pieces: [], bytes: 0, appending: undefined, refusal: undefined };
      if (isLoggedIn && WITHOUT_ARGUMENTS.has(verb)) this.#sink.run(command);
      else this.#continueCommand(command, rest, isTooLong);
    }
  }

  #refuseUnknown(tag: string, verb: string): void {
    const [first, second] = verb.split(' ');
    if (first === 'UID') this.#sink.refuseCommand(tag, 'UID', `Unknown UID command ${second ?? ''}`.trimEnd());
    else this.#sink.refuseCommand(tag, verb, 'Unknown command');
  }

  /** More of a command's text: the command ends here, or announces a literal. */
  #continueCommand(command: PendingCommand, text: string, isTooLong: boolean): void {
    command.bytes += text.length;
    if (isTooLong || command.bytes > COMMAND_LIMIT_BYTES) {
      command.refusal ??= new ArgumentMistake('Too long argument');
      this.#sink.run(command);
      return;
    }
    command.pieces.push(text);
    const literal = literalAtEnd(text);
    if (literal === undefined) this.#sink.run(command);
    else this.#announced(command, text, literal);
  }

  #announced(command: PendingCommand, text: string, { sizeBytes, isNonSynchronizing }: LiteralAnnouncement): void {
    const use =
      command.refusal === undefined ? this.#useOf(command, text.slice(0, text.lastIndexOf('{')), sizeBytes) : 'dropped';
    if (use === 'argument') command.bytes += sizeBytes;
    if (sizeBytes > LITERAL_LIMIT_BYTES || command.bytes > COMMAND_LIMIT_BYTES) {
      this.#sink.bye('Literal size too large');
      return;
    }
    if (use === 'dropped' && !isNonSynchronizing) {
      this.#sink.run(command);
      return;
    }
    if (!isNonSynchronizing && use !== 'ends') this.#sink.write('+ OK');
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
      // Inside an open list Dovecot waits for the literal without a word, and complains then.
      return mistake.message === "Missing ')'" ? 'ends' : 'dropped';
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
