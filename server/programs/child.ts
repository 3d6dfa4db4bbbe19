/**
 * What the shell runs: a program that may also write raw bytes (for a pipe or a file; the shell makes text of them for
 * the screen), and the small programs that only read their arguments. It must never know which shell runs it.
 */
import type { Machine, MachineFailure, ProgramInput, ProgramOutput } from './machine.ts';

export type ChildOutput =
  ProgramOutput | { readonly type: 'write'; readonly bytes: Uint8Array; readonly voice?: 'server' };

export interface Child {
  /** The name of the program that reads the terminal now. */
  readonly foreground: string;
  handle(input: ProgramInput): readonly ChildOutput[];
}

/** What a child is told of where it runs. */
export interface Setting {
  readonly machine: Machine;
  /** Without the program's own name. */
  readonly args: readonly string[];
  /** Whether standard output is the terminal (`ls` puts names in columns there). */
  readonly isTerminal: boolean;
}

/** One program of the registry. */
export interface ChildEntry {
  readonly name: string;
  readonly create: (setting: Setting) => Child;
}

/** The status of a program that ^C ended, as a shell counts it: 128 and the number of SIGINT. */
export const INTERRUPTED = 130;

/** A program that does all it does at once. `run` gives what to print, and ends it with status 0 or that of `exit`. */
export function atOnce(name: string, run: (setting: Setting) => readonly ChildOutput[]): ChildEntry {
  return {
    name,
    create: (setting) => ({
      foreground: name,
      handle(input) {
        if (input.type !== 'started') return [];
        const outputs = run(setting);
        return outputs.at(-1)?.type === 'exit' ? outputs : [...outputs, exit(0)];
      },
    }),
  };
}

export const print = (text: string): ChildOutput => ({ type: 'print', text });
/** What the other end of a connection said. */
export const relay = (bytes: Uint8Array): ChildOutput => ({ type: 'write', bytes, voice: 'server' });
export const complain = (text: string): ChildOutput => ({ type: 'complain', text });
export const exit = (status: number): ChildOutput => ({ type: 'exit', status });

export function isFailure(value: object | undefined): value is MachineFailure {
  return value !== undefined && 'failure' in value;
}
