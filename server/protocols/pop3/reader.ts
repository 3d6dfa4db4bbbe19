/**
 * Reads a POP3 conversation off the wire: pairs each command with its reply, of many lines where RFC 1939 says so, and
 * follows the state. After AUTH the client's bytes wait for the reply, which tells how they are to be read. Bounded in
 * memory; never throws.
 */
import type { AlikeExchange, ArgumentValue, Exchange, LineProblem, Reply } from '../../../labs/observation.ts';
import { latin1, LineSplitter } from '../lines.ts';
import { GrowingBytes } from '../growing-bytes.ts';
import type { Reader, Reading } from '../registry.ts';
import { readCredentials } from '../sasl.ts';
import { commands, type State } from './commands.ts';
import { isMultiline, parseAuth, parseCommandLine, parseStatusLine, recognise, type StatusLine } from './syntax.ts';

const LINE_LIMIT_BYTES = 16_384;
const SHOWN_LINE_LIMIT = 1000;
const REPLY_LINES_LIMIT = 200;
/** Commands without a reply yet; a client that runs further ahead is no longer followed. */
const WAITING_LIMIT = 1000;
/** The client's bytes that wait for the reply to AUTH. */
const HELD_LIMIT_BYTES = 1 << 16;

interface Waiting {
  readonly verb: string;
  readonly isKnown: boolean;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
  readonly problem?: LineProblem;
  readonly line: string;
  /** Whether lines up to a dot follow a success. */
  readonly isMultiline: boolean;
}

interface Open {
  readonly command: Waiting | undefined;
  readonly first: StatusLine;
  readonly lines: string[];
}

export class Pop3Reader implements Reader {
  #state: State = 'authorization';
  readonly #clientLines = new LineSplitter(LINE_LIMIT_BYTES);
  readonly #serverLines = new LineSplitter(LINE_LIMIT_BYTES);
  readonly #held = new GrowingBytes();
  #isHolding = false;
  #waiting: Waiting[] = [];
  #hasGreeted = false;
  /** A reply whose last line has not come. */
  #open: Open | undefined;
  #auth: { mechanism: string; responses: string[] } | undefined;
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
    if (this.#isHolding) {
      this.#held.append(bytes);
      if (this.#held.length > HELD_LIMIT_BYTES) this.#lose();
      return;
    }
    this.#clientLines.push(bytes);
    for (let line = this.#clientLines.next(); line !== undefined; line = this.#clientLines.next()) {
      this.#isHolding = this.#command(latin1(line.bytes));
      if (this.#isHolding) {
        this.#held.append(this.#clientLines.takeRest());
        return;
      }
    }
  }

  /** @returns whether what the client sends next is to be read only when the reply is known */
  #command(line: string): boolean {
    const shown = line.slice(0, SHOWN_LINE_LIMIT);
    if (this.#state === 'sasl' && this.#auth !== undefined) {
      this.#auth.responses.push(shown);
      this.#wait({
        verb: 'AUTH',
        isKnown: true,
        arguments: readCredentials(this.#auth),
        line: shown,
        isMultiline: false,
      });
      return true;
    }
    const recognised = recognise(line);
    const { command, argument } = parseCommandLine(line);
    const { mechanism, initial } = parseAuth(argument);
    const isSasl = command?.verb === 'AUTH' && mechanism !== '' && this.#state === 'authorization';
    if (isSasl)
      this.#auth = { mechanism, responses: initial === undefined ? [] : [initial.slice(0, SHOWN_LINE_LIMIT)] };
    this.#wait({
      ...recognised,
      arguments: shortened(isSasl && this.#auth !== undefined ? readCredentials(this.#auth) : recognised.arguments),
      line: shown,
      isMultiline: isMultiline(command, argument),
    });
    return isSasl;
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (this.#waiting.length > WAITING_LIMIT) this.#lose();
  }

  #readServer(bytes: Uint8Array, readings: Reading[]): void {
    this.#serverLines.push(bytes);
    for (let line = this.#serverLines.next(); line !== undefined; line = this.#serverLines.next()) {
      this.#replyLine(latin1(line.bytes), readings);
      if (this.#isLost) return;
    }
  }

  #replyLine(line: string, readings: Reading[]): void {
    if (this.#open !== undefined) {
      if (this.#open.lines.length < REPLY_LINES_LIMIT) this.#open.lines.push(line.slice(0, SHOWN_LINE_LIMIT));
      if (line === '.') this.#close(this.#open, readings);
      return;
    }
    const first = parseStatusLine(line);
    if (first === undefined) return;
    const isGreeting = !this.#hasGreeted;
    this.#hasGreeted = true;
    const command = isGreeting ? undefined : this.#waiting.shift();
    // A reply that nothing was asked for (a time-out) belongs to no command.
    if (command === undefined && !isGreeting) return;
    const open = { command, first, lines: [line.slice(0, SHOWN_LINE_LIMIT)] };
    if (first.status === '+OK' && command?.isMultiline === true && this.#isAllowed(command)) this.#open = open;
    else this.#close(open, readings);
  }

  /** LIST before log-in is refused; should a server take it, its lines could not be told from others. */
  #isAllowed({ verb }: Waiting): boolean {
    return commands.get(verb)?.states.includes(this.#state) === true;
  }

  #close({ command, first, lines }: Open, readings: Reading[]): void {
    this.#open = undefined;
    const stateBefore = this.#state;
    if (command !== undefined) this.#state = this.#next(command, first.status);
    readings.push({ type: 'exchange', exchange: exchangeOf(command, replyOf(first, lines), stateBefore, this.#state) });
    if (!this.#isHolding || this.#waiting.length > 0) return;
    this.#isHolding = false;
    if (this.#held.length > 0) this.#readClient(this.#held.take());
  }

  #next({ verb, isMultiline: isList }: Waiting, status: StatusLine['status']): State {
    if (verb === 'AUTH' && !isList) {
      if (status === '+') return 'sasl';
      this.#auth = undefined;
      return status === '+OK' ? 'transaction' : 'authorization';
    }
    if (status !== '+OK') return this.#state;
    if (verb === 'PASS' || verb === 'APOP') return 'transaction';
    return verb === 'QUIT' && this.#state === 'transaction' ? 'update' : this.#state;
  }

  #lose(): void {
    this.#isLost = true;
    this.#waiting = [];
    this.#held.clear();
    this.#open = undefined;
    this.#auth = undefined;
  }
}

/** No argument is longer than a line is shown. */
function shortened(values: Readonly<Record<string, ArgumentValue>>): Readonly<Record<string, ArgumentValue>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, SHOWN_LINE_LIMIT) : value,
    ]),
  );
}

function replyOf({ status, text, responseCode }: StatusLine, lines: readonly string[]): Reply {
  return {
    status,
    class: status === '+OK' ? 'success' : status === '+' ? 'intermediate' : 'failure',
    text: text.slice(0, SHOWN_LINE_LIMIT),
    lines,
    ...(responseCode !== undefined && { responseCode: responseCode.slice(0, SHOWN_LINE_LIMIT) }),
  };
}

function exchangeOf(command: Waiting | undefined, reply: Reply, stateBefore: State, stateAfter: State): Exchange {
  return {
    verb: command?.verb.slice(0, SHOWN_LINE_LIMIT) ?? 'GREETING',
    isKnown: command?.isKnown ?? true,
    arguments: command?.arguments ?? {},
    line: command?.line ?? '',
    ...(command?.problem !== undefined && { problem: command.problem }),
    ...(stateBefore !== 'transaction' && stateAfter === 'transaction' && { alike: logIn(command) }),
    stateBefore,
    stateAfter,
    reply,
  };
}

/** Who logs in by APOP or AUTH has given name and password, too. */
function logIn(command: Waiting | undefined): readonly AlikeExchange[] {
  if (command === undefined || (command.verb !== 'APOP' && command.verb !== 'AUTH')) return [];
  const { user, password } = command.arguments;
  return [
    { verb: 'USER', arguments: user === undefined ? {} : { user } },
    { verb: 'PASS', arguments: password === undefined ? {} : { password } },
  ];
}
