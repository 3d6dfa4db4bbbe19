/**
 * `ftp`, as tnftp 20210827 behaves on a plain terminal, PASV before EPSV as in the course: the terminal and the control
 * connection. It must never have two commands under way; what follows a reply is kept as a function until it comes.
 * Longer than most: questions, replies and transfers wait for one another, and ^C reaches into all three.
 */
import { close, MAIN, send } from '../../protocols/engine.ts';
import { type Child, type ChildOutput, complain, exit, print, type Setting } from '../child.ts';
import type { Machine, ProgramInput, Signal, TtyMode } from '../machine.ts';
import { dispatch, start } from './dispatch.ts';
import { ReplyReader, type ReplyLine } from './reply.ts';
import { type CommandSetting, type FinalReply, newOptions, type Options, type Peer } from './state.ts';
import { Transfer, type TransferRequest } from './transfer.ts';

interface Question {
  readonly mode: TtyMode;
  readonly then: (line: string) => void;
  /** ^D. */
  readonly onEnd: () => void;
}

interface Pending {
  readonly setting: CommandSetting;
  readonly then: (reply: FinalReply) => void;
}

/** Lines typed while a command is under way. */
const AHEAD_LIMIT = 100;
/** What a server may send on the control connection while a transfer is under way, in bytes. */
const HELD_LIMIT_BYTES = 1_000_000;

export class Client implements Child {
  readonly foreground = 'ftp';
  readonly setting: Setting;
  machine: Machine;
  peer: Peer | undefined;
  readonly options: Options = newOptions();
  #outputs: ChildOutput[] = [];
  #question: Question | undefined;
  /** Typed while a command was under way; ^D is `undefined`. */
  #ahead: (string | undefined)[] = [];
  /** What is piped in is over: after the lines before it, every question gets ^D. */
  #hasInputEnded = false;
  #dialled: ((why: 'connected' | 'interrupted' | { readonly refused: string }) => void) | undefined;
  #replies = new ReplyReader();
  #nextLine: ReplyLine | undefined;
  #pending: Pending | undefined;
  /** Replies still owed to commands that ^C gave up: they are shown when they come, and belong to no later command. */
  #owed = 0;
  #transfer: Transfer | undefined;
  #transfers = 0;

  constructor(setting: Setting) {
    this.setting = setting;
    this.machine = setting.machine;
  }

  handle(input: ProgramInput): readonly ChildOutput[] {
    this.#outputs = [];
    this.#take(input);
    while (this.#question !== undefined && (this.#ahead.length > 0 || this.#hasInputEnded)) {
      const { then, onEnd } = this.#question;
      this.#question = undefined;
      const line = this.#ahead.shift();
      if (line === undefined) onEnd();
      else then(line);
    }
    return this.#outputs;
  }

  // The terminal.

  print(text: string): void {
    this.#outputs.push(print(text));
  }

  complain(text: string): void {
    this.#outputs.push(complain(`tnftp: ${text}\n`));
  }

  emit(output: ChildOutput): void {
    this.#outputs.push(output);
  }

  /** Back to `ftp> `. */
  done(): void {
    this.#ask({
      mode: { prompt: 'ftp> ', echo: true, history: 'ftp', escape: false },
      then: (line) => dispatch(this, line),
      onEnd: () => dispatch(this, 'quit'),
    });
  }

  /** Asks for a line; ^D answers `undefined`. */
  ask(prompt: string, then: (line: string | undefined) => void, isSecret: 'secret' | 'shown' = 'shown'): void {
    this.#ask({
      mode: { prompt, echo: isSecret === 'shown', history: 'ftp-answer', escape: false },
      then,
      onEnd: () => then(undefined),
    });
  }

  quit(): void {
    if (this.peer !== undefined) this.disconnect();
    this.#ahead = [];
    this.emit(exit(0));
  }

  #ask(question: Question): void {
    this.#question = question;
    this.emit({ type: 'mode', mode: question.mode });
  }

  // The control connection.

  /** Dials; `then` is called once. */
  dial(name: string, address: string, port: number, then: (problem: string | undefined) => void): void {
    this.#replies = new ReplyReader();
    this.#nextLine = undefined;
    this.#owed = 0;
    this.#dialled = (result) => {
      this.#dialled = undefined;
      if (result === 'connected') {
        this.peer = { name, address, features: new Set(), serverType: 'A', isLoggedIn: false };
        then(undefined);
      } else if (result === 'interrupted') {
        this.emit(close());
        this.done();
      } else {
        then(result.refused);
      }
    };
    this.emit({ type: 'connect', channel: MAIN, to: { host: address, port } });
  }

  /** Sends a command; `then` gets its final reply. */
  command(line: string, then: (reply: FinalReply) => void, setting: CommandSetting = {}): void {
    if (this.options.debug) this.print(`---> ${setting.shown ?? line}\n`);
    this.emit(send(new TextEncoder().encode(`${line}\r\n`)));
    this.expectReply(then, setting);
  }

  /** Waits for a reply that no command of ours asked for (the greeting, what follows ABOR). */
  expectReply(then: (reply: FinalReply) => void, setting: CommandSetting = {}): void {
    this.#pending = { setting, then };
    this.drain();
  }

  disconnect(): void {
    this.peer = undefined;
    this.#pending = undefined;
    this.#owed = 0;
    this.emit(close());
  }

  /** Moves a file or a listing over a data connection. */
  transfer(request: TransferRequest): void {
    const transfer = new Transfer(
      this,
      { ...request, then: (outcome) => this.#transferred(request, outcome) },
      `data${++this.#transfers}`,
    );
    this.#transfer = transfer;
    transfer.begin();
  }

  #transferred(request: TransferRequest, outcome: Parameters<TransferRequest['then']>[0]): void {
    this.#transfer = undefined;
    request.then(outcome);
  }

  /** Takes in the replies that have come, as far as a transfer under way lets them. */
  drain(): void {
    for (;;) {
      this.#nextLine ??= this.#replies.next();
      const line = this.#nextLine;
      if (line === undefined || this.#transfer?.holdsBack(line.text) === true) return;
      this.#nextLine = undefined;
      this.#reply(line);
      if (this.peer === undefined) return;
    }
  }

  #reply({ text, code, isLast }: ReplyLine): void {
    const pending = this.#owed > 0 ? undefined : this.#pending;
    this.#show(text, code, pending?.setting);
    pending?.setting.onLine?.(text);
    if (!isLast) return;
    if (code < 200) {
      pending?.setting.onPreliminary?.();
      return;
    }
    // RFC 959 §4.2.1: after 421 the server closes the control connection.
    if (code === 421) this.disconnect();
    if (pending === undefined) {
      if (this.#owed > 0) this.#owed--;
      return;
    }
    this.#pending = undefined;
    pending.then({ code, text: text.slice(4) });
  }

  #show(text: string, code: number, setting: CommandSetting | undefined): void {
    const { verbose, debug } = this.options;
    const isShown = setting?.isQuiet === true ? debug : verbose || debug || code >= 500;
    if (isShown) this.emit({ type: 'print', text: `${text}\n`, voice: 'server' });
  }

  #lost(): void {
    const wasConnected = this.peer !== undefined;
    const pending = this.#pending;
    if (!wasConnected) return;
    const text = 'Service not available, remote server has closed connection.';
    if (this.options.verbose || pending !== undefined) this.print(`421 ${text}\n`);
    this.disconnect();
    if (pending !== undefined) pending.then({ code: 421, text });
    else this.#transfer?.cancel();
  }

  // What comes in.

  #take(input: ProgramInput): void {
    switch (input.type) {
      case 'started':
        start(this, this.setting.args);
        return;
      case 'typed':
        if (this.#ahead.length < AHEAD_LIMIT) this.#ahead.push(input.line);
        return;
      case 'piped':
        this.#piped(input.bytes);
        return;
      case 'piped-end':
        this.#hasInputEnded = true;
        return;
      case 'signal':
        this.#signal(input.signal);
        return;
      case 'listening':
        this.#transfer?.input(input);
        return;
      case 'connected':
      case 'refused':
      case 'data':
      case 'ended':
      case 'closed':
        if (input.channel === MAIN) this.#control(input);
        else if (this.#transfer?.channel === input.channel) this.#transfer.input(input);
        return;
      default:
        return;
    }
  }

  #control(input: Extract<ProgramInput, { type: 'connected' | 'refused' | 'data' | 'ended' | 'closed' }>): void {
    switch (input.type) {
      case 'connected':
        this.#dialled?.('connected');
        return;
      case 'refused':
        this.#dialled?.({ refused: input.reason });
        return;
      case 'data':
        this.#replies.push(input.bytes);
        this.drain();
        if (this.#replies.pendingBytes > HELD_LIMIT_BYTES) this.#lost();
        return;
      case 'ended':
      case 'closed':
        // What came before the end is read first, also while a transfer holds it back.
        this.#transfer?.letGo();
        this.drain();
        this.#lost();
    }
  }

  /** Lines of a pipe or file are taken as typed ones. */
  #piped(bytes: Uint8Array): void {
    const lines = new TextDecoder().decode(bytes).split('\n');
    if (lines.at(-1) === '') lines.pop();
    this.#ahead.push(...lines.slice(0, AHEAD_LIMIT));
  }

  #signal(signal: Signal): void {
    if (signal === 'interrupt') this.#interrupt();
    else if (signal === 'end-of-file' && this.#ahead.length < AHEAD_LIMIT) this.#ahead.push(undefined);
  }

  /** ^C: gives up what is under way and comes back to the prompt. */
  #interrupt(): void {
    this.#ahead = [];
    if (this.#transfer?.abort() === true) return;
    if (this.#pending !== undefined) {
      const { then } = this.#pending;
      this.#pending = undefined;
      this.#owed++;
      then({ code: 0, text: '' });
    } else if (this.#transfer !== undefined) this.#transfer.cancel();
    else if (this.#dialled !== undefined) this.#dialled('interrupted');
    else this.done();
  }
}
