/**
 * For tests: hosts of one world that relay to one another in memory. Real daemons, real engines, a clock that a test moves;
 * where a test wants a server that no engine would be, it says each reply itself. Bytes are cut as the test likes.
 */
import type { HostDefinition, NameRecord, ServiceDefinition, TlsOffer } from '../../../labs/world.ts';
import { limits, mailWorld, type MailWorldOptions } from '../../sandbox/mail-world.testkit.ts';
import { smtpStore } from '../../sandbox/smtp-store.ts';
import type { World } from '../../sandbox/world.ts';
import { type Address, type Channel, type Engine, type Input, MAIN, type Output } from '../engine.ts';
import { latin1, latin1Bytes } from '../lines.ts';
import type { ServiceSetting } from '../registry.ts';
import { type Cutting, TLS, whole } from '../transcript.ts';
import { RelayDaemon } from './daemon.ts';
import { SmtpEngine } from './engine.ts';
import type { QueuedMessage, SmtpStore } from './store.ts';

export const BEGAN = Date.parse('2024-06-27T16:18:09Z');
export const HERE = 'server.thm';

/** What a server that a test makes says: to the connection (''), then to each line; undefined: nothing; null: it hangs up. */
export type Answers = (line: string) => string | null | undefined;

export interface Talk {
  readonly from: string;
  readonly to: string;
  /** `C: ` and `S: ` before each line, as it crossed. */
  readonly lines: string[];
}

interface End {
  readonly machine: Engine;
  readonly channel: Channel;
  readonly side: 'C' | 'S';
  readonly talk: Talk;
  rest: string;
  peer: End | undefined;
}

export interface RelayNetOptions extends Omit<MailWorldOptions, 'others' | 'now'> {
  /** Names and addresses of the other hosts; each has SMTP unless it stands in `answers` or `dead`. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly answers?: Readonly<Record<string, Answers>>;
  /** Hosts at which nobody listens. */
  readonly dead?: readonly string[];
  readonly settings?: ServiceDefinition['settings'];
  readonly cutting?: Cutting;
  /** How our own servers offer TLS; without it, not at all. */
  readonly tls?: TlsOffer;
  /** What becomes of a handshake that somebody begins; well, where it is not said. */
  readonly handshake?: 'fails';
}

export class RelayNet {
  readonly world: World;
  readonly talks: Talk[] = [];
  readonly #options: RelayNetOptions;
  readonly #daemons = new Map<string, RelayDaemon>();
  readonly #ends = new Map<Engine, Map<Channel, End>>();
  readonly #timers = new Map<Engine, Map<string, number>>();
  /** What is still to be handed over, in order. */
  readonly #inputs: (() => void)[] = [];
  #now = BEGAN;
  #id = 2600;

  constructor(options: RelayNetOptions = {}) {
    this.#options = options;
    const { hosts = {}, settings = {}, tls } = options;
    const services = (settings: ServiceDefinition['settings']) => ({
      smtp: { software: 'Exim 4.96', settings, ...(tls !== undefined && { tls }) },
    });
    const others = Object.entries(hosts).map(([name, address]): HostDefinition => ({
      name,
      address,
      aliases: [],
      services: services(settings),
      files: [],
    }));
    const { world } = mailWorld({ ...options, services: services(settings), others, now: () => this.#now });
    this.world = world;
    this.startDaemons();
    let isToNotify = false;
    world.subscribe(() => {
      if (isToNotify) return;
      isToNotify = true;
      this.#inputs.push(() => {
        isToNotify = false;
        for (const daemon of this.#daemons.values()) this.#give(daemon, { type: 'notified' });
      });
    });
  }

  /** As after a restart: what stood in memory is gone, connections too. */
  startDaemons(): void {
    this.#ends.clear();
    this.#timers.clear();
    this.#inputs.length = 0;
    this.#daemons.clear();
    for (const host of this.world.seed.world.hosts)
      this.#daemons.set(host.name, new RelayDaemon(this.setting(host.name)));
    for (const daemon of this.#daemons.values()) this.#give(daemon, { type: 'notified' });
  }

  setting(name = HERE): ServiceSetting<SmtpStore> {
    const host = this.world.host(name);
    const service = host?.services['smtp'];
    if (host === undefined || service === undefined) throw new Error(`no SMTP on ${name}`);
    const surroundings = { now: () => this.#now, limits };
    return { host, service, surroundings, nextId: () => ++this.#id, store: smtpStore(this.world, host, service) };
  }

  daemon(name = HERE): RelayDaemon {
    const daemon = this.#daemons.get(name);
    if (daemon === undefined) throw new Error(`no host ${name}`);
    return daemon;
  }

  /** Puts a message into a host's queue. */
  queue(overrides: Partial<QueuedMessage> & { readonly to: readonly string[] }, host = HERE): QueuedMessage {
    const { to, ...rest } = overrides;
    const message: QueuedMessage = {
      id: `1sMrpq-0001A${this.queued(host).length}-UT`,
      reversePath: 'strategos@server.thm',
      recipients: to.map((address) => ({ address })),
      message: latin1Bytes(MESSAGE),
      arrived: this.#now,
      attempts: 0,
      nextAttempt: this.#now,
      ...rest,
    };
    this.setting(host).store.deliver([], message);
    return message;
  }

  queued(host = HERE): readonly QueuedMessage[] {
    return this.world.queue(host);
  }

  /** The texts of a user's mails beyond those of the seed. */
  inbox(user = 'archimedes'): string[] {
    const account = this.world.account(user);
    const seeded = account?.definition.mailboxes.find(({ name }) => name === 'INBOX')?.messages.length ?? 0;
    return (account?.mailboxes.get('INBOX')?.mails ?? []).slice(seeded).map(({ body }) => latin1(body));
  }

  get now(): number {
    return this.#now;
  }

  /** Lets happen what happens at once. */
  settle(): void {
    for (let step = this.#inputs.shift(), steps = 0; step !== undefined; step = this.#inputs.shift()) {
      if (++steps > 100_000) throw new Error('the hosts never come to rest');
      step();
    }
  }

  /** Lets the time pass, and each timer elapse at its moment. */
  pass(seconds: number): void {
    const end = this.#now + seconds * 1000;
    this.settle();
    for (let next = this.#nextTimer(); next !== undefined && next.at <= end; next = this.#nextTimer()) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.get(next.machine)?.delete(next.timer);
      this.#give(next.machine, { type: 'elapsed', timer: next.timer });
      this.settle();
    }
    this.#now = end;
  }

  #nextTimer(): { readonly machine: Engine; readonly timer: string; readonly at: number } | undefined {
    return [...this.#timers]
      .flatMap(([machine, timers]) => [...timers].map(([timer, at]) => ({ machine, timer, at })))
      .sort((one, other) => one.at - other.at)[0];
  }

  #give(machine: Engine, input: Input): void {
    for (const output of machine.handle(input)) this.#carryOut(machine, output);
  }

  #carryOut(machine: Engine, output: Output): void {
    const timers = this.#timers.get(machine) ?? new Map<string, number>();
    const ends = this.#ends.get(machine);
    switch (output.type) {
      case 'connect':
        this.#connect(machine, output.channel, output.to);
        return;
      case 'timer':
        if (output.ms === null) timers.delete(output.timer);
        else timers.set(output.timer, this.#now + output.ms);
        this.#timers.set(machine, timers);
        return;
      case 'send': {
        const end = ends?.get(output.channel);
        if (end === undefined) return;
        for (const piece of output.body instanceof Uint8Array ? [output.body] : output.body) this.#send(end, piece);
        this.#inputs.push(() => this.#toChannel(end, { type: 'sent', channel: end.channel }));
        return;
      }
      case 'close': {
        const end = ends?.get(output.channel);
        ends?.delete(output.channel);
        if (end?.side === 'S') this.#timers.delete(machine);
        const { peer } = end ?? {};
        if (peer === undefined) return;
        this.#inputs.push(() => this.#toChannel(peer, { type: 'ended', channel: peer.channel }));
        this.#inputs.push(() => this.#toChannel(peer, { type: 'closed', channel: peer.channel }));
        return;
      }
      case 'start-tls': {
        const end = ends?.get(output.channel);
        if (end !== undefined) this.#inputs.push(() => this.#shakeHands(end));
        return;
      }
      default:
        throw new Error(`nobody asks for ${output.type} here`);
    }
  }

  #shakeHands(end: End): void {
    const { channel, machine } = end;
    if (this.#options.handshake === undefined) {
      this.#toChannel(end, { type: 'secured', channel, tls: TLS });
      return;
    }
    this.#toChannel(end, {
      type: 'tls-failed',
      channel,
      reason: 'wrong version number',
      bytesRead: 5,
      bytesWritten: 300,
    });
    this.#ends.get(machine)?.delete(channel);
  }

  #send(end: End, bytes: Uint8Array): void {
    end.rest += latin1(bytes);
    for (let lf = end.rest.indexOf('\n'); lf >= 0; lf = end.rest.indexOf('\n')) {
      end.talk.lines.push(`${end.side}: ${end.rest.slice(0, lf).replace(/\r$/, '')}`);
      end.rest = end.rest.slice(lf + 1);
    }
    const { peer } = end;
    if (peer === undefined) return;
    for (const piece of (this.#options.cutting ?? whole)(bytes)) {
      this.#inputs.push(() => this.#toChannel(peer, { type: 'data', channel: peer.channel, bytes: piece }));
    }
  }

  #toChannel(end: End, input: Input): void {
    if (this.#ends.get(end.machine)?.get(end.channel) === end) this.#give(end.machine, input);
  }

  #connect(machine: Engine, channel: Channel, to: Address): void {
    const from = [...this.#daemons].find(([, daemon]) => daemon === machine)?.[0] ?? '';
    const host = this.world.host(to.host);
    const { dead = [], answers = {} } = this.#options;
    if (host === undefined || dead.includes(host.name)) {
      const reason = host === undefined ? 'no-route' : 'connection-refused';
      this.#inputs.push(() => this.#give(machine, { type: 'refused', channel, reason }));
      return;
    }
    const said = answers[host.name];
    const server = said === undefined ? new SmtpEngine(this.setting(host.name)) : new Scripted(said);
    const talk: Talk = { from, to: host.name, lines: [] };
    this.talks.push(talk);
    const client: End = { machine, channel, side: 'C', talk, rest: '', peer: undefined };
    const serving: End = { machine: server, channel: MAIN, side: 'S', talk, rest: '', peer: client };
    client.peer = serving;
    this.#ends.set(machine, (this.#ends.get(machine) ?? new Map<Channel, End>()).set(channel, client));
    this.#ends.set(server, new Map([[MAIN, serving]]));
    const near: Address = { host: this.world.host(from)?.address ?? '', port: 50_000 + this.talks.length };
    this.#inputs.push(() => this.#toChannel(client, { type: 'connected', channel, local: near, remote: to }));
    this.#inputs.push(() => this.#toChannel(serving, { type: 'connected', channel: MAIN, local: to, remote: near }));
  }
}

/** A server of a test's own making. Takes text up to the dot after a 354. */
class Scripted implements Engine {
  readonly state = 'scripted';
  readonly #answers: Answers;
  #held = '';
  #isInText = false;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  handle(input: Input): readonly Output[] {
    if (input.type === 'connected') return this.#say(this.#answers(''));
    if (input.type === 'ended') return [{ type: 'close', channel: MAIN }];
    if (input.type !== 'data') return [];
    this.#held += latin1(input.bytes);
    const outputs: Output[] = [];
    for (let at = this.#held.indexOf('\r\n'); at >= 0; at = this.#held.indexOf('\r\n')) {
      const line = this.#held.slice(0, at);
      this.#held = this.#held.slice(at + 2);
      if (this.#isInText && line !== '.') continue;
      this.#isInText = false;
      outputs.push(...this.#say(this.#answers(line)));
    }
    return outputs;
  }

  #say(answer: string | null | undefined): Output[] {
    if (answer === null) return [{ type: 'close', channel: MAIN }];
    if (answer === undefined) return [];
    this.#isInText = answer.startsWith('354');
    return [{ type: 'send', channel: MAIN, body: latin1Bytes(answer === '' ? '' : `${answer}\r\n`) }];
  }
}

/** Answers as an ordinary server would, with exceptions: the first whose pattern fits the line. */
export function ordinary(
  extensions: readonly string[],
  exceptions: readonly (readonly [RegExp, string | null | undefined])[] = [],
): Answers {
  return (line) => {
    const exception = exceptions.find(([pattern]) => pattern.test(line));
    if (exception !== undefined) return exception[1];
    if (line === '') return '220 other ESMTP';
    if (/^EHLO/.test(line))
      return ['250-other', ...extensions.map((keyword) => `250-${keyword}`), '250 HELP'].join('\r\n');
    if (line === 'DATA') return '354 go ahead';
    return line === 'QUIT' ? '221 bye' : '250 OK';
  };
}

export const MESSAGE = [
  'Received: from [10.11.81.126] (helo=client.thm)',
  '\tby server.thm with esmtp (Exim 4.96)',
  '\t(envelope-from <strategos@server.thm>)',
  '\tid 1sMrpq-0001A0-UT;',
  '\tThu, 27 Jun 2024 16:18:09 +0000',
  'From: strategos@server.thm',
  'Message-Id: <m1@server.thm>',
  'Subject: Test',
  '',
  'Hello',
  '.a dot',
  '',
].join('\r\n');

/** An MX record. */
export const mx = (name: string, exchange: string, preference = 10): NameRecord => ({
  type: 'MX',
  name,
  preference,
  exchange,
});
