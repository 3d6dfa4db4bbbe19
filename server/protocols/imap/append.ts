/** APPEND (RFC 3501 §6.3.11): what stands before each message is checked before the client may send it. Several at once: RFC 3502. */
import { type Argument, astring, parseArguments, type Piece } from './arguments.ts';
import { parseDateTime } from './dates.ts';
import { expectRoomFor, parseFlags } from './flags.ts';
import { expectMailboxName } from './mailbox-names.ts';
import { ArgumentMistake, Refusal } from './mistakes.ts';
import { formatSequenceSet, sequenceSetOf } from './sequence-set.ts';
import { changeWorld, type Completion, expectMailbox, type LoggedIn, overQuota } from './session.ts';
import type { NewMail } from './store.ts';

/** What is known of the next message when its literal is announced. */
interface Announced {
  readonly flags: readonly string[];
  readonly internalDate: number;
}

const MESSAGES_LIMIT = 1000;

/** What stands before a literal leaves no place for a message. */
export class MisplacedLiteral extends ArgumentMistake {
  constructor() {
    super('Invalid arguments');
    this.name = 'MisplacedLiteral';
  }
}

/** One APPEND, from its first line to the message that ends it. */
export class Appending {
  readonly #session: LoggedIn;
  readonly #mails: NewMail[] = [];
  #mailbox: string | undefined;
  /** The mailbox's, and those of the messages so far. */
  #keywords = new Set<string>();
  #announced: Announced | undefined;
  #bytes = 0;

  constructor(session: LoggedIn) {
    this.#session = session;
  }

  /** Whether a literal announced behind these arguments is a message; else it is the mailbox's name. */
  isMessageNext(pieces: readonly Piece[]): boolean {
    return this.#mailbox !== undefined || parseArguments(pieces).length > 0;
  }

  /** @throws ArgumentMistake or Refusal: the message is not wanted */
  announce(pieces: readonly Piece[], sizeBytes: number): void {
    const args = parseArguments(pieces);
    const rest = this.#mailbox === undefined ? this.#takeMailbox(args) : args;
    const [flags, afterFlags] = rest[0]?.kind === 'list' ? [parseFlags(rest.slice(0, 1)), rest.slice(1)] : [[], rest];
    const internalDate = expectDate(afterFlags, this.#session.surroundings.now());
    expectRoomFor(flags, this.#keywords);
    for (const flag of flags) if (!flag.startsWith('\\')) this.#keywords.add(flag);
    if (sizeBytes === 0) throw new Refusal("Can't save a zero byte message.");
    this.#bytes += sizeBytes;
    const { quota } = this.#session.account;
    if (quota !== undefined && quota.usedBytes + this.#bytes > quota.limitBytes) throw overQuota();
    if (this.#bytes > this.#session.surroundings.limits.messageBytes || this.#mails.length >= MESSAGES_LIMIT) {
      throw new Refusal('[LIMIT] Requested allocation size is too large');
    }
    this.#announced = { flags, internalDate };
  }

  /** The message that was announced is there. */
  add(message: Uint8Array): void {
    if (this.#announced === undefined) throw new Error('a message came that APPEND did not announce');
    this.#mails.push({ ...this.#announced, body: withCrlf(message) });
    this.#announced = undefined;
  }

  /** The line ended behind a message. @throws ArgumentMistake where it ended with something else */
  finish(pieces: readonly Piece[]): Completion {
    const args = parseArguments(pieces);
    const rest = this.#mailbox === undefined ? this.#takeMailbox(args) : args;
    const mailbox = this.#mailbox;
    if (mailbox === undefined || rest.length > 0) throw new ArgumentMistake('Invalid arguments');
    if (this.#mails.length === 0) throw new ArgumentMistake('Missing message size');
    const { uidValidity } = expectMailbox(this.#session, mailbox, '[TRYCREATE] ');
    const uids = changeWorld(() => this.#session.account.append(mailbox, this.#mails));
    // RFC 4315 §3
    return {
      text: `[APPENDUID ${uidValidity} ${formatSequenceSet(sequenceSetOf(uids))}] Append completed`,
      sync: 'all',
    };
  }

  #takeMailbox(args: readonly Argument[]): readonly Argument[] {
    if (args.length === 0) throw new ArgumentMistake('Missing arguments');
    const given = astring(args[0]);
    if (given === undefined) throw new ArgumentMistake('Invalid arguments');
    const mailbox = expectMailboxName(given);
    this.#keywords = new Set(expectMailbox(this.#session, mailbox, '[TRYCREATE] ').keywords);
    this.#mailbox = mailbox;
    return args.slice(1);
  }
}

/** A date that there is not in the calendar is none, as in Dovecot. */
function expectDate(args: readonly Argument[], now: number): number {
  if (args.length === 0) return now;
  const text = args[0]?.kind === 'string' ? args[0].text : undefined;
  if (text === undefined || args.length > 1) throw new MisplacedLiteral();
  const date = parseDateTime(text);
  if (date === undefined) throw new ArgumentMistake('Invalid internal date');
  return Number.isNaN(date) ? now : date;
}

const LF = 10;
const CR = 13;

/** Mails are kept with CRLF line ends, as Dovecot gives them out again: it takes one CR off each LF, and puts one before it. */
function withCrlf(message: Uint8Array): Uint8Array {
  let growth = 0;
  let hasChanged = false;
  for (let at = message.indexOf(LF); at >= 0; at = message.indexOf(LF, at + 1)) {
    const change = changeAt(message, at);
    growth += change;
    hasChanged ||= change !== 0;
  }
  if (!hasChanged) return message;
  const whole = new Uint8Array(message.length + growth);
  let from = 0;
  let to = 0;
  for (let at = message.indexOf(LF); at >= 0; at = message.indexOf(LF, at + 1)) {
    const change = changeAt(message, at);
    if (change === 0) continue;
    const line = message.subarray(from, change < 0 ? at - 1 : at);
    whole.set(line, to);
    to += line.length;
    if (change > 0) whole[to++] = CR;
    whole[to++] = LF;
    from = at + 1;
  }
  whole.set(message.subarray(from), to);
  return whole;
}

/** How many CR are missing before this LF; less than none where there is one too many. */
function changeAt(message: Uint8Array, at: number): -1 | 0 | 1 {
  if (message[at - 1] !== CR) return 1;
  return message[at - 2] === CR ? -1 : 0;
}
