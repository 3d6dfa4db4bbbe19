/**
 * Reads an SMTP conversation off the wire: pairs each command with its reply, follows the state, and reads the message
 * text as an exchange of its own. Where a command changes how the next bytes are to be read (DATA, BDAT, AUTH), the
 * client's bytes wait for the reply. Bounded in memory; never throws.
 */
import type { ArgumentValue, Exchange, LineProblem, Reply } from '../../../labs/observation.ts';
import { latin1, LineSplitter } from '../lines.ts';
import type { Reader, Reading } from '../registry.ts';
import { GrowingBytes } from '../growing-bytes.ts';
import type { State } from './commands.ts';
import { describeMessage } from './message-arguments.ts';
import { messageProblem } from './message-problem.ts';
import { ChunkText, DotText, type OpenText } from './open-text.ts';
import { MessageText } from './message-text.ts';
import { readCredentials } from '../sasl.ts';
import { parseReplyLine, recognise, type ReplyLine, replyClass } from './syntax.ts';

const LINE_LIMIT_BYTES = 16_384;
const SHOWN_LINE_LIMIT = 1000;
const REPLY_LINES_LIMIT = 200;
/** Commands without a reply yet; a client that runs further ahead than that is no longer followed. */
const WAITING_LIMIT = 1000;
/** The client's bytes that wait for a reply. */
const HELD_LIMIT_BYTES = 1 << 20;
/** The part of a message text that is kept to be described. */
const TEXT_LIMIT_BYTES = 1 << 16;

/** Commands after which chunks that were sent belong to no message any more. */
const BEGINS_ANEW = new Set(['RSET', 'HELO', 'EHLO']);

const NOTHING = new Uint8Array(0);

interface Waiting {
  readonly verb: string;
  readonly isKnown: boolean;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
  readonly line: string;
  readonly problem?: LineProblem;
  /** Of the text that its last chunk ends; matters only where the server took it. */
  readonly textProblem?: LineProblem;
  /** The text that was sent after DATA's 354. */
  readonly isText?: boolean;
}

export class SmtpReader implements Reader {
  #state: State = 'connected';
  readonly #clientLines = new LineSplitter(LINE_LIMIT_BYTES);
  readonly #serverLines = new LineSplitter(LINE_LIMIT_BYTES);
  readonly #held = new GrowingBytes();
  #waiting: Waiting[] = [];
  #replyLines: string[] = [];
  #hasGreeted = false;
  /** The last command sent decides how the client's next bytes are read, and has no reply yet. */
  #isHolding = false;
  #text: OpenText | undefined;
  /** The message that chunks make up, in the order in which they are sent: replies may come long after. */
  #chunks: MessageText | undefined;
  #lastChunk: OpenText | undefined;
  #auth: { mechanism: string; responses: string[] } | undefined;
  #stateOutsideAuth: State = 'ready';
  #isLost = false;

  get state(): string {
    return this.#state;
  }

  read(from: 'client' | 'server', bytes: Uint8Array): readonly Reading[] {
    if (this.#isLost) return [];
    const readings: Reading[] = [];
    if (from === 'client') this.#readClient(bytes);
    else this.#readServer(bytes, readings);
    return readings;
  }

  #readClient(bytes: Uint8Array): void {
    let rest = bytes;
    for (;;) {
      if (this.#isHolding) {
        this.#held.append(this.#clientLines.takeRest());
        this.#held.append(rest);
        if (this.#held.length > HELD_LIMIT_BYTES) this.#lose();
        return;
      }
      if (this.#text !== undefined) {
        // Text may begin amid what was taken for lines.
        if (rest.length === 0) rest = this.#clientLines.takeRest();
        rest = this.#readText(this.#text, rest);
        if (rest.length === 0) return;
        continue;
      }
      if (rest.length > 0) this.#clientLines.push(rest);
      rest = NOTHING;
      const line = this.#clientLines.next();
      if (line === undefined) return;
      this.#command(latin1(line.bytes));
    }
  }

  #readText(text: OpenText, bytes: Uint8Array): Uint8Array {
    const rest = bytes.subarray(text.push(bytes));
    if (!text.isFinished) return rest;
    this.#text = undefined;
    if (text.kind === 'data') {
      this.#wait({ verb: 'DATA', isKnown: true, line: '.', isText: true, ...readMessage(text.message) });
    } else if (text === this.#lastChunk) this.#endChunks();
    return rest;
  }

  /** The last chunk is there: its command stands for the whole message. */
  #endChunks(): void {
    const message = this.#chunks;
    const command = this.#waiting.at(-1);
    this.#lastChunk = undefined;
    this.#chunks = undefined;
    // A reply that came early, a refusal, is not of this text.
    if (message === undefined || command?.verb !== 'BDAT') return;
    const { arguments: described, problem } = readMessage(message);
    this.#waiting[this.#waiting.length - 1] = {
      ...command,
      arguments: { ...command.arguments, ...described },
      ...(problem !== undefined && { textProblem: problem }),
    };
  }

  #command(line: string): void {
    const shown = line.slice(0, SHOWN_LINE_LIMIT);
    if (this.#state === 'auth' && this.#auth !== undefined) {
      this.#auth.responses.push(shown);
      this.#isHolding = true;
      this.#wait({ verb: 'AUTH', isKnown: true, arguments: readCredentials(this.#auth), line: shown });
      return;
    }
    const recognised = recognise(line.slice(0, LINE_LIMIT_BYTES));
    const { verb } = recognised;
    if (verb === 'AUTH') {
      const [, mechanism = '', initial] = line.trim().split(/\s+/);
      this.#auth = { mechanism: mechanism.toUpperCase(), responses: initial === undefined ? [] : [initial] };
      this.#wait({ ...recognised, arguments: readCredentials(this.#auth), line: shown });
    } else this.#wait({ ...recognised, line: shown });
    if (BEGINS_ANEW.has(verb)) this.#chunks = undefined;
    if (verb === 'BDAT') this.#beginChunk(recognised.arguments);
    else if (verb === 'DATA' || verb === 'AUTH' || verb === 'STARTTLS')
      this.#isHolding = recognised.problem === undefined;
  }

  /** The chunk follows at once, whatever the reply (RFC 3030 §2). */
  #beginChunk({ chunkSize, isLast }: Readonly<Record<string, ArgumentValue>>): void {
    if (typeof chunkSize !== 'number') return;
    this.#chunks ??= new MessageText({ limitBytes: TEXT_LIMIT_BYTES, endsWithDot: false });
    const text = new ChunkText({ kind: 'chunk', message: this.#chunks, sizeBytes: chunkSize, isLast: isLast === true });
    if (isLast === true) this.#lastChunk = text;
    if (!text.isFinished) this.#text = text;
    else if (isLast === true) this.#endChunks();
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (this.#waiting.length > WAITING_LIMIT) this.#lose();
  }

  #readServer(bytes: Uint8Array, readings: Reading[]): void {
    this.#serverLines.push(bytes);
    for (let line = this.#serverLines.next(); line !== undefined; line = this.#serverLines.next()) {
      const text = latin1(line.bytes);
      const parsed = parseReplyLine(text);
      if (this.#replyLines.length < REPLY_LINES_LIMIT) this.#replyLines.push(text.slice(0, SHOWN_LINE_LIMIT));
      if (parsed?.isLast !== true) continue;
      const lines = this.#replyLines;
      this.#replyLines = [];
      this.#reply(parsed, lines, readings);
      if (this.#isLost) return;
    }
  }

  #reply({ code, text }: ReplyLine, lines: readonly string[], readings: Reading[]): void {
    const reply: Reply = { status: code, class: replyClass(code), text: text.slice(0, SHOWN_LINE_LIMIT), lines };
    const isGreeting = !this.#hasGreeted;
    this.#hasGreeted = true;
    const command = isGreeting ? undefined : this.#waiting.shift();
    const stateBefore: State = command?.isText === true ? 'data' : this.#state;
    if (command !== undefined) this.#state = this.#next(command, code);
    // Exim goes on after a 421 that refuses one more mail; any other is its last word.
    const isLastWord = code === '421' && command?.verb !== 'MAIL';
    if (isLastWord || command?.verb === 'QUIT' || (isGreeting && reply.class !== 'success')) this.#state = 'closed';
    // A reply that nothing was asked for (a time-out) ends the conversation: it belongs to no command.
    if (command !== undefined || isGreeting) {
      readings.push({ type: 'exchange', exchange: exchangeOf(command, reply, stateBefore, this.#state) });
    }
    if (this.#isHolding && this.#waiting.length === 0) this.#release();
  }

  /** The reply that was waited for has come: reads what the client sent in the meantime. */
  #release(): void {
    this.#isHolding = false;
    if (this.#held.length > 0) this.#readClient(this.#held.take());
  }

  #next(command: Waiting, code: string): State {
    const isDone = code.startsWith('2');
    switch (command.verb) {
      case 'HELO':
      case 'EHLO':
        return isDone ? 'ready' : this.#state;
      case 'MAIL':
        return isDone ? 'mail' : this.#state;
      case 'RCPT':
        return isDone ? 'rcpt' : this.#state;
      case 'DATA':
        if (command.isText === true) return 'ready';
        if (code !== '354') return this.#state;
        this.#text = new DotText(TEXT_LIMIT_BYTES);
        return 'data';
      case 'BDAT':
        return this.#afterChunk(command, isDone);
      case 'RSET':
        return isDone && this.#state !== 'connected' ? 'ready' : this.#state;
      case 'AUTH':
        return this.#afterAuth(code);
      default:
        return this.#state;
    }
  }

  #afterChunk(command: Waiting, isDone: boolean): State {
    if (!isDone) return this.#state === 'bdat' ? 'ready' : this.#state;
    return command.arguments['isLast'] === true ? 'ready' : 'bdat';
  }

  #afterAuth(code: string): State {
    if (code === '334') {
      if (this.#state !== 'auth') this.#stateOutsideAuth = this.#state;
      return 'auth';
    }
    this.#auth = undefined;
    return this.#state === 'auth' ? this.#stateOutsideAuth : this.#state;
  }

  #lose(): void {
    this.#isLost = true;
    this.#waiting = [];
    this.#held.clear();
    this.#text = undefined;
    this.#chunks = undefined;
    this.#lastChunk = undefined;
    this.#auth = undefined;
  }
}

function readMessage(message: MessageText): Pick<Waiting, 'arguments' | 'problem'> {
  const described = describeMessage(message);
  const problem = messageProblem(described);
  return { arguments: described, ...(problem !== undefined && { problem }) };
}

function exchangeOf(command: Waiting | undefined, reply: Reply, stateBefore: State, stateAfter: State): Exchange {
  const problem = command?.problem ?? (reply.class === 'success' ? command?.textProblem : undefined);
  return {
    verb: command?.verb.slice(0, SHOWN_LINE_LIMIT) ?? 'GREETING',
    isKnown: command?.isKnown ?? true,
    arguments: command?.arguments ?? {},
    line: command?.line ?? '',
    ...(problem !== undefined && { problem }),
    stateBefore,
    stateAfter,
    reply,
  };
}
