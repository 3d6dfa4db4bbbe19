/** The wire as the page shows it: connections and what crossed them, folded from the seat's log. */
import type { WireChunk, WireTurn } from '../../server/capture/chunk.ts';
import type { EntryBody } from '../../server/contract/entries.ts';

export type ExchangeEntry = Extract<EntryBody, { type: 'exchange' }> & { readonly n: number };

/** One TCP connection. Its lists are replaced, never changed. */
export interface WireConnection {
  readonly connection: number;
  readonly client: { readonly host: string; readonly port: number };
  readonly server: { readonly host: string; readonly port: number };
  readonly protocol: string | undefined;
  /** The control connection of a data connection. */
  readonly parent: number | undefined;
  /** The names of both ends, where the learner is neither: servers, or other people, among themselves. */
  readonly others: { readonly client: string; readonly server: string } | undefined;
  /** What the handshake settled; undefined as long as the connection is plain, and when it is so again. */
  readonly tls:
    { readonly version: string; readonly cipher: string; readonly serverName?: string | undefined } | undefined;
  /** What its two ends saw. */
  readonly seen: readonly (WireChunk | WireTurn)[];
  /** What crossed: the same, but records where there was TLS. */
  readonly crossed: readonly (WireChunk | WireTurn)[];
  /** The two are not the same. */
  readonly hasLayers: boolean;
  readonly exchanges: readonly ExchangeEntry[];
  readonly closedBy: 'client' | 'server' | undefined;
}

type WireEntry = Extract<
  EntryBody,
  { type: 'connection-opened' | 'wire' | 'secured' | 'unsecured' | 'connection-closed' | 'exchange' }
>;

/** A page that stays open for days does not keep every connection: the oldest that are closed go. */
const CONNECTIONS_LIMIT = 200;

export class Capture {
  /** Replaced by `publish`, once for all entries that came together. */
  connections = $state.raw<readonly WireConnection[]>([]);
  readonly #known = new Map<number, WireConnection>();
  readonly #seen = new Map<number, (WireChunk | WireTurn)[]>();
  readonly #crossed = new Map<number, (WireChunk | WireTurn)[]>();
  readonly #exchanges = new Map<number, ExchangeEntry[]>();
  #hasChanged = false;

  clear(): void {
    this.#known.clear();
    this.#hasChanged = true;
    this.publish();
  }

  /** The exchange that came with that entry, as long as its connection is kept. */
  exchange(entry: number): ExchangeEntry | undefined {
    for (const { exchanges } of this.connections) {
      const found = exchanges.find(({ n }) => n === entry);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  take(n: number, body: WireEntry): void {
    this.#hasChanged = true;
    const known = this.#known.get(body.connection);
    switch (body.type) {
      case 'connection-opened':
        if (known !== undefined) return;
        this.#known.set(body.connection, {
          connection: body.connection,
          client: body.client,
          server: body.server,
          protocol: body.protocol,
          parent: body.parent,
          others: body.others,
          tls: undefined,
          seen: [],
          crossed: [],
          hasLayers: false,
          exchanges: [],
          closedBy: undefined,
        });
        return;
      case 'wire': {
        const chunk = { n, from: body.from, data: body.data, omittedBytes: body.omittedBytes };
        if (body.layer !== 'encrypted') add(this.#seen, body.connection, chunk);
        if (body.layer !== 'clear') add(this.#crossed, body.connection, chunk);
        if (body.layer !== undefined && known?.hasLayers === false) {
          this.#known.set(body.connection, { ...known, hasLayers: true });
        }
        return;
      }
      case 'exchange':
        add(this.#exchanges, body.connection, { ...body, n });
        return;
      case 'secured':
        this.#turn(n, body.connection, body.tls);
        return;
      case 'unsecured':
        this.#turn(n, body.connection, undefined);
        return;
      case 'connection-closed':
        if (known !== undefined) this.#known.set(body.connection, { ...known, closedBy: body.by });
        return;
      default:
        body satisfies never;
    }
  }

  #turn(n: number, connection: number, tls: WireConnection['tls']): void {
    for (const lists of [this.#seen, this.#crossed]) add(lists, connection, { n, tls });
    const known = this.#known.get(connection);
    if (known !== undefined) this.#known.set(connection, { ...known, tls });
  }

  /** Shows what was taken since. */
  publish(): void {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    for (const [connection, known] of this.#known) {
      const news = [this.#seen, this.#crossed, this.#exchanges].some((lists) => lists.has(connection));
      if (!news) continue;
      this.#known.set(connection, {
        ...known,
        seen: joined(known.seen, this.#seen.get(connection)),
        crossed: joined(known.crossed, this.#crossed.get(connection)),
        exchanges: joined(known.exchanges, this.#exchanges.get(connection)),
      });
    }
    this.#seen.clear();
    this.#crossed.clear();
    this.#exchanges.clear();
    for (const [connection, { closedBy }] of this.#known) {
      if (this.#known.size <= CONNECTIONS_LIMIT) break;
      if (closedBy !== undefined) this.#known.delete(connection);
    }
    this.connections = [...this.#known.values()];
  }
}

/** The same list where nothing has come. */
const joined = <T>(before: readonly T[], news: readonly T[] | undefined): readonly T[] =>
  news === undefined ? before : [...before, ...news];

function add<T>(lists: Map<number, T[]>, connection: number, one: T): void {
  const list = lists.get(connection);
  if (list === undefined) lists.set(connection, [one]);
  else list.push(one);
}
