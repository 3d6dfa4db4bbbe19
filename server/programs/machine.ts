/**
 * What a learner's programs need of the learner's own host, and what a program is. A program is an engine that also
 * has a terminal: pure, synchronous, joined to a server in memory by tests.
 */
import type { NameRecord } from '../../labs/world.ts';
import type { Input, Output } from '../protocols/engine.ts';

/** The learner's host. Implemented by the sandbox. Paths are absolute or relative to `directory`. */
export interface Machine {
  readonly hostName: string;
  readonly address: string;
  readonly user: string;
  /** Absolute. */
  readonly home: string;
  /** Absolute: where relative paths begin. */
  readonly directory: string;
  /** The same host, seen from another directory. */
  at(directory: string): Machine;
  /** What the shell prints before it reads a line, with the space after it. */
  readonly prompt: string;
  /** The world's time, milliseconds since the epoch. */
  now(): number;
  /** The IPv4 address of a name (or of an address, itself); undefined where the world does not know it. */
  resolve(name: string): string | undefined;
  /** Every DNS record that a name leads to, aliases first; undefined where there is no such name. */
  lookup(name: string): readonly NameRecord[] | undefined;
  /** The name of an address (a PTR record); undefined where it has none. */
  nameAt(address: string): string | undefined;
  /** The port of a service's name (`smtp`); undefined where there is none. */
  port(service: string): number | undefined;
  list(path: string): readonly MachineEntry[] | MachineFailure;
  stat(path: string): MachineEntry | MachineFailure;
  read(path: string): Uint8Array | MachineFailure;
  /** Makes or replaces a file in the learner's home. `modified`: its date, where that is not now. */
  write(path: string, body: Uint8Array, modified?: number): MachineFailure | undefined;
  remove(path: string): MachineFailure | undefined;
  /** How many bytes the learner may still add: what a program need not gather beyond. */
  freeBytes(): number;
}

export interface MachineEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
  readonly sizeBytes: number;
  readonly modified: number;
  readonly mode: number;
}

/** In the words of strerror(3), so that a program can print them: `No such file or directory`. */
export interface MachineFailure {
  readonly failure: string;
}

/**
 * How the page's tty treats the next line, as termios(3) does. The page shows `prompt`, edits the line, and sends it whole.
 */
export interface TtyMode {
  /** Shown before the line that is being edited; empty inside telnet and nc. */
  readonly prompt: string;
  /** False: what is typed is not shown, not kept in the history, and not kept in the log (a password). */
  readonly echo: boolean;
  /** Which history the line belongs to: `sh`, `ftp`, `telnet`; the arrows go through that one only. */
  readonly history: string;
  /** True: `^]` is the escape character and is sent as a signal. */
  readonly escape: boolean;
}

export type Signal =
  /** ^C */
  | 'interrupt'
  /** ^D on an empty line */
  | 'end-of-file'
  /** ^] where the mode says so */
  | 'escape';

export type ProgramInput =
  | Input
  /** The program begins: print, connect, ask for a line. */
  | { readonly type: 'started' }
  /** A line that the learner entered, without its line end. */
  | { readonly type: 'typed'; readonly line: string }
  | { readonly type: 'signal'; readonly signal: Signal }
  /** Bytes of a file or of the program before it in a pipe; `piped-end` ends them. */
  | { readonly type: 'piped'; readonly bytes: Uint8Array }
  | { readonly type: 'piped-end' };

export type ProgramOutput =
  | Output
  /** To the terminal (or the pipe, or the file). Line ends are `\n`; the terminal makes CR LF of them. */
  | {
      readonly type: 'print';
      readonly text: string;
      /** The text is what the other end of a connection said: shown in its voice. */
      readonly voice?: 'server';
    }
  /** Standard error: never piped. */
  | { readonly type: 'complain'; readonly text: string }
  | { readonly type: 'mode'; readonly mode: TtyMode }
  /** Empty the screen and what was scrolled off it. */
  | { readonly type: 'clear' }
  /** A name that could not be looked up, for the coach. The program prints its own message beside. */
  | { readonly type: 'unknown-host'; readonly name: string }
  | { readonly type: 'exit'; readonly status: number };

export interface Program {
  /** The name of the program that reads the terminal now: `sh`, `telnet`, `ftp`. */
  readonly foreground: string;
  handle(input: ProgramInput): readonly ProgramOutput[];
}

export interface ProgramEntry {
  readonly name: string;
  /** `create` is called for each run; `args` without the program's own name. */
  readonly create: (machine: Machine, args: readonly string[]) => Program;
}
