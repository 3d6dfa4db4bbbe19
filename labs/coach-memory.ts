/**
 * What the coach remembers of a session: the connections that stand and what was said on them last, the program that each
 * terminal runs, and its own last word. It is no part of the progress: a session that is resumed begins with none of it.
 */
import type { ConnectionSummary, Endpoint, Exchange, Observation } from './observation.ts';
import { typedText } from './coach-signs.ts';
import type { CheckContext } from './context.ts';

/** A connection of the learner's. */
export interface Talk {
  readonly at: ConnectionSummary;
  /** The server's state by the RFC's name; undefined before its greeting. */
  readonly state: string | undefined;
  readonly isSecure: boolean;
  readonly last: Exchange | undefined;
  readonly beforeLast: Exchange | undefined;
  /** The line that ends a text was typed, and no reply has come since. */
  readonly isEnding: boolean;
  /** Lines of the text that is being typed. */
  readonly textLines: number;
}

/** Connections that are remembered; the oldest is forgotten. */
const TALKS_LIMIT = 64;
const TERMINALS_LIMIT = 16;
const LINES_LIMIT = 32;

export class CoachMemory {
  readonly #talks = new Map<number, Talk>();
  /** By terminal: the line of the shell that it runs. */
  readonly #started = new Map<string, string>();
  /** Where a server said that it waits for a second connection. */
  #announced: Endpoint | undefined;
  /** By terminal: something was said about the line that it took last. */
  readonly #spokenAbout = new Set<string>();
  /** By terminal: its lines of which something was said as they were typed; they have yet to be answered. */
  readonly #spokenLines = new Map<string, string[]>();

  /** Takes note of an observation, before anything is said about it. */
  note({ vocabularies }: CheckContext, observation: Observation): void {
    switch (observation.type) {
      case 'typed':
        this.#typed(observation, vocabularies);
        return;
      case 'connected':
        this.#connected(observation.at);
        return;
      case 'exchange': {
        const { at, exchange, isSecure } = observation;
        const last = this.#talks.get(at.connection)?.last;
        const state = exchange.stateAfter;
        this.#keep({ at, state, isSecure, last: exchange, beforeLast: last, isEnding: false, textLines: 0 });
        const vocabulary = vocabularies.get(at.protocol ?? '');
        this.#announced = vocabulary?.announces?.(exchange, at.server) ?? this.#announced;
        return;
      }
      case 'secured':
      case 'unsecured': {
        const talk = this.#talks.get(observation.at.connection);
        if (talk !== undefined) this.#keep({ ...talk, isSecure: observation.type === 'secured' });
        return;
      }
      case 'closed':
        this.#talks.delete(observation.at.connection);
        return;
      default:
    }
  }

  /** The conversation that a terminal's lines go to. */
  talkOf(terminal: string | undefined): Talk | undefined {
    if (terminal === undefined) return undefined;
    return [...this.#talks.values()].reverse().find(({ at }) => at.terminal === terminal && at.protocol !== undefined);
  }

  talk(connection: number): Talk | undefined {
    return this.#talks.get(connection);
  }

  /** The words of the shell's line whose program a terminal runs. */
  startedBy(terminal: string | undefined): readonly string[] {
    const line = terminal === undefined ? undefined : this.#started.get(terminal);
    return line === undefined ? [] : line.trim().split(/\s+/);
  }

  get announced(): Endpoint | undefined {
    return this.#announced;
  }

  /** Something was said about the observation. */
  spoke(observation: Observation): void {
    const terminal = terminalOf(observation);
    if (terminal === undefined || observation.type === 'pointed') return;
    this.#spokenAbout.add(terminal);
    if (observation.type !== 'typed' || observation.program === 'sh') return;
    const lines = this.#spokenLines.get(terminal) ?? [];
    this.#spokenLines.set(terminal, [...lines, observation.line].slice(-LINES_LIMIT));
  }

  /** What the observation comes of has been spoken about. */
  hasSpoken(observation: Observation): boolean {
    const terminal = terminalOf(observation);
    if (terminal === undefined || observation.type === 'typed' || observation.type === 'pointed') return false;
    const lines = this.#spokenLines.get(terminal) ?? [];
    const at = observation.type === 'exchange' ? lines.indexOf(typedText(observation.exchange.line)) : -1;
    if (at < 0) return this.#spokenAbout.has(terminal);
    this.#spokenLines.set(terminal, lines.slice(at + 1));
    return true;
  }

  #typed(
    { terminal, program, line }: Observation & { type: 'typed' },
    vocabularies: CheckContext['vocabularies'],
  ): void {
    this.#spokenAbout.delete(terminal);
    if (program === 'sh') {
      // Nothing runs here any more, and what it had open is closing.
      for (const [connection, { at }] of this.#talks) if (at.terminal === terminal) this.#talks.delete(connection);
      if (this.#started.size >= TERMINALS_LIMIT && !this.#started.has(terminal)) this.#started.clear();
      this.#started.set(terminal, line.slice(0, 1000));
      return;
    }
    const talk = this.talkOf(terminal);
    const ending = vocabularies.get(talk?.at.protocol ?? '')?.texts?.get(talk?.state ?? '');
    if (talk === undefined || ending === undefined) return;
    this.#talks.set(talk.at.connection, {
      ...talk,
      isEnding: talk.isEnding || line === ending,
      textLines: talk.textLines + 1,
    });
  }

  #connected(at: ConnectionSummary): void {
    const { announced } = this;
    if (announced?.host === at.server.host && announced.port === at.server.port) this.#announced = undefined;
    this.#keep({
      at,
      state: undefined,
      isSecure: false,
      last: undefined,
      beforeLast: undefined,
      isEnding: false,
      textLines: 0,
    });
  }

  #keep(talk: Talk): void {
    this.#talks.set(talk.at.connection, talk);
    const [oldest] = this.#talks.keys();
    if (this.#talks.size > TALKS_LIMIT && oldest !== undefined) this.#talks.delete(oldest);
  }
}

export function terminalOf(observation: Observation): string | undefined {
  return 'at' in observation ? observation.at.terminal : 'terminal' in observation ? observation.terminal : undefined;
}
