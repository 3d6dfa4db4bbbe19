/**
 * What the client sends, cut into commands by one who only watches: whether a literal is taken, and whether a line is a
 * command or the answer to a challenge, is known from what the server says. Until then the bytes wait here, at most 64 KiB.
 */
import { joinBytes, latin1, LineSplitter } from '../lines.ts';
import type { RecognisedLine } from '../../../labs/vocabulary.ts';
import { literalAtEnd, type LiteralAnnouncement, type Piece } from './arguments.ts';
import { recognisePieces } from './recognise.ts';
import { splitCommand } from './syntax.ts';

const LINE_LIMIT_BYTES = 65_536;
const HELD_LIMIT_BYTES = 65_536;
const KEPT_LITERAL_BYTES = 1000;
const ANSWERS_LIMIT = 4;
const SHOWN_LIMIT = 1000;

export interface SentCommand {
  readonly tag: string | undefined;
  /** Upper case; empty where there is none. */
  readonly verb: string;
  /** The first line, at most 1000 characters. */
  readonly line: string;
  /** Told again once its literals are known. */
  recognised: RecognisedLine;
  /** What the client answered to challenges. */
  readonly answers: string[];
}

interface OpenCommand {
  readonly line: string;
  readonly pieces: Piece[];
  keptBytes: number;
}

type Mode =
  | { readonly type: 'line' }
  | {
      readonly type: 'literal';
      readonly command: OpenCommand;
      left: number;
      readonly kept: Uint8Array[];
      keptBytes: number;
    }
  | { readonly type: 'rest'; readonly command: OpenCommand }
  /** For the server's word on a literal. */
  | { readonly type: 'awaiting-literal'; readonly command: OpenCommand; readonly sizeBytes: number }
  /** For the server's word on a command that it may answer with a challenge. */
  | { readonly type: 'awaiting-challenge'; readonly command: SentCommand }
  | { readonly type: 'answer'; readonly command: SentCommand };

export class ClientStream {
  readonly #lines = new LineSplitter(LINE_LIMIT_BYTES);
  readonly #onCommand: (command: SentCommand) => void;
  #mode: Mode = { type: 'line' };
  /** A command whose literal the server was told of is known as waiting, so that a refusal finds it. */
  #announced: SentCommand | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(onCommand: (command: SentCommand) => void) {
    this.#onCommand = onCommand;
  }

  /** Whether the next line answers a challenge (or ends IDLE). */
  get isAnswering(): boolean {
    return this.#mode.type === 'answer';
  }

  push(bytes: Uint8Array): void {
    if (this.#isHolding()) {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
      if (this.#held.length > 1000) this.#held = [joinBytes(this.#held)];
      // Whoever sends so much without waiting does not wait for the server's word.
      if (this.#heldBytes > HELD_LIMIT_BYTES) this.continue();
      return;
    }
    this.#lines.push(bytes);
    this.#read();
  }

  /** The server went on (`+`). */
  continue(): void {
    const mode = this.#mode;
    if (mode.type === 'awaiting-literal') this.#mode = literalMode(mode.command, mode.sizeBytes);
    else if (mode.type === 'awaiting-challenge') this.#mode = { type: 'answer', command: mode.command };
    else return;
    this.#readHeld();
  }

  /** The server answered the command with its tag. One that was sent before the one that waits is nothing to it. */
  answered(command: SentCommand): void {
    const mode = this.#mode;
    switch (mode.type) {
      case 'awaiting-literal':
        if (this.#announced !== command) return;
        this.#announced = undefined;
        break;
      case 'awaiting-challenge':
      case 'answer':
        if (mode.command !== command) return;
        break;
      default:
        return;
    }
    this.#mode = { type: 'line' };
    if (mode.type !== 'answer') this.#readHeld();
  }

  #readHeld(): void {
    const held = joinBytes(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    if (held.length > 0) this.#lines.push(held);
    this.#read();
  }

  #isHolding(): boolean {
    return this.#mode.type === 'awaiting-literal' || this.#mode.type === 'awaiting-challenge';
  }

  #read(): void {
    for (;;) {
      if (this.#isHolding()) {
        const rest = this.#lines.takeRest();
        if (rest.length > 0) this.#held.push(rest);
        this.#heldBytes += rest.length;
        return;
      }
      const hasMore = this.#mode.type === 'literal' ? this.#takeLiteral(this.#mode) : this.#takeLine();
      if (!hasMore) return;
    }
  }

  #takeLine(): boolean {
    const line = this.#lines.next();
    if (line === undefined) return false;
    const text = latin1(line.bytes);
    const mode = this.#mode;
    if (mode.type === 'answer') {
      if (mode.command.answers.length < ANSWERS_LIMIT) mode.command.answers.push(text.slice(0, SHOWN_LIMIT));
      this.#mode =
        mode.command.verb === 'IDLE' ? { type: 'line' } : { type: 'awaiting-challenge', command: mode.command };
    } else if (mode.type === 'rest') this.#continueCommand(mode.command, text);
    else this.#continueCommand({ line: text.slice(0, SHOWN_LIMIT), pieces: [], keptBytes: 0 }, text);
    return true;
  }

  #continueCommand(command: OpenCommand, text: string): void {
    if (command.keptBytes < HELD_LIMIT_BYTES) command.pieces.push(text);
    command.keptBytes += text.length;
    const literal = literalAtEnd(text);
    if (literal === undefined) {
      this.#finish(command);
      return;
    }
    this.#announce(command, literal);
  }

  #announce(command: OpenCommand, { sizeBytes, isNonSynchronizing }: LiteralAnnouncement): void {
    this.#mode = isNonSynchronizing
      ? literalMode(command, sizeBytes)
      : { type: 'awaiting-literal', command, sizeBytes };
    // The server may refuse it before it has come.
    if (this.#announced === undefined) {
      this.#announced = sentCommand(command, [...command.pieces, new Uint8Array(0)]);
      this.#onCommand(this.#announced);
    }
  }

  #takeLiteral(mode: Mode & { type: 'literal' }): boolean {
    const rest = this.#lines.takeRest();
    if (rest.length === 0 && mode.left > 0) return false;
    const part = rest.subarray(0, mode.left);
    mode.left -= part.length;
    const room = KEPT_LITERAL_BYTES - mode.keptBytes;
    if (room > 0 && part.length > 0) mode.kept.push(part.slice(0, room));
    mode.keptBytes += part.length;
    if (rest.length > part.length) this.#lines.push(rest.subarray(part.length));
    if (mode.left > 0) return false;
    mode.command.pieces.push(joinBytes(mode.kept));
    mode.command.keptBytes += Math.min(mode.keptBytes, KEPT_LITERAL_BYTES);
    this.#mode = { type: 'rest', command: mode.command };
    return true;
  }

  #finish(open: OpenCommand): void {
    const command = sentCommand(open, open.pieces);
    if (this.#announced === undefined) this.#onCommand(command);
    // Known already, but without what came in its literals.
    else this.#announced.recognised = command.recognised;
    const waiting = this.#announced ?? command;
    this.#announced = undefined;
    const isChallenged = command.verb === 'IDLE' || command.verb === 'AUTHENTICATE';
    this.#mode = isChallenged ? { type: 'awaiting-challenge', command: waiting } : { type: 'line' };
  }
}

function sentCommand({ line }: OpenCommand, pieces: readonly Piece[]): SentCommand {
  const { tag, verb = '' } = splitCommand(line);
  return { tag, verb, line, recognised: recognisePieces(pieces), answers: [] };
}

function literalMode(command: OpenCommand, sizeBytes: number): Mode {
  return { type: 'literal', command, left: sizeBytes, kept: [], keptBytes: 0 };
}
