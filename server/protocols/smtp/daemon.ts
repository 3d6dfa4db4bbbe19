/**
 * The queue runner of a host (RFC 5321 §4.5.4.1): an engine without a main channel that hands on what is due, a few
 * connections at once, and settles what came of it. What waits, and until when, is in the world and nowhere else: begun
 * anew it goes on where it was. Never throws for what another server says.
 */
import type { Engine, Input, Output } from '../engine.ts';
import type { ServiceSetting } from '../registry.ts';
import { Attempt } from './attempt.ts';
import { type Destination, destinationOf } from './destinations.ts';
import { type RemoteHost, unrouteable } from './failure.ts';
import { Sender } from './sender.ts';
import type { QueuedRecipient, SmtpStore } from './store.ts';
import { goesRound } from './trace.ts';
import type { Outcome } from './transfer.ts';

const SMTP_PORT = 25;
/** Exim's remote_max_parallel is 4 since 4.95. */
const CONNECTION_LIMIT = 4;
/** RFC 5321 §4.5.3.1.8: so many a server takes at once. */
const RECIPIENT_LIMIT = 100;
const LOOP: Destination = { type: 'failed', failure: unrouteable('Too many "Received" headers - suspected mail loop') };
const ALARM = 'queue';
/** A timer runs no longer; whoever wakes too early sets it again. */
const LONGEST_WAIT_MS = 3_600_000;

/** A message for those of its recipients that the same hosts take mail for. */
interface Job {
  readonly attempt: Attempt;
  readonly recipients: readonly QueuedRecipient[];
  /** To be tried in this order. */
  readonly hosts: readonly [RemoteHost, ...RemoteHost[]];
  /** The first of them offered TLS and could not begin it: it is spoken to in the clear. */
  readonly isPlain?: boolean;
}

export class RelayDaemon implements Engine {
  readonly #setting: ServiceSetting<SmtpStore>;
  /** By the message's id. */
  readonly #attempts = new Map<string, Attempt>();
  #waiting: Job[] = [];
  readonly #connections = new Map<string, { readonly sender: Sender; job: Job }>();
  #lastConnection = 0;
  #alarm: number | undefined;

  constructor(setting: ServiceSetting<SmtpStore>) {
    this.#setting = setting;
  }

  get state(): 'idle' | 'relaying' {
    return this.#connections.size + this.#waiting.length > 0 ? 'relaying' : 'idle';
  }

  handle(input: Input): readonly Output[] {
    if (input.type === 'notified') return this.#look();
    if (input.type === 'elapsed' && input.timer === ALARM) {
      this.#alarm = undefined;
      return this.#look();
    }
    const connection = this.#connections.get(input.type === 'elapsed' ? input.timer : input.channel);
    if (connection === undefined) return [];
    const outputs = [...connection.sender.handle(input)];
    // The queue may be long: it is looked through only where something may have become due, or free.
    return this.#follow(connection, outputs) ? [...outputs, ...this.#look()] : outputs;
  }

  /** Begins what is due, dials for what waits, and sees to being woken. */
  #look(): readonly Output[] {
    const outputs: Output[] = [];
    while (this.#beginDue());
    for (let at = this.#nextToDial(); at >= 0; at = this.#nextToDial()) {
      const [job] = this.#waiting.splice(at, 1);
      if (job !== undefined) outputs.push(...this.#dial(job));
    }
    return [...outputs, ...this.#setAlarm()];
  }

  /** Looks through the queue; gives whether an attempt was over at once, and the queue is another now. */
  #beginDue(): boolean {
    let hasSettled = false;
    const now = this.#setting.surroundings.now();
    for (const message of this.#setting.store.queue) {
      if (message.nextAttempt > now || this.#attempts.has(message.id)) continue;
      const attempt = new Attempt(this.#setting, message);
      this.#attempts.set(message.id, attempt);
      this.#waiting.push(...this.#jobsOf(attempt));
      if (this.#finishIfOver(attempt)) hasSettled = true;
    }
    return hasSettled;
  }

  /** What is to be carried; the results that need no carrying are noted. */
  #jobsOf(attempt: Attempt): Job[] {
    const jobs = new Map<string, { recipients: QueuedRecipient[]; hosts: Job['hosts'] }>();
    const { message, recipients } = attempt.message;
    const isLooping = goesRound(message);
    for (const recipient of recipients) {
      const destination = isLooping ? LOOP : destinationOf(this.#setting, recipient.address);
      if (destination.type === 'failed') attempt.note(recipient, destination);
      else if (destination.type === 'local') attempt.deliverLocally(recipient, destination.localPart);
      else {
        const { hosts } = destination;
        const key = hosts.map(({ address }) => address).join(' ');
        const job = jobs.get(key) ?? { recipients: [], hosts };
        jobs.set(key, job);
        job.recipients.push(recipient);
      }
    }
    return [...jobs.values()].flatMap(({ recipients: all, hosts }) =>
      groupsOf(all, RECIPIENT_LIMIT).map((group) => ({ attempt, recipients: group, hosts })),
    );
  }

  /** The first job whose host nobody speaks to now: the others wait for that connection. */
  #nextToDial(): number {
    if (this.#connections.size >= CONNECTION_LIMIT) return -1;
    const busy = new Set(
      [...this.#connections.values()].flatMap(({ sender }) => (sender.state === 'quit' ? [] : [sender.host.address])),
    );
    return this.#waiting.findIndex(({ hosts: [host] }) => !busy.has(host.address));
  }

  #dial(job: Job): readonly Output[] {
    const channel = `relay-${++this.#lastConnection}`;
    const [host] = job.hosts;
    const sender = new Sender({
      channel,
      to: { ...host, port: SMTP_PORT },
      helo: this.#setting.host.name,
      envelope: envelopeOf(job),
      tls: job.isPlain === true ? 'never' : 'where-offered',
    });
    this.#connections.set(channel, { sender, job });
    return sender.start();
  }

  /**
   * What the sender has come to: results are noted, and the connection goes on to the next message or ends. Gives whether
   * there were results, or there is room for a connection.
   */
  #follow(connection: { readonly sender: Sender; job: Job }, outputs: Output[]): boolean {
    const { sender } = connection;
    let hasResults = false;
    for (let outcomes = sender.takeOutcomes(); outcomes !== undefined; outcomes = sender.takeOutcomes()) {
      const { job } = connection;
      hasResults = true;
      // What an old connection could not carry goes over a new one.
      if (sender.hasFailedHandshake) this.#waiting.unshift({ ...job, isPlain: true });
      else if (sender.isStale && outcomes.every(({ type }) => type === 'deferred')) this.#waiting.unshift(job);
      else this.#conclude(job, outcomes);
      if (sender.state !== 'ready') break;
      const next = outcomes.some(({ type }) => type === 'delivered') ? this.#takeJobFor(sender.host) : undefined;
      if (next === undefined) outputs.push(...sender.quit());
      else {
        connection.job = next;
        outputs.push(...sender.begin(envelopeOf(next)));
      }
    }
    if (sender.state !== 'closed') return hasResults;
    this.#connections.delete(sender.channel);
    return true;
  }

  #takeJobFor({ address }: RemoteHost): Job | undefined {
    const at = this.#waiting.findIndex(({ hosts: [host] }) => host.address === address);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  #conclude({ attempt, recipients, hosts: [, ...others] }: Job, outcomes: readonly Outcome[]): void {
    const [next, ...later] = others;
    const forNext: QueuedRecipient[] = [];
    recipients.forEach((recipient, at) => {
      const outcome = outcomes[at];
      if (outcome === undefined) throw new Error(`no outcome for ${recipient.address}`);
      // RFC 5321 §5.1: what one exchanger can't take now, the next may.
      if (outcome.type === 'deferred' && next !== undefined) forNext.push(recipient);
      else attempt.note(recipient, outcome);
    });
    if (next !== undefined && forNext.length > 0) {
      this.#waiting.unshift({ attempt, recipients: forNext, hosts: [next, ...later] });
    }
    if (!this.#finishIfOver(attempt)) attempt.settleDelivered();
  }

  #finishIfOver(attempt: Attempt): boolean {
    if (!attempt.isOver) return false;
    attempt.finish();
    this.#attempts.delete(attempt.message.id);
    return true;
  }

  #setAlarm(): readonly Output[] {
    let next = Infinity;
    for (const { id, nextAttempt } of this.#setting.store.queue) {
      if (!this.#attempts.has(id)) next = Math.min(next, nextAttempt);
    }
    if (next === Infinity) {
      if (this.#alarm === undefined) return [];
      this.#alarm = undefined;
      return [{ type: 'timer', timer: ALARM, ms: null }];
    }
    if (this.#alarm === next) return [];
    this.#alarm = next;
    const ms = Math.max(0, Math.min(next - this.#setting.surroundings.now(), LONGEST_WAIT_MS));
    return [{ type: 'timer', timer: ALARM, ms }];
  }
}

const envelopeOf = ({ attempt: { message }, recipients }: Job) => ({ message, recipients });

function groupsOf<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
  return groups;
}
