/** What the commands of the workshop are given, and how they answer. */
import type { Problem } from '../../../labs/problems.ts';
import type { Protocol } from '../../protocols/registry.ts';
import type { SeatLimits } from '../../seats/seat.ts';
import type { Seats } from '../../seats/seats.ts';
import type { StoreOf } from '../../seats/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Workshop } from '../../contract/workshop.ts';

export interface LabSetting {
  /** The folders of courses: the built-in one first. */
  readonly courses: readonly string[];
  /** The folder of the labs that `new` begins with, by protocol. */
  readonly templates: string;
  readonly protocols: ReadonlyMap<string, Protocol>;
  readonly stores: ReadonlyMap<string, StoreOf>;
  readonly limits: SeatLimits;
  /** A store in a folder of its own, which goes when it is closed. */
  readonly openStore: () => Promise<{ readonly store: Store; readonly close: () => Promise<void> }>;
  /** Serves the page to the author. */
  readonly serve: (served: Served) => Promise<{ readonly address: string; readonly close: () => Promise<void> }>;
  /** Resolves when the author wants the command to end. */
  readonly untilStopped: () => Promise<void>;
  /** A line to standard output. */
  readonly print: (line: string) => void;
  readonly onFault: (fault: unknown) => void;
}

/** What is served in preview and while recording. */
export interface Served {
  readonly seats: Seats;
  readonly store: Store;
  readonly workshop: Workshop;
  /** 0: a free one. */
  readonly port: number;
}

/** How a command ended. */
export const FINE = 0;
export const FAULTS = 1;
export const USED_WRONGLY = 2;

/** The command was used wrongly; `message` says what was expected and what came. */
export class LabUsage extends Error {}

/** Faults as the author reads them: a line each, or as JSON for an editor. */
export function printProblems(problems: readonly Problem[], isJson: boolean, print: (line: string) => void): void {
  if (isJson) print(JSON.stringify(problems, undefined, 2));
  else
    for (const { file, line, column, message, wayOut } of problems)
      print(`${file}:${line}:${column}: ${message} ${wayOut}`);
}
