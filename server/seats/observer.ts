/**
 * Watches a seat's wire as Wireshark would: notes what crosses, has each conversation read by its protocol's reader, and
 * ties data connections to the conversation that announced them. Never looks inside a server.
 */
import { createHash, type Hash } from 'node:crypto';
import type { ConnectionSummary, Exchange, Observation, Transfer } from '../../labs/observation.ts';
import type { Layer, Opening, Wire } from '../bridge/wire.ts';
import { latin1 } from '../protocols/lines.ts';
import type { Address, TlsSession } from '../protocols/engine.ts';
import type { Protocol, Reader, Reading } from '../protocols/registry.ts';
import type { SeenExchange } from './exchanges.ts';
import type { RecordBody } from './records.ts';

/** One entry of the wire holds at most this many bytes; the rest is told as a number. */
const ENTRY_LIMIT_BYTES = 16 * 1024;

export interface ObserverSetting {
  /** The learner's own virtual address: the client of every conversation it takes part in. */
  readonly learnerHost: string;
  /** The name of the host at a virtual address. */
  readonly nameOf: (address: string) => string;
  readonly protocols: ReadonlyMap<string, Protocol>;
  /** How many bytes of a connection are kept, each direction. */
  readonly keptBytes: number;
  /** The number that the first connection will have. */
  readonly firstConnection: number;
  /** Gives the record's number. */
  readonly record: (body: RecordBody) => number;
  readonly observe: (observation: Observation) => void;
  /** What an exchange was recorded as, where somebody may ask for it again. */
  readonly noteExchange?: ((entry: number, seen: SeenExchange) => void) | undefined;
}

interface Conversation {
  readonly summary: ConnectionSummary;
  readonly reader: Reader | undefined;
  /** The learner's side dialled, or (FTP in active mode) was dialled. */
  readonly isDialledByLearner: boolean;
  /** The names of both ends, where the learner is neither: shown on the wire, but nothing of the lab's. */
  readonly others: { readonly client: string; readonly server: string } | undefined;
  /** The control connection of a data connection. */
  readonly parent: number | undefined;
  /** Bytes of each direction, apart by layer. */
  readonly kept: Map<string, number>;
  /** TLS is on the connection. */
  isSecure: boolean;
  /** The data connection expected or seen last. */
  data: Conversation | undefined;
  crossedBytes: number;
  readonly digest: Hash;
  /** The sides that send nothing more. */
  readonly ended: Set<'client' | 'server'>;
  /** A transfer that is over as far as the control connection says, while its sender has not ended. */
  awaited: { readonly sender: 'client' | 'server'; readonly observe: () => void } | undefined;
}

export class Observer implements Wire {
  readonly #setting: ObserverSetting;
  readonly #conversations = new Map<number, Conversation>();
  /** Conversations that announced a data connection, by the address it will be dialled at. */
  readonly #expected = new Map<string, Conversation>();

  constructor(setting: ObserverSetting) {
    this.#setting = setting;
    this.#lastConnection = setting.firstConnection - 1;
  }

  #lastConnection: number;

  get lastConnection(): number {
    return this.#lastConnection;
  }

  /** The openings of the connections that stand now, for the log. */
  openings(): readonly RecordBody[] {
    return [...this.#conversations.values()].map(openingOf);
  }

  /** Notes that every connection is gone, by nobody's doing: nothing is observed. */
  hangUp(): void {
    for (const connection of this.#conversations.keys()) {
      this.#setting.record({ type: 'connection-closed', connection, by: 'server' });
    }
    this.#conversations.clear();
  }

  opened({ connection, client, server, protocol, terminal }: Opening): void {
    this.#lastConnection = connection;
    const isDialledByLearner = server.host !== this.#setting.learnerHost;
    const parent = this.#expected.get(keyOf(server));
    this.#expected.delete(keyOf(server));
    const ends = isDialledByLearner ? { client, server } : { client: server, server: client };
    const origin = terminal ?? parent?.summary.terminal;
    const summary: ConnectionSummary = {
      connection,
      ...ends,
      ...(protocol !== undefined && { protocol }),
      ...(origin !== undefined && { terminal: origin }),
    };
    const spoken = protocol === undefined ? undefined : this.#setting.protocols.get(protocol);
    const { nameOf } = this.#setting;
    const isLearners = this.#isLearners(client.host, server.host);
    const conversation: Conversation = {
      summary,
      others: isLearners ? undefined : { client: nameOf(client.host), server: nameOf(server.host) },
      reader: spoken?.read({ client: ends.client, server: ends.server }),
      isDialledByLearner,
      parent: parent?.summary.connection,
      kept: new Map(),
      isSecure: false,
      data: undefined,
      crossedBytes: 0,
      digest: createHash('sha256'),
      ended: new Set(),
      awaited: undefined,
    };
    this.#conversations.set(connection, conversation);
    if (parent !== undefined) parent.data = conversation;
    this.#setting.record(openingOf(conversation));
    this.#observe(conversation, { type: 'connected', at: summary });
  }

  crossed(connection: number, dialler: 'client' | 'server', bytes: Uint8Array, layer?: Layer): void {
    const conversation = this.#conversations.get(connection);
    if (conversation === undefined) return;
    const from = sideOf(conversation, dialler);
    this.#note(conversation, from, { bytes, layer });
    // What is secured is read as its two ends see it.
    if (layer === 'encrypted') return;
    if (conversation.reader === undefined) {
      conversation.crossedBytes += bytes.length;
      conversation.digest.update(bytes);
      return;
    }
    for (const reading of conversation.reader.read(from, bytes)) this.#take(conversation, reading);
  }

  secured(connection: number, { version, cipher, serverName }: TlsSession): void {
    const conversation = this.#conversations.get(connection);
    if (conversation === undefined) return;
    const tls = { version, cipher, ...(serverName !== undefined && { serverName }) };
    conversation.isSecure = true;
    this.#setting.record({ type: 'secured', connection, tls });
    this.#observe(conversation, { type: 'secured', at: conversation.summary, tls });
  }

  unsecured(connection: number): void {
    const conversation = this.#conversations.get(connection);
    if (conversation === undefined) return;
    conversation.isSecure = false;
    this.#setting.record({ type: 'unsecured', connection });
    this.#observe(conversation, { type: 'unsecured', at: conversation.summary });
  }

  ended(connection: number, dialler: 'client' | 'server'): void {
    const conversation = this.#conversations.get(connection);
    if (conversation !== undefined) this.#end(conversation, sideOf(conversation, dialler));
  }

  closed(connection: number, dialler: 'client' | 'server'): void {
    const conversation = this.#conversations.get(connection);
    if (conversation === undefined) return;
    this.#conversations.delete(connection);
    for (const [key, parent] of this.#expected) if (parent === conversation) this.#expected.delete(key);
    const by = sideOf(conversation, dialler);
    this.#setting.record({ type: 'connection-closed', connection, by });
    this.#end(conversation, 'client');
    this.#end(conversation, 'server');
    const { summary: at, isSecure } = conversation;
    this.#observe(conversation, { type: 'closed', at, by, ...(isSecure && { isSecure }) });
  }

  refused({ host, server, terminal, reason }: Parameters<Wire['refused']>[0]): void {
    if (!this.#isLearners(host, server.host)) return;
    this.#setting.observe({ type: 'refused', server, reason, ...(terminal !== undefined && { terminal }) });
  }

  #isLearners(one: string, other: string): boolean {
    const { learnerHost } = this.#setting;
    return one === learnerHost || other === learnerHost;
  }

  /** What servers and other people do among themselves is nobody's answer to a lab. */
  #observe({ others }: Conversation, observation: Observation): void {
    if (others === undefined) this.#setting.observe(observation);
  }

  #note(
    { summary, kept }: Conversation,
    from: 'client' | 'server',
    { bytes, layer }: { readonly bytes: Uint8Array; readonly layer: Layer | undefined },
  ): void {
    const key = `${from} ${layer ?? ''}`;
    const before = kept.get(key) ?? 0;
    const room = Math.max(0, Math.min(ENTRY_LIMIT_BYTES, this.#setting.keptBytes - before));
    const shown = bytes.subarray(0, room);
    kept.set(key, before + shown.length);
    this.#setting.record({
      type: 'wire',
      connection: summary.connection,
      from,
      ...(layer !== undefined && { layer }),
      data: latin1(shown),
      omittedBytes: bytes.length - shown.length,
    });
  }

  #take(conversation: Conversation, reading: Reading): void {
    switch (reading.type) {
      case 'exchange':
        this.#exchange(conversation, reading.exchange);
        return;
      case 'expects':
        this.#expected.set(keyOf(reading.address), conversation);
        conversation.data = undefined;
        return;
      case 'transferred':
        this.#transferred(conversation, reading.transfer);
        return;
      default:
        reading satisfies never;
    }
  }

  #exchange(conversation: Conversation, exchange: Exchange): void {
    const { summary } = conversation;
    const protocol = this.#setting.protocols.get(summary.protocol ?? '');
    const meaning = protocol?.meaning(exchange);
    const entry = this.#setting.record({
      type: 'exchange',
      connection: summary.connection,
      ...(summary.terminal !== undefined && { terminal: summary.terminal }),
      protocol: summary.protocol ?? '',
      verb: exchange.verb,
      line: exchange.line,
      status: exchange.reply.status,
      class: exchange.reply.class,
      text: exchange.reply.text,
      state: exchange.stateAfter,
      ...(meaning !== undefined && { meaning }),
    });
    const { isSecure } = conversation;
    if (conversation.others === undefined) this.#setting.noteExchange?.(entry, { at: summary, exchange, isSecure });
    this.#observe(conversation, { type: 'exchange', at: summary, exchange, isSecure });
  }

  #end(conversation: Conversation, side: 'client' | 'server'): void {
    conversation.ended.add(side);
    const { awaited } = conversation;
    if (awaited?.sender !== side) return;
    conversation.awaited = undefined;
    awaited.observe();
  }

  /**
   * The reply may overtake the last bytes of the data connection: the transfer is observed when the sender has ended, too.
   * Whoever received may keep the connection open for as long as it likes (`nc -l`).
   */
  #transferred(control: Conversation, transfer: Transfer): void {
    const { data } = control;
    const observe = (): void => {
      const bytes = data?.crossedBytes ?? 0;
      const digest = (data?.digest.copy() ?? createHash('sha256')).digest('hex');
      this.#observe(control, {
        type: 'transfer',
        at: control.summary,
        transfer,
        bytes,
        digest,
        isSecure: data?.isSecure ?? false,
      });
    };
    const sender = transfer.direction === 'to-client' ? 'server' : 'client';
    if (data === undefined || data.ended.has(sender)) observe();
    else data.awaited = { sender, observe };
  }
}

/** Which side of the conversation it is, whoever dialled. */
function sideOf({ isDialledByLearner }: Conversation, dialler: 'client' | 'server'): 'client' | 'server' {
  return isDialledByLearner ? dialler : dialler === 'client' ? 'server' : 'client';
}

function openingOf({ summary, parent, others }: Conversation): RecordBody {
  return {
    type: 'connection-opened',
    ...summary,
    ...(parent !== undefined && { parent }),
    ...(others !== undefined && { others }),
  };
}

function keyOf({ host, port }: Address): string {
  return `${host}:${port}`;
}
