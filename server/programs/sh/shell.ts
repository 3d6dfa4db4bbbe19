/**
 * The shell: reads a line, runs its programs, gives them the terminal. It must never run two pipelines at once, and
 * never end. Messages are bash's own.
 */
import { type Child, isFailure, type ChildEntry } from '../child.ts';
import type { Machine, Program, ProgramInput, ProgramOutput, TtyMode } from '../machine.ts';
import { sentence } from '../words.ts';
import { expand, expandTarget } from './expand.ts';
import { type FileSink, openFile } from './file-sink.ts';
import { type Command, parseLine, type PipelineSpec } from './parse.ts';
import { Pipeline, type Stage } from './pipeline.ts';
import { visible } from './screen.ts';

/** The most programs in one pipeline. */
const PROCESS_LIMIT = 16;
/** Lines typed while a program runs that does not read them. */
const AHEAD_LIMIT = 64;

/** The terminal while a program runs that has not said how it wants it. */
const PLAIN: TtyMode = { prompt: '', echo: true, history: 'input', escape: false };

export class Shell implements Program {
  #machine: Machine;
  readonly #programs: ReadonlyMap<string, ChildEntry>;
  readonly #mode: TtyMode;
  #shownMode: TtyMode = PLAIN;
  #pipeline: Pipeline | undefined;
  /** What is left of the line at work. */
  #waiting: PipelineSpec[] = [];
  #ahead: string[] = [];
  #status = 0;
  #nextId = 1;
  #outputs: ProgramOutput[] = [];

  constructor(machine: Machine, programs: ReadonlyMap<string, ChildEntry>) {
    this.#machine = machine;
    this.#programs = programs;
    this.#mode = { prompt: machine.prompt, echo: true, history: 'sh', escape: false };
  }

  get foreground(): string {
    return this.#pipeline?.foreground ?? 'sh';
  }

  handle(input: ProgramInput): readonly ProgramOutput[] {
    this.#outputs = [];
    this.#take(input);
    this.#goOn();
    return this.#outputs;
  }

  #take(input: ProgramInput): void {
    switch (input.type) {
      case 'started':
        this.#setMode(this.#mode);
        return;
      case 'typed':
        if (this.#pipeline?.readsTerminal === true) this.#pipeline.typed(input.line);
        else if (this.#pipeline === undefined) this.#begin(input.line);
        else if (this.#ahead.length < AHEAD_LIMIT) this.#ahead.push(input.line);
        return;
      case 'signal':
        if (input.signal === 'interrupt') {
          this.#waiting = [];
          this.#ahead = [];
        }
        if (this.#pipeline !== undefined) this.#pipeline.signal(input.signal);
        else if (input.signal === 'end-of-file') this.#print(sentence('shell.end-of-file'));
        return;
      case 'piped':
      case 'piped-end':
      case 'notified':
        return;
      default:
        this.#pipeline?.network(input);
    }
  }

  /** Ends what is over and begins what waits. */
  #goOn(): void {
    for (;;) {
      if (this.#pipeline !== undefined) {
        if (!this.#pipeline.isOver) return;
        this.#status = this.#pipeline.status;
        this.#pipeline = undefined;
      }
      const next = this.#waiting.shift();
      if (next !== undefined) {
        if (next.when === 'always' || (next.when === 'success') === (this.#status === 0)) this.#run(next);
        continue;
      }
      const line = this.#ahead.shift();
      if (line === undefined) break;
      this.#begin(line);
    }
    this.#setMode(this.#mode);
  }

  #begin(line: string): void {
    const parsed = parseLine(line);
    if ('problem' in parsed) {
      this.#complain(`bash: ${parsed.problem}\n`, 2);
      return;
    }
    this.#waiting = [...parsed.pipelines];
  }

  #run({ commands }: PipelineSpec): void {
    if (commands.length > PROCESS_LIMIT) {
      this.#complain('bash: fork: Resource temporarily unavailable\n', 254);
      return;
    }
    const [first] = commands;
    if (commands.length === 1 && first !== undefined && this.#runOwn(first)) return;
    const stages: Stage[] = [];
    commands.forEach((command, i) => {
      const stage = this.#stage(command, i === commands.length - 1);
      stages.push(typeof stage === 'number' ? { child: failed(stage), file: undefined, input: undefined } : stage);
    });
    const pipeline = new Pipeline(stages, this.#nextId, (output) => this.#emit(output));
    this.#nextId += stages.length;
    this.#pipeline = pipeline;
    const before = this.#shownMode;
    pipeline.start();
    if (!pipeline.isOver && this.#shownMode === before) this.#setMode(PLAIN);
  }

  /** The commands that change the shell itself. Returns whether it was one. */
  #runOwn({ words }: Command): boolean {
    const args = expand(words, this.#machine);
    if (args === 'too-many') return false;
    const [name, target] = args;
    this.#status = 0;
    switch (name) {
      case 'exit':
      case 'logout':
        this.#print(sentence('shell.exit'));
        return true;
      case 'cd':
        this.#changeDirectory(target ?? this.#machine.home);
        return true;
      default:
        return false;
    }
  }

  #changeDirectory(path: string): void {
    const entry = this.#machine.stat(path);
    if (isFailure(entry)) this.#complain(`bash: cd: ${path}: ${entry.failure}\n`, 1);
    else if (entry.kind !== 'directory') this.#complain(`bash: cd: ${path}: Not a directory\n`, 1);
    else this.#machine = this.#machine.at(path);
  }

  /** A program ready to begin, or the status of what failed before it could. */
  #stage(command: Command, isLast: boolean): Stage | number {
    let file: FileSink | undefined;
    let input: Uint8Array | undefined;
    for (const { operator, target } of command.redirections) {
      const path = expandTarget(target, this.#machine);
      if (operator === '<') {
        const body = this.#machine.read(path);
        if (isFailure(body)) return this.#complain(`bash: ${path}: ${body.failure}\n`, 1);
        input = body;
      } else {
        const opened = openFile(this.#machine, operator, path);
        if (typeof opened === 'string') return this.#complain(opened, 1);
        file = opened;
      }
    }
    const args = expand(command.words, this.#machine);
    if (args === 'too-many') return this.#complain('bash: Argument list too long\n', 126);
    const [name, ...rest] = args;
    if (name === undefined) return 0;
    const program = this.#programs.get(name);
    if (program === undefined) return this.#complain(`bash: ${name}: ${this.#whyNot(name)}\n`, 127);
    const isTerminal = isLast && file === undefined;
    return { child: program.create({ machine: this.#machine, args: rest, isTerminal }), file, input };
  }

  #whyNot(name: string): string {
    if (!name.includes('/')) return 'command not found';
    const entry = this.#machine.stat(name);
    if (isFailure(entry)) return entry.failure;
    return entry.kind === 'directory' ? 'Is a directory' : 'Permission denied';
  }

  #emit(output: ProgramOutput): void {
    if (output.type === 'mode') this.#setMode(output.mode);
    else this.#outputs.push(output);
  }

  #setMode(mode: TtyMode): void {
    const { prompt, echo, history, escape } = this.#shownMode;
    const isSame = mode.prompt === prompt && mode.echo === echo && mode.history === history && mode.escape === escape;
    if (isSame) return;
    this.#shownMode = mode;
    this.#outputs.push({ type: 'mode', mode: { ...mode, prompt: visible(mode.prompt) } });
  }

  #print(text: string): void {
    this.#outputs.push({ type: 'print', text });
  }

  #complain(text: string, status: number): number {
    this.#outputs.push({ type: 'complain', text: visible(text) });
    this.#status = status;
    return status;
  }
}

/** Stands in a pipeline for a program that could not begin. */
function failed(status: number): Child {
  return { foreground: 'sh', handle: () => [{ type: 'exit', status }] };
}
