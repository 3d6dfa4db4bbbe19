/**
 * What the coach remembers of a session: the connections that stand and what was said on them last, the program that each
 * terminal runs, and its own last word. It is no part of the progress: a session that is resumed begins with none of it.
 */
import type { ConnectionSummary, Endpoint, Exchange, Observation } from './observation.ts';
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

export class CoachMemory {
  readonly #talks = new Map<number, Talk>();
  /** By terminal: the line of the shell that it runs. */
  readonly #started = new Map<string, string>();
  /** Where a server said that it waits for a second connection. */
  #announced: Endpoint | undefined;
  /** By terminal: something was said about the line that it took last. */
  readonly #spokenAbout = new Set<string>();

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

  spoke(terminal: string | undefined): void {
    if (terminal !== undefined) this.#spokenAbout.add(terminal);
  }

  hasSpoken(terminal: string | undefined): boolean {
    return terminal !== undefined && this.#spokenAbout.has(terminal);
  }

  #typed(
    { terminal, program, line }: Observation & { type: 'typed' },
    vocabularies: CheckContext['vocabularies'],
  ): void {
    this.#spokenAbout.delete(terminal);
    if (program === 'sh') {
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
