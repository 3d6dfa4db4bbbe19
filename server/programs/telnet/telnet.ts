/**
 * `telnet`, as inetutils-telnet 2.4 behaves in line mode: sends each line with CR LF, shows what comes, and has a
 * prompt of its own behind `^]`. It must never interpret what a server says beyond RFC 854's commands.
 */
import { type Address, close, MAIN, send } from '../../protocols/engine.ts';
import {
  type Child,
  type ChildEntry,
  type ChildOutput,
  complain,
  exit,
  INTERRUPTED,
  print,
  relay,
  type Setting,
} from '../child.ts';
import type { ProgramInput, Signal, TtyMode } from '../machine.ts';
import { errorText } from '../network-words.ts';
import { sentence } from '../words.ts';
import { commandOf, DISPLAY, HELP, sendable } from './commands.ts';
import { IAC, Negotiation } from './negotiation.ts';

/** Lines typed before the connection stands. */
const AHEAD_LIMIT = 100;
const CTRL_D = 4;
const INTERRUPT_PROCESS = 244;

const SESSION: TtyMode = { prompt: '', echo: true, history: 'telnet', escape: true };
const PROMPT: TtyMode = { prompt: 'telnet> ', echo: true, history: 'telnet>', escape: false };
const ASK_HOST: TtyMode = { prompt: '(to) ', echo: true, history: 'telnet>', escape: false };

/** Where a typed line goes. */
type State = 'prompt' | 'asking-host' | 'connecting' | 'session' | 'escaped';

class Telnet implements Child {
  readonly foreground = 'telnet';
  readonly #setting: Setting;
  #state: State = 'prompt';
  #host = '';
  #negotiation = new Negotiation();
  #ahead: Uint8Array[] = [];
  #inputIsOver = false;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  handle(input: ProgramInput): readonly ChildOutput[] {
    switch (input.type) {
      case 'started':
        return this.#start();
      case 'typed':
        return this.#typed(input.line);
      case 'piped':
        if (this.#state === 'session') return [send(input.bytes)];
        if (this.#state === 'connecting' && this.#ahead.length < AHEAD_LIMIT) this.#ahead.push(input.bytes);
        return [];
      case 'piped-end':
        this.#inputIsOver = true;
        return this.#state === 'connecting' ? [] : this.#lost();
      case 'signal':
        return this.#signal(input.signal);
      case 'connected':
        return this.#connected();
      case 'refused':
        return [complain(`telnet: Unable to connect to remote host: ${errorText(input.reason)}\n`), ...this.#failed()];
      case 'data':
        return this.#received(input.bytes);
      case 'ended':
      case 'closed':
        return this.#lost();
      default:
        return [];
    }
  }

  #start(): readonly ChildOutput[] {
    const operands: string[] = [];
    for (const arg of this.#setting.args) {
      if (!/^-./.test(arg) || operands.length > 0) operands.push(arg);
      else if (!/^-[468EKLac]+$/.test(arg)) {
        const option = /[^468EKLac]/.exec(arg.slice(1))?.[0] ?? '';
        const hint = "Try 'telnet --help' or 'telnet --usage' for more information.\n";
        return [complain(`telnet: invalid option -- '${option}'\n${hint}`), exit(64)];
      }
    }
    return operands.length === 0 ? this.#prompt() : this.#open(operands);
  }

  /** `telnet HOST PORT`, and `open` at the prompt. */
  #open([host = '', service = 'telnet']: readonly string[]): readonly ChildOutput[] {
    const { machine } = this.#setting;
    const failure = (why: string): ChildOutput => complain(`Server lookup failure:  ${host}:${service}, ${why}\n`);
    const port = portOf(service) ?? machine.port(service);
    if (port === undefined) return [failure('Servname not supported for ai_socktype'), ...this.#failed()];
    const address = machine.resolve(host);
    if (address === undefined) {
      return [{ type: 'unknown-host', name: host }, failure('Name or service not known'), ...this.#failed()];
    }
    this.#state = 'connecting';
    this.#host = host;
    const to: Address = { host: address, port };
    return [print(`Trying ${address}...\n`), { type: 'mode', mode: SESSION }, { type: 'connect', channel: MAIN, to }];
  }

  /** Started with a host, telnet ends when it can't be had; started without, it asks again. */
  #failed(): readonly ChildOutput[] {
    return this.#wasGivenHost ? [exit(1)] : this.#prompt();
  }

  get #wasGivenHost(): boolean {
    return this.#setting.args.some((arg) => !/^-./.test(arg));
  }

  #prompt(): readonly ChildOutput[] {
    this.#state = 'prompt';
    return [{ type: 'mode', mode: PROMPT }];
  }

  #connected(): readonly ChildOutput[] {
    this.#state = 'session';
    this.#negotiation = new Negotiation();
    const ahead = this.#ahead.map((bytes) => send(bytes));
    this.#ahead = [];
    // As inetutils: the end of its input ends telnet, and the connection with it.
    return [
      print(`Connected to ${this.#host}.\nEscape character is '^]'.\n`),
      ...ahead,
      ...(this.#inputIsOver ? this.#lost() : []),
    ];
  }

  #received(bytes: Uint8Array): readonly ChildOutput[] {
    const { data, answer } = this.#negotiation.receive(bytes);
    const outputs: ChildOutput[] = [];
    if (answer.length > 0) outputs.push(send(answer));
    if (data.length > 0) outputs.push(relay(data));
    return outputs;
  }

  #lost(): readonly ChildOutput[] {
    return [print('Connection closed by foreign host.\n'), exit(0)];
  }

  #signal(signal: Signal): readonly ChildOutput[] {
    switch (this.#state) {
      case 'session':
        if (signal === 'escape') {
          this.#state = 'escaped';
          return [{ type: 'mode', mode: PROMPT }];
        }
        if (signal === 'end-of-file') return [send(Uint8Array.of(CTRL_D))];
        // Deviates from inetutils, which then throws all output away until the server answers a TIMING-MARK (RFC 860):
        // no mail or FTP server does, and the learner would wait for ever.
        return [send(Uint8Array.of(IAC, INTERRUPT_PROCESS))];
      case 'escaped':
        return signal === 'end-of-file' ? this.#quit() : this.#resume();
      case 'connecting':
        return signal === 'interrupt' ? [exit(INTERRUPTED)] : [];
      case 'prompt':
      case 'asking-host':
        return signal === 'end-of-file' ? [exit(0)] : this.#prompt();
    }
  }

  #typed(line: string): readonly ChildOutput[] {
    switch (this.#state) {
      case 'session':
        return [send(lineBytes(line))];
      case 'connecting':
        if (this.#ahead.length < AHEAD_LIMIT) this.#ahead.push(lineBytes(line));
        return [];
      case 'asking-host':
        return line.trim() === ''
          ? [print('usage: open [-l user] [-a] host-name [port]\n'), ...this.#prompt()]
          : this.#open(wordsOf(line));
      case 'prompt':
      case 'escaped':
        return this.#command(wordsOf(line));
    }
  }

  #resume(): readonly ChildOutput[] {
    this.#state = 'session';
    return [{ type: 'mode', mode: SESSION }];
  }

  get #isConnected(): boolean {
    return this.#state === 'escaped';
  }

  /** A line at the `telnet>` prompt. Some commands lead back into the session, as in inetutils. */
  #command([word, ...args]: readonly string[]): readonly ChildOutput[] {
    const back = (): readonly ChildOutput[] => (this.#isConnected ? this.#resume() : this.#prompt());
    if (word === undefined) return back();
    const command = commandOf(word);
    switch (command) {
      case undefined:
        return [print('?Invalid command\n')];
      case 'ambiguous':
        return [print('?Ambiguous command\n')];
      case '?':
      case 'help':
        return [print(HELP)];
      case 'quit':
        return this.#quit();
      case 'open':
        if (this.#isConnected) return [print(`?Already connected to ${this.#host}\n`), ...back()];
        if (args.length > 0) return this.#open(args);
        this.#state = 'asking-host';
        return [{ type: 'mode', mode: ASK_HOST }];
      case 'status':
        return [print(this.#status()), ...back()];
      case 'display':
        return [print(DISPLAY), ...back()];
      case 'close':
      case 'send':
        if (!this.#isConnected) return [print('?Need to be connected first.\n')];
        return command === 'close' ? this.#close() : [...this.#send(args), ...back()];
      default:
        return [print(sentence('shell.not-here', { program: 'telnet', command })), ...back()];
    }
  }

  #send(args: readonly string[]): readonly ChildOutput[] {
    const bytes = sendable(args);
    return bytes instanceof Uint8Array ? [send(bytes)] : [print(bytes.problem)];
  }

  #close(): readonly ChildOutput[] {
    const outputs = [print('Connection closed.\n'), close()];
    return this.#wasGivenHost ? [...outputs, exit(0)] : [...outputs, ...this.#prompt()];
  }

  #quit(): readonly ChildOutput[] {
    return this.#isConnected ? [print('Connection closed.\n'), close(), exit(0)] : [exit(0)];
  }

  #status(): string {
    if (!this.#isConnected) return "No connection.\nEscape character is '^]'.\n";
    return `Connected to ${this.#host}.\nOperating in obsolete linemode\nLocal character echo\nEscape character is '^]'.\n`;
  }
}

/** A port given as a number. */
function portOf(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port > 0 && port < 65_536 ? port : undefined;
}

function wordsOf(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

/** A line as it crosses the wire: an NVT line ends in CR LF, and IAC is doubled (RFC 854); UTF-8 has no byte 255. */
function lineBytes(line: string): Uint8Array {
  return new TextEncoder().encode(`${line}\r\n`);
}

export const telnet: ChildEntry = { name: 'telnet', create: (setting) => new Telnet(setting) };
