/**
 * Reads an FTP control connection off the wire: pairs each command with its reply, follows the state, and tells which
 * data connections belong to it and when their transfers are over. Bounded in memory; never throws.
 */
import type { ArgumentValue, Exchange, LineProblem, Reply, Transfer } from '../../../labs/observation.ts';
import type { Address } from '../engine.ts';
import { latin1, LineSplitter } from '../lines.ts';
import type { Reader, Reading } from '../registry.ts';
import { commands, type State } from './commands.ts';
import { parseExtendedPassiveReply, parsePassiveReply } from './host-port.ts';
import { SeenDirectory } from './seen-directory.ts';
import { canonicalPath, parseCommandLine, parseReplyLine, recognise, replyClass, textOf } from './syntax.ts';

const LINE_LIMIT_BYTES = 8192;
const SHOWN_LINE_LIMIT = 1000;
const REPLY_LINES_LIMIT = 200;
/** Commands without a reply yet; a client that runs further ahead than that is no longer followed. */
const WAITING_LIMIT = 2000;

interface Waiting {
  readonly verb: string;
  readonly isKnown: boolean;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
  readonly line: string;
  readonly problem?: LineProblem;
}

export class FtpReader implements Reader {
  readonly #server: Address;
  readonly #clientLines = new LineSplitter(LINE_LIMIT_BYTES);
  readonly #serverLines = new LineSplitter(LINE_LIMIT_BYTES);
  #state: State = 'not-logged-in';
  #waiting: Waiting[] = [];
  #hasGreeted = false;
  /** The lines of the reply that comes, 1yz ones before it included. */
  #replyLines: string[] = [];
  /** The code of a reply of several lines whose last has not come. */
  #openCode: string | undefined;
  #mode: Transfer['mode'] = 'passive';
  /** RFC 959 §3.1.1.1: ASCII is the default. */
  #representation: Transfer['representation'] = 'ascii';
  readonly #directory = new SeenDirectory();
  /** 1yz was said: something moves over the data connection. */
  #isMoving = false;
  #isLost = false;

  /** @param server the server's end of the control connection: 229 names no host (RFC 2428 §3) */
  constructor(server: Address) {
    this.#server = server;
  }

  get state(): string {
    return this.#state;
  }

  read(from: 'client' | 'server', bytes: Uint8Array): readonly Reading[] {
    if (this.#isLost) return [];
    if (from === 'client') {
      this.#readClient(bytes);
      return [];
    }
    const readings: Reading[] = [];
    this.#serverLines.push(bytes);
    for (let line = this.#serverLines.next(); line !== undefined; line = this.#serverLines.next()) {
      this.#replyLine(latin1(line.bytes), readings);
    }
    return readings;
  }

  #readClient(bytes: Uint8Array): void {
    this.#clientLines.push(bytes);
    for (let line = this.#clientLines.next(); line !== undefined; line = this.#clientLines.next()) {
      const text = latin1(line.bytes);
      const { verb, argument } = parseCommandLine(text);
      // The server says nothing to an empty line.
      if (verb === '' && argument === '') continue;
      this.#waiting.push({ ...recognise(text), line: text.slice(0, SHOWN_LINE_LIMIT) });
      if (this.#waiting.length > WAITING_LIMIT) {
        this.#isLost = true;
        this.#waiting = [];
        return;
      }
    }
  }

  #replyLine(line: string, readings: Reading[]): void {
    const shown = textOf(line.slice(0, SHOWN_LINE_LIMIT));
    if (this.#replyLines.length < REPLY_LINES_LIMIT) this.#replyLines.push(shown);
    const parsed = parseReplyLine(line);
    if (parsed === undefined) return;
    const { code, isLast } = parsed;
    // Within a reply of several lines only its own code ends it (RFC 959 §4.2).
    if (this.#openCode !== undefined && code !== this.#openCode) return;
    this.#openCode = isLast ? undefined : code;
    if (!isLast) return;
    if (code.startsWith('1')) {
      this.#isMoving = true;
      return;
    }
    const lines = this.#replyLines;
    this.#replyLines = [];
    const text = textOf(parsed.text.slice(0, SHOWN_LINE_LIMIT));
    this.#reply({ status: code, class: replyClass(code), text, lines }, readings);
  }

  #reply(reply: Reply, readings: Reading[]): void {
    const isGreeting = !this.#hasGreeted;
    this.#hasGreeted = true;
    // A reply that nothing was asked for (421, a time-out) ends the conversation: it belongs to no command.
    const command = isGreeting ? undefined : this.#waiting.shift();
    const stateBefore = this.#state;
    if (command !== undefined) this.#state = next(this.#state, command, reply.status);
    if (reply.status === '421') this.#state = 'closed';
    if (command?.verb === 'TYPE' && reply.status === '200') {
      this.#representation = command.arguments['type'] === 'A' ? 'ascii' : 'image';
    }
    const alike = command === undefined ? [] : this.#directory.alike(command);
    if (command !== undefined || isGreeting) {
      const exchange = exchangeOf(command, reply, { stateBefore, stateAfter: this.#state });
      readings.push({ type: 'exchange', exchange: alike.length > 0 ? { ...exchange, alike } : exchange });
    }
    if (command === undefined) return;
    this.#directory.note(command, reply);
    const address = this.#announced(command, reply);
    if (address !== undefined) readings.push({ type: 'expects', address, mode: this.#mode });
    if (this.#isMoving) this.#moved(command, reply, readings);
  }

  /** The address that the next data connection will be dialled at. */
  #announced({ verb, arguments: { host, port } }: Waiting, { status, text }: Reply): Address | undefined {
    if (status === '227' || status === '229') {
      this.#mode = 'passive';
      if (status === '227') return parsePassiveReply(text);
      const passivePort = parseExtendedPassiveReply(text);
      return passivePort === undefined ? undefined : { host: this.#server.host, port: passivePort };
    }
    if ((verb !== 'PORT' && verb !== 'EPRT') || status !== '200') return undefined;
    if (typeof host !== 'string' || typeof port !== 'number') return undefined;
    this.#mode = 'active';
    return { host, port };
  }

  #moved({ verb, arguments: { path } }: Waiting, { status }: Reply, readings: Reading[]): void {
    this.#isMoving = false;
    const direction = commands.get(verb)?.moves;
    if (direction === undefined) return;
    const ways = typeof path === 'string' ? this.#directory.waysOf(path) : [];
    readings.push({
      type: 'transferred',
      transfer: {
        verb,
        direction,
        path: typeof path === 'string' ? canonicalPath(path) : '',
        ...(ways.length > 0 && { alikePaths: ways }),
        mode: this.#mode,
        representation: this.#representation,
        isComplete: status.startsWith('2'),
      },
    });
  }
}

function next(state: State, { verb, arguments: { user } }: Waiting, status: string): State {
  if (verb === 'QUIT') return 'closed';
  if (state === 'logged-in' || state === 'closed') return state;
  // RFC 959 §5.4: 230 may answer USER itself, where no password is wanted.
  if (status === '230') return 'logged-in';
  // vsftpd asks for the password of an empty name, and then has none.
  if (verb === 'USER') return status === '331' && user !== undefined ? 'user-named' : 'not-logged-in';
  return verb === 'PASS' ? 'not-logged-in' : state;
}

function exchangeOf(
  command: Waiting | undefined,
  reply: Reply,
  states: { readonly stateBefore: State; readonly stateAfter: State },
): Exchange {
  return {
    verb: command?.verb.slice(0, SHOWN_LINE_LIMIT) ?? 'GREETING',
    isKnown: command?.isKnown ?? true,
    arguments: command?.arguments ?? {},
    line: command?.line ?? '',
    ...(command?.problem !== undefined && { problem: command.problem }),
    ...states,
    reply,
  };
}
