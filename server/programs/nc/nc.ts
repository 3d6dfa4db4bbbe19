/**
 * `nc`, as OpenBSD's netcat behaves: a connection and nothing more. It must never add or change a byte that it was not
 * asked to: lines leave with a bare LF unless -C says otherwise.
 */
import { close, MAIN, send } from '../../protocols/engine.ts';
import { latin1, latin1Bytes } from '../../protocols/lines.ts';
import {
  type Child,
  type ChildEntry,
  type ChildOutput,
  complain,
  exit,
  INTERRUPTED,
  relay,
  type Setting,
} from '../child.ts';
import type { ProgramInput, TtyMode } from '../machine.ts';
import { errorText } from '../network-words.ts';
import { type Arguments, parseArguments, serviceOf } from './arguments.ts';

/** What is kept of standard input until the connection stands, in bytes. */
const AHEAD_LIMIT_BYTES = 16_000_000;

const SESSION: TtyMode = { prompt: '', echo: true, history: 'nc', escape: false };

class Netcat implements Child {
  readonly foreground = 'nc';
  readonly #setting: Setting;
  #arguments: Arguments | undefined;
  #address = '';
  /** The ports still to be tried; the first is being tried. */
  #ports: number[] = [];
  #state: 'connecting' | 'session' | 'peer-ended' = 'connecting';
  #ahead: Uint8Array[] = [];
  #aheadBytes = 0;
  #inputIsOver = false;
  #lastByteWasReturn = false;
  #hasReached = false;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  handle(input: ProgramInput): readonly ChildOutput[] {
    switch (input.type) {
      case 'started':
        return this.#start();
      case 'typed':
        return this.#take(new TextEncoder().encode(`${input.line}\n`));
      case 'piped':
        return this.#take(input.bytes);
      case 'piped-end':
        return this.#inputEnded();
      case 'signal':
        return input.signal === 'end-of-file' ? this.#inputEnded() : [exit(INTERRUPTED)];
      case 'connected':
        return this.#connected();
      case 'refused':
        return this.#refused(errorText(input.reason));
      case 'data':
        return [relay(input.bytes)];
      case 'ended':
      case 'closed':
        this.#state = 'peer-ended';
        return this.#inputIsOver ? [exit(0)] : [];
      default:
        return [];
    }
  }

  #start(): readonly ChildOutput[] {
    const { machine, args } = this.#setting;
    const parsed = parseArguments(args, machine);
    if ('problem' in parsed) return [complain(parsed.problem), exit(1)];
    const { host, ports, isListening, isVerbose } = parsed;
    this.#arguments = parsed;
    this.#ports = [...ports];
    const mode: ChildOutput = { type: 'mode', mode: SESSION };
    if (isListening) {
      const [port = 0] = ports;
      const listen: ChildOutput = { type: 'listen', channel: MAIN, port };
      return isVerbose ? [complain(`Listening on 0.0.0.0 ${port}\n`), mode, listen] : [mode, listen];
    }
    const address = machine.resolve(host);
    if (address === undefined) {
      const message = `nc: getaddrinfo for host "${host}" port ${ports[0] ?? 0}: Name or service not known\n`;
      return [{ type: 'unknown-host', name: host }, complain(message), exit(1)];
    }
    this.#address = address;
    return [mode, ...this.#tryPort()];
  }

  #tryPort(): readonly ChildOutput[] {
    const [port] = this.#ports;
    if (port === undefined) return [exit(this.#hasReached ? 0 : 1)];
    return [{ type: 'connect', channel: MAIN, to: { host: this.#address, port } }];
  }

  /** The host as messages name it: with its address where that was looked up. */
  get #shownHost(): string {
    const host = this.#arguments?.host ?? '';
    return host === this.#address ? host : `${host} (${this.#address})`;
  }

  #connected(): readonly ChildOutput[] {
    const [port = 0] = this.#ports;
    const given = this.#arguments;
    this.#hasReached = true;
    const isTold = given?.isVerbose === true && !given.isListening;
    const told = isTold
      ? [complain(`Connection to ${this.#shownHost} ${port} port [tcp/${serviceOf(port)}] succeeded!\n`)]
      : [];
    if (given?.isScan === true) {
      this.#ports.shift();
      return [...told, close(), ...this.#tryPort()];
    }
    this.#state = 'session';
    const ahead = this.#ahead.map((bytes) => send(bytes));
    this.#ahead = [];
    return [...told, ...ahead, ...(this.#inputIsOver ? this.#endOwnSide() : [])];
  }

  #refused(why: string): readonly ChildOutput[] {
    const port = this.#ports.shift() ?? 0;
    const isTold = this.#arguments?.isVerbose === true || this.#arguments?.isListening === true;
    const message =
      this.#arguments?.isListening === true
        ? `nc: ${why}\n`
        : `nc: connect to ${this.#shownHost} port ${port} (tcp) failed: ${why}\n`;
    return [...(isTold ? [complain(message)] : []), ...this.#tryPort()];
  }

  #take(bytes: Uint8Array): readonly ChildOutput[] {
    const sent = this.#arguments?.withReturn === true ? this.#withReturns(bytes) : bytes;
    switch (this.#state) {
      case 'session':
        return [send(sent)];
      case 'peer-ended':
        // The peer is gone: its RST to this line is what ends nc.
        return [exit(0)];
      case 'connecting':
        this.#aheadBytes += sent.length;
        if (this.#aheadBytes > AHEAD_LIMIT_BYTES) return [complain('nc: No buffer space available\n'), exit(1)];
        this.#ahead.push(sent);
        return [];
    }
  }

  /** A bare LF becomes CR LF, also where the CR came in the piece before. */
  #withReturns(bytes: Uint8Array): Uint8Array {
    const before = this.#lastByteWasReturn ? '\r' : '';
    this.#lastByteWasReturn = bytes.at(-1) === 13;
    const text = (before + latin1(bytes)).replace(/\r?\n/g, '\r\n');
    return latin1Bytes(text.slice(before.length));
  }

  #inputEnded(): readonly ChildOutput[] {
    this.#inputIsOver = true;
    if (this.#state === 'peer-ended') return [exit(0)];
    return this.#state === 'session' ? this.#endOwnSide() : [];
  }

  /** Without -N, nc goes on reading and leaves its side open. */
  #endOwnSide(): readonly ChildOutput[] {
    return this.#arguments?.endsWithInput === true ? [{ type: 'end', channel: MAIN }] : [];
  }
}

export const nc: ChildEntry = { name: 'nc', create: (setting) => new Netcat(setting) };
