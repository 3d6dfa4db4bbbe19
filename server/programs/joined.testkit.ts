/**
 * For tests: a learner's shell joined in memory with the real engines of a world. What crosses different connections
 * arrives in an order drawn from a seed, as on a real network; within one connection the order holds.
 */
import { readFileSync } from 'node:fs';
import { parseWorld, sourcesOf } from '../../labs/parse-world.ts';
import type { World as WorldDefinition, WorldSeed } from '../../labs/world.ts';
import { type Address, type Channel, type EngineLimits, type Input, MAIN } from '../protocols/engine.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import { machineOf } from '../sandbox/machine.ts';
import { stores } from '../sandbox/stores.ts';
import { World } from '../sandbox/world.ts';
import { createShell } from './index.ts';
import type { ProgramInput, ProgramOutput, Signal, TtyMode } from './machine.ts';

const COURSE = new URL('../../labs/worlds/course/', import.meta.url);
const limits: EngineLimits = {
  lineBytes: 16_384,
  messageBytes: 1 << 20,
  fileBytes: 1 << 20,
  idleMs: 300_000,
  loginMs: 180_000,
};

function courseSeed(): WorldSeed {
  const { world, problems } = {
    world: undefined,
    ...parseWorld(readFileSync(new URL('world.yaml', COURSE), 'utf8'), 'course/world.yaml'),
  };
  if (world === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return { world, sources: sourcesWithin(world) };
}

function sourcesWithin(world: WorldDefinition): Map<string, Uint8Array> {
  const sources = new Map<string, Uint8Array>();
  for (const [name, kind] of sourcesOf(world)) {
    const text = readFileSync(new URL(name, COURSE), 'latin1');
    sources.set(name, Buffer.from(kind === 'mail' ? text.replace(/\r?\n/g, '\r\n') : text, 'latin1'));
  }
  return sources;
}

/** A machine of inputs and outputs: the shell, or the engine of one conversation. */
interface Node {
  readonly handle: (input: Input) => readonly ProgramOutput[];
  readonly host: string;
  /** The other end of each channel that stands. */
  readonly peers: Map<Channel, { readonly node: Node; readonly channel: Channel }>;
}

export class Joined {
  readonly world: World;
  screen = '';
  mode: TtyMode | undefined;
  readonly #shell: Node;
  readonly #handleShell: (input: ProgramInput) => readonly ProgramOutput[];
  readonly #nodes = new Set<Node>();
  readonly #listeners = new Map<string, { node: Node; channel: Channel }>();
  /** What is under way, by its way: one receiver's channel each. */
  readonly #ways = new Map<string, { node: Node; input: Input }[]>();
  readonly #names = new Map<Node, number>();
  #random: number;
  #port = 30_000;
  #now: number;
  #revision = 0;

  constructor(seed: number) {
    this.#random = seed >>> 0;
    const course = courseSeed();
    this.#now = typeof course.world.clock === 'number' ? course.world.clock : 0;
    this.world = new World(course, {
      now: () => this.#now,
      record: () => undefined,
      limits: { addedBytes: 1 << 24, items: 1000 },
    });
    const machine = machineOf(this.world);
    const shell = createShell(machine);
    this.#handleShell = (input) => shell.handle(input);
    this.#shell = this.#join({ handle: this.#handleShell, host: machine.address, peers: new Map() });
    this.#shellInput({ type: 'started' });
  }

  /** Types a line; gives what the terminal shows until all is quiet. */
  type(line: string): string {
    return this.#shellInput({ type: 'typed', line });
  }

  signal(signal: Signal): string {
    return this.#shellInput({ type: 'signal', signal });
  }

  #shellInput(input: ProgramInput): string {
    const before = this.screen.length;
    this.#carryOut(this.#shell, this.#handleShell(input));
    this.#settle();
    return this.screen.slice(before);
  }

  #join(node: Node): Node {
    this.#nodes.add(node);
    this.#names.set(node, this.#names.size);
    return node;
  }

  #settle(): void {
    for (let turns = 0; turns < 100_000; turns++) {
      const ways = [...this.#ways.values()].filter((way) => way.length > 0);
      this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
      const next = ways[(this.#random >>> 16) % Math.max(1, ways.length)]?.shift();
      if (next === undefined) return;
      this.#now++;
      const { node, input } = next;
      if ('channel' in input && input.type !== 'listening' && !node.peers.has(input.channel)) continue;
      if (input.type === 'closed' && 'channel' in input) node.peers.delete(input.channel);
      this.#carryOut(node, node.handle(input));
      this.#notifyOthers(node);
    }
    throw new Error('the conversation does not come to rest');
  }

  #notifyOthers(except: Node): void {
    if (this.world.revision === this.#revision) return;
    this.#revision = this.world.revision;
    for (const node of this.#nodes) {
      if (node !== except) this.#carryOut(node, node.handle({ type: 'notified' }));
    }
  }

  #later(node: Node, input: Input & { channel: Channel }): void {
    const way = `${this.#names.get(node) ?? 0} ${input.channel}`;
    this.#ways.set(way, [...(this.#ways.get(way) ?? []), { node, input }]);
  }

  #carryOut(node: Node, outputs: readonly ProgramOutput[]): void {
    for (const output of outputs) {
      switch (output.type) {
        case 'print':
        case 'complain':
          this.screen += output.text;
          break;
        case 'mode':
          this.mode = output.mode;
          break;
        case 'send': {
          const peer = node.peers.get(output.channel);
          const pieces = output.body instanceof Uint8Array ? [output.body] : output.body;
          for (const bytes of pieces) {
            if (peer !== undefined) this.#later(peer.node, { type: 'data', channel: peer.channel, bytes });
          }
          this.#later(node, { type: 'sent', channel: output.channel });
          break;
        }
        case 'end':
          this.#tell(node, output.channel, ['ended']);
          break;
        case 'close':
          this.#tell(node, output.channel, ['ended', 'closed']);
          node.peers.delete(output.channel);
          for (const [at, listener] of this.#listeners) {
            if (listener.node === node && listener.channel === output.channel) this.#listeners.delete(at);
          }
          break;
        case 'listen': {
          const address = { host: node.host, port: output.port ?? this.#port++ };
          this.#listeners.set(`${address.host}:${address.port}`, { node, channel: output.channel });
          this.#later(node, { type: 'listening', channel: output.channel, address });
          break;
        }
        case 'connect':
          this.#connect(node, output.channel, output.to);
          break;
        default:
          break;
      }
    }
  }

  #tell(node: Node, channel: Channel, types: readonly ('ended' | 'closed')[]): void {
    const peer = node.peers.get(channel);
    if (peer !== undefined) for (const type of types) this.#later(peer.node, { type, channel: peer.channel });
  }

  #connect(node: Node, channel: Channel, to: Address): void {
    const at = `${to.host}:${to.port}`;
    const peer = this.#listeners.get(at) ?? this.#serve(to);
    if (peer === undefined) {
      node.peers.set(channel, { node, channel: '' });
      this.#later(node, { type: 'refused', channel, reason: 'connection-refused' });
      return;
    }
    this.#listeners.delete(at);
    const from = { host: node.host, port: this.#port++ };
    node.peers.set(channel, peer);
    peer.node.peers.set(peer.channel, { node, channel });
    this.#later(node, { type: 'connected', channel, local: from, remote: to });
    this.#later(peer.node, { type: 'connected', channel: peer.channel, local: to, remote: from });
  }

  /** A new engine of the service that stands at the address. */
  #serve(to: Address): { node: Node; channel: Channel } | undefined {
    const host = this.world.host(to.host);
    const found = Object.entries(protocols).find(([, protocol]) => protocol.port === to.port);
    const service = found === undefined ? undefined : host?.services[found[0]];
    if (host === undefined || found === undefined || service === undefined) return undefined;
    const [name, protocol] = found as [string, Protocol];
    let id = 0;
    const storeOf = (stores as Readonly<Record<string, (...args: never[]) => unknown>>)[name];
    const engine = protocol.create({
      host,
      service,
      surroundings: { now: () => this.#now, limits },
      nextId: () => ++id,
      store: storeOf?.(...([this.world, host, service] as never[])) as never,
    });
    const node = this.#join({ handle: (input) => engine.handle(input), host: to.host, peers: new Map() });
    return { node, channel: MAIN };
  }
}
