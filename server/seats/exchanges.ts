/**
 * The exchanges that a learner may point at, by the number of their entry in the log. The last ones are kept as they were
 * observed; of an older one, or of one before a restart, what its entry says is read again.
 */
import type { ConnectionSummary, Exchange } from '../../labs/observation.ts';
import type { Vocabulary } from '../../labs/vocabulary.ts';
import type { Entry, EntryBody } from '../contract/entries.ts';

export interface SeenExchange {
  readonly at: ConnectionSummary;
  readonly exchange: Exchange;
  readonly isSecure: boolean;
}

const KEPT_LIMIT = 300;
/** What is kept of all of them together, about, in characters. */
const KEPT_LIMIT_CHARACTERS = 256 * 1024;

export class SeenExchanges {
  readonly #kept = new Map<number, SeenExchange>();
  readonly #weights = new Map<number, number>();
  #weight = 0;

  note(entry: number, seen: SeenExchange): void {
    const weight = JSON.stringify(seen.exchange).length;
    this.#kept.set(entry, seen);
    this.#weights.set(entry, weight);
    this.#weight += weight;
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= KEPT_LIMIT && this.#weight <= KEPT_LIMIT_CHARACTERS) return;
      this.#weight -= this.#weights.get(oldest) ?? 0;
      this.#kept.delete(oldest);
      this.#weights.delete(oldest);
    }
  }

  at(entry: number): SeenExchange | undefined {
    return this.#kept.get(entry);
  }
}

/** What the log's entries up to `n`, in order, say of the exchange that is entry `n`; undefined where it is none. */
export function exchangeIn(
  entries: Iterable<Entry>,
  n: number,
  vocabularies: ReadonlyMap<string, Vocabulary>,
): SeenExchange | undefined {
  const openings = new Map<number, Opening>();
  for (const { n: number, body } of entries) {
    if (number > n) return undefined;
    switch (body.type) {
      case 'connection-opened':
        openings.set(body.connection, { at: summaryOf(body), state: undefined, isSecure: false });
        break;
      case 'secured':
      case 'unsecured': {
        const opening = openings.get(body.connection);
        if (opening !== undefined) opening.isSecure = body.type === 'secured';
        break;
      }
      case 'exchange': {
        const opening = openings.get(body.connection);
        if (opening === undefined) break;
        const { at, state = '', isSecure } = opening;
        if (number === n) return { at, isSecure, exchange: exchangeOf(body, state, vocabularies) };
        opening.state = body.state;
        break;
      }
      default:
    }
  }
  return undefined;
}

interface Opening {
  readonly at: ConnectionSummary;
  state: string | undefined;
  isSecure: boolean;
}

type Body<T extends EntryBody['type']> = Extract<EntryBody, { readonly type: T }>;

function summaryOf({ connection, client, server, protocol, terminal }: Body<'connection-opened'>): ConnectionSummary {
  return {
    connection,
    client,
    server,
    ...(protocol !== undefined && { protocol }),
    ...(terminal !== undefined && { terminal }),
  };
}

function exchangeOf(
  body: Body<'exchange'>,
  stateBefore: string,
  vocabularies: ReadonlyMap<string, Vocabulary>,
): Exchange {
  const { verb, line, status, class: replyClass, text, state } = body;
  const recognised = vocabularies.get(body.protocol)?.recognise(line);
  // The reader knew more than the line: what it was a part of.
  const isItself = recognised?.verb === verb;
  return {
    verb,
    isKnown: isItself ? recognised.isKnown : vocabularies.get(body.protocol)?.verbs.has(verb) === true,
    arguments: isItself ? recognised.arguments : {},
    line,
    ...(isItself && recognised.problem !== undefined && { problem: recognised.problem }),
    stateBefore,
    stateAfter: state,
    reply: { status, class: replyClass, text, lines: [`${status} ${text}`.trim()] },
  };
}
