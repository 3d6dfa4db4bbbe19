/**
 * One terminal of a seat: a shell driven over the learner's network, whose output goes into the log. A line has an id
 * and never runs twice.
 */
import type { Observation } from '../../labs/observation.ts';
import { Driver, type Reach } from '../bridge/driver.ts';
import type { Gate } from '../bridge/gate.ts';
import type { TlsSide } from '../bridge/tls.ts';
import type { Program, ProgramInput, ProgramOutput, Signal, TtyMode } from '../programs/machine.ts';
import type { Output } from '../protocols/engine.ts';
import type { RecordBody } from './records.ts';

export interface TerminalSetting {
  readonly name: string;
  readonly program: Program;
  readonly reach: Reach;
  readonly gate: Gate;
  /** How the learner's host does TLS. */
  readonly tls: TlsSide;
  readonly record: (body: RecordBody) => void;
  readonly observe: (observation: Observation) => void;
  readonly onHandled: () => void;
  readonly onFault: (fault: unknown) => void;
}

type ProgramOnly<T> = Exclude<T, Output>;

const BEFORE_FIRST: TtyMode = { prompt: '', echo: true, history: 'sh', escape: false };

export class Terminal {
  readonly name: string;
  readonly #setting: TerminalSetting;
  readonly #driver: Driver<ProgramInput, ProgramOnly<ProgramOutput>>;
  #mode: TtyMode = BEFORE_FIRST;
  #lastLine: string | undefined;

  constructor(setting: TerminalSetting) {
    this.name = setting.name;
    this.#setting = setting;
    this.#driver = new Driver<ProgramInput, ProgramOnly<ProgramOutput>>({
      machine: setting.program,
      reach: setting.reach,
      gate: setting.gate,
      tls: setting.tls,
      onOther: (output) => this.#carryOut(output),
      onHandled: setting.onHandled,
      onFault: setting.onFault,
    });
  }

  /** The id of the line that was entered last: the one that a tick is put to. */
  get lastLine(): string | undefined {
    return this.#lastLine;
  }

  /** How it treats the next line, for the log. */
  modeRecord(): RecordBody {
    const mode = { ...this.#mode, program: this.#setting.program.foreground };
    return { type: 'mode', terminal: this.name, mode };
  }

  start(): void {
    this.#driver.input({ type: 'started' });
  }

  /** Enters a line. */
  line(id: string, text: string): void {
    const { prompt, echo, history } = this.#mode;
    const { foreground } = this.#setting.program;
    this.#lastLine = id;
    this.#setting.record({ type: 'line', terminal: this.name, id, text: echo ? text : '', caret: prompt });
    const kind = history === foreground ? {} : { kind: history };
    if (echo) this.#setting.observe({ type: 'typed', terminal: this.name, program: foreground, line: text, ...kind });
    this.#driver.input({ type: 'typed', line: text });
  }

  /** A key that the tty turns into a signal; what was typed so far is shown and dropped, as a kernel does. */
  signal(id: string, signal: Signal, draft: string): void {
    const { prompt, echo } = this.#mode;
    const shown = `${echo ? draft : ''}${signal === 'interrupt' ? '^C' : signal === 'escape' ? '^]' : ''}`;
    this.#setting.record({ type: 'line', terminal: this.name, id, text: shown, caret: prompt, signal });
    this.#driver.input({ type: 'signal', signal });
  }

  destroy(): void {
    this.#driver.destroy();
  }

  #carryOut(output: ProgramOnly<ProgramOutput>): void {
    const { record, observe } = this.#setting;
    const terminal = this.name;
    switch (output.type) {
      case 'print':
        record({
          type: 'print',
          terminal,
          text: output.text,
          ...(output.voice !== undefined && { voice: output.voice }),
        });
        return;
      case 'complain':
        record({ type: 'print', terminal, text: output.text });
        return;
      case 'mode':
        this.#mode = output.mode;
        record(this.modeRecord());
        return;
      case 'clear':
        record({ type: 'clear', terminal });
        return;
      case 'unknown-host':
        observe({ type: 'unknown-host', terminal, name: output.name });
        return;
      case 'exit':
        return;
      default:
        output satisfies never;
    }
  }
}
