/**
 * One pipeline at work: its programs, the pipes between them, where the last one's output goes. Channels and timers of
 * a program carry its number, so that two never meet. It must never leave a connection behind when a program ends.
 */
import type { Child, ChildOutput } from '../child.ts';
import { INTERRUPTED } from '../child.ts';
import type { ProgramInput, ProgramOutput, Signal } from '../machine.ts';
import { sentence } from '../words.ts';
import type { FileSink } from './file-sink.ts';
import { Screen } from './screen.ts';

/** One program of a pipeline. */
interface Process {
  readonly child: Child;
  readonly id: string;
  /** Where standard output goes; undefined: to the next program, or the terminal where it is the last. */
  readonly file: FileSink | undefined;
  /** Standard input where it is a file. */
  readonly input: Uint8Array | undefined;
  readonly screen: Screen;
  readonly channels: Set<string>;
  readonly timers: Set<string>;
  isOver: boolean;
}

export interface Stage {
  readonly child: Child;
  readonly file: FileSink | undefined;
  readonly input: Uint8Array | undefined;
}

export class Pipeline {
  readonly #processes: readonly Process[];
  readonly #emit: (output: ProgramOutput) => void;
  #status = 0;

  /** @param firstId numbers the programs on from here; must be new in the terminal */
  constructor(stages: readonly Stage[], firstId: number, emit: (output: ProgramOutput) => void) {
    this.#emit = emit;
    this.#processes = stages.map((stage, i) => ({
      ...stage,
      id: `${firstId + i}/`,
      screen: new Screen(),
      channels: new Set(),
      timers: new Set(),
      isOver: false,
    }));
  }

  get isOver(): boolean {
    return this.#processes.every((process) => process.isOver);
  }

  /** The exit status of the last program. */
  get status(): number {
    return this.#status;
  }

  /** The name of the program that reads the terminal: the first, else the first that still runs. */
  get foreground(): string | undefined {
    return this.#processes.find((process) => !process.isOver)?.child.foreground;
  }

  /** Whether a typed line goes to a program of this pipeline. */
  get readsTerminal(): boolean {
    const [first] = this.#processes;
    return first !== undefined && !first.isOver && first.input === undefined;
  }

  start(): void {
    // The last first: it must stand ready when the one before it writes.
    for (const process of [...this.#processes].reverse()) this.#feed(process, { type: 'started' });
    const [first] = this.#processes;
    if (first?.input === undefined) return;
    this.#feed(first, { type: 'piped', bytes: first.input });
    this.#feed(first, { type: 'piped-end' });
  }

  typed(line: string): void {
    const [first] = this.#processes;
    if (first !== undefined) this.#feed(first, { type: 'typed', line });
  }

  signal(signal: Signal): void {
    if (signal !== 'interrupt') {
      const [first] = this.#processes;
      if (first !== undefined && this.readsTerminal) this.#feed(first, { type: 'signal', signal });
      return;
    }
    for (const process of this.#processes) this.#feed(process, { type: 'signal', signal });
  }

  /** An input that carries the name of a channel or a timer. */
  network(input: ProgramInput): void {
    const name = 'channel' in input ? input.channel : 'timer' in input ? input.timer : undefined;
    const process = this.#processes.find(({ id }) => name?.startsWith(id));
    if (name === undefined || process === undefined) return;
    const own = name.slice(process.id.length);
    if (input.type === 'closed' || input.type === 'refused') process.channels.delete(own);
    if (input.type === 'elapsed') process.timers.delete(own);
    this.#feed(process, 'channel' in input ? { ...input, channel: own } : ({ ...input, timer: own } as ProgramInput));
  }

  #feed(process: Process, input: ProgramInput): void {
    if (process.isOver) return;
    process.screen.begin();
    for (const output of process.child.handle(input)) {
      // A program later in the pipe may have ended, and this one with it.
      if (hasEnded(process)) return;
      this.#route(process, output);
    }
    if (process.screen.isCut) this.#emit({ type: 'complain', text: sentence('shell.cut', { limit: '1,000,000' }) });
  }

  #route(process: Process, output: ChildOutput): void {
    switch (output.type) {
      case 'print':
      case 'write':
        this.#write(process, output);
        return;
      case 'complain':
        this.#emit({ type: 'complain', text: process.screen.text(output.text) });
        return;
      case 'exit':
        this.#end(process, output.status);
        return;
      case 'mode':
      case 'clear':
      case 'unknown-host':
        this.#emit(output);
        return;
      case 'timer':
        if (output.ms === null) process.timers.delete(output.timer);
        else process.timers.add(output.timer);
        this.#emit({ ...output, timer: process.id + output.timer });
        return;
      case 'connect':
      case 'listen':
        process.channels.add(output.channel);
        this.#emit({ ...output, channel: process.id + output.channel });
        return;
      case 'close':
        process.channels.delete(output.channel);
        this.#emit({ ...output, channel: process.id + output.channel });
        return;
      case 'send':
      case 'stop':
      case 'end':
      case 'read':
      case 'start-tls':
      case 'end-tls':
        this.#emit({ ...output, channel: process.id + output.channel });
        return;
      default:
        output satisfies never;
    }
  }

  #write(process: Process, output: Extract<ChildOutput, { type: 'print' | 'write' }>): void {
    const next = this.#next(process);
    if (process.file === undefined && next === undefined) {
      const { screen } = process;
      const text = output.type === 'print' ? screen.text(output.text) : screen.bytes(output.bytes);
      const { voice } = output;
      if (text !== '') this.#emit({ type: 'print', text, ...(voice !== undefined && { voice }) });
      return;
    }
    const bytes = output.type === 'print' ? new TextEncoder().encode(output.text) : output.bytes;
    if (process.file !== undefined) process.file.write(bytes);
    else if (next !== undefined) this.#feed(next, { type: 'piped', bytes });
  }

  #end(process: Process, status: number): void {
    process.isOver = true;
    for (const timer of process.timers) this.#emit({ type: 'timer', timer: process.id + timer, ms: null });
    for (const channel of process.channels) this.#emit({ type: 'close', channel: process.id + channel });
    const next = this.#next(process);
    const rest = process.screen.rest();
    if (rest !== '') this.#emit({ type: 'print', text: rest });
    const complaint = process.file?.close();
    if (complaint !== undefined) this.#emit({ type: 'complain', text: complaint });
    if (next === undefined) this.#status = complaint === undefined ? status : 1;
    else this.#feed(next, { type: 'piped-end' });
    // Who wrote to it has no reader any more (SIGPIPE).
    const before = this.#processes[this.#processes.indexOf(process) - 1];
    if (before?.isOver === false) this.#end(before, INTERRUPTED);
  }

  #next(process: Process): Process | undefined {
    return this.#processes[this.#processes.indexOf(process) + 1];
  }
}

/** Asked anew after each output: routing one may have ended the process. */
function hasEnded(process: Process): boolean {
  return process.isOver;
}
