/** One mail transaction (RFC 5321 §3.3): its reverse-path, its recipients, and the message until it is delivered. */
import type { TlsSession } from '../engine.ts';
import type { ServiceSetting } from '../registry.ts';
import { formatMailbox, isAngled, type Parameter, parsePath } from './address.ts';
import { MessageText } from './message-text.ts';
import { Mistake, Refusal } from './mistakes.ts';
import { readReturn } from './notification.ts';
import { expectWelcomeSender } from './policies.ts';
import { acceptRecipient, expectRoom, type Recipient } from './recipients.ts';
import { smtpSettings } from './settings.ts';
import type { Delivery, QueuedMessage, SmtpStore } from './store.ts';
import { parseMailArgument } from './syntax.ts';
import { completed, goesRound, messageId, received, traced } from './trace.ts';

/** All copies of a message together are at most so many times the largest message. */
const COPIES_FACTOR = 4;

/** What the trace fields tell of the client. */
export interface TracedClient {
  readonly remoteHost: string;
  readonly helo: string;
  readonly isExtended: boolean;
  /** Who is logged in. */
  readonly user: string | undefined;
  /** Undefined: the connection is plain. */
  readonly tls: TlsSession | undefined;
}

/** What MAIL asks for beside the reverse-path. */
type Envelope = Pick<QueuedMessage, 'isInternational' | 'is8Bit' | 'returns' | 'envelopeId'>;

export class Transaction {
  readonly #setting: ServiceSetting<SmtpStore>;
  #reversePath: string | undefined;
  #envelope: Envelope = {};
  #sizeBytes = 0;
  #recipients: Recipient[] = [];
  #rcptReply: string | undefined;
  #isRcptReplyCommon = true;
  #chunks: MessageText | undefined;
  #chunkedBytes = 0;
  #textBegan: number | undefined;

  constructor(setting: ServiceSetting<SmtpStore>) {
    this.#setting = setting;
  }

  /** Empty for the null path; undefined before MAIL. */
  get reversePath(): string | undefined {
    return this.#reversePath;
  }

  get recipients(): readonly Recipient[] {
    return this.#recipients;
  }

  /** What all RCPT commands were answered, where they were answered the same. */
  get commonRcptReply(): string | undefined {
    return this.#isRcptReplyCommon ? this.#rcptReply : undefined;
  }

  noteRcptReply(text: string): void {
    if (this.#rcptReply === undefined) this.#rcptReply = text;
    else if (this.#rcptReply !== text) this.#isRcptReplyCommon = false;
  }

  reset(): void {
    this.#reversePath = undefined;
    this.#envelope = {};
    this.#sizeBytes = 0;
    this.#recipients = [];
    this.#rcptReply = undefined;
    this.#isRcptReplyCommon = true;
    this.#chunks = undefined;
    this.#chunkedBytes = 0;
    this.#textBegan = undefined;
  }

  /** The largest message that is taken, in bytes: the house's limit, or the world's where that is less. */
  get limitBytes(): number {
    const { surroundings, service } = this.#setting;
    return Math.min(surroundings.limits.messageBytes, smtpSettings(service).sizeLimit ?? Infinity);
  }

  /** MAIL (RFC 5321 §4.1.1.2, RFC 1870 §6 for SIZE, RFC 6152 for BODY, RFC 6531 §3.4 for SMTPUTF8, RFC 3461 §4 for RET, ENVID). */
  begin(argument: string, isExtended: boolean): void {
    if (this.#reversePath !== undefined) throw new Mistake('503', 'sender already given');
    if (argument === '') throw new Mistake('501', 'MAIL must have an address operand');
    this.reset();
    const settings = smtpSettings(this.#setting.service);
    const { path: text, parameters } = parseMailArgument(argument, isExtended);
    const envelope = envelopeOf(parameters, settings.dsn);
    const size = parameters.find(({ name }) => name === 'SIZE')?.value ?? '';
    const sizeBytes = /^\d+$/.test(size) ? Number(size) : 0;
    if (settings.angleBrackets === 'strict' && !isAngled(text)) {
      throw new Mistake('501', `${text}: address must be in angle brackets`);
    }
    const result = parsePath(text);
    if ('error' in result) throw new Mistake('501', `${text}: ${result.error}`);
    const { path } = result;
    if (sizeBytes > this.limitBytes) throw new Refusal('552', 'Message size exceeds maximum permitted');
    if (path.domain === undefined && path.localPart !== '') {
      throw new Refusal('501', `${text}: sender address must contain a domain`);
    }
    const reversePath = formatMailbox(path);
    expectWelcomeSender(this.#setting, reversePath);
    this.#reversePath = reversePath;
    this.#envelope = envelope;
    this.#sizeBytes = sizeBytes;
  }

  /** RCPT. @throws Mistake, Refusal or PolicyRefusal; see acceptRecipient */
  add(
    argument: string,
    client: { readonly remoteHost: string; readonly isAuthenticated: boolean; readonly isExtended: boolean },
  ): void {
    if (argument === '') throw new Mistake('501', 'RCPT must have an address operand');
    const { dsn, recipientsLimit } = smtpSettings(this.#setting.service);
    const recipient = acceptRecipient(this.#setting, argument, {
      ...client,
      reversePath: this.#reversePath ?? '',
      sizeBytes: this.#sizeBytes,
      offersDsn: dsn && client.isExtended,
    });
    // RFC 5321 §4.5.3.1.10.
    if (this.#recipients.length >= recipientsLimit) throw new Refusal('452', 'too many recipients');
    this.#recipients.push(recipient);
  }

  /** The message text begins: Exim's ids tell when that was. */
  beginText(): void {
    this.#textBegan ??= this.#setting.surroundings.now();
  }

  /** The message that BDAT's chunks make up, with one more of `sizeBytes` announced. */
  announceChunk(sizeBytes: number): MessageText {
    this.#chunkedBytes += sizeBytes;
    this.#chunks ??= new MessageText({ limitBytes: this.limitBytes, endsWithDot: false });
    return this.#chunks;
  }

  get chunkedBytes(): number {
    return this.#chunkedBytes;
  }

  /**
   * Takes the responsibility for the message: puts it into every mailbox of this host, once an address, and what must be
   * handed on into the queue. @returns its id. @throws Refusal 452 where there is no room
   */
  deliver(text: Uint8Array, client: TracedClient): string {
    const { host, service, surroundings, store, nextId } = this.#setting;
    const now = surroundings.now();
    const id = messageId(this.#textBegan ?? now, nextId());
    const recipients = [
      ...new Map(this.#recipients.map((recipient) => [recipient.address.toLowerCase(), recipient])).values(),
    ];
    const trace = {
      reversePath: this.#reversePath ?? '',
      by: host.name,
      software: service.software,
      remoteHost: client.remoteHost,
      helo: client.helo,
      with: this.#protocolOf(client),
      tls: client.tls,
      id,
      now,
      recipients: recipients.map(({ address }) => address),
    };
    const message = smtpSettings(service).completesMessages ? completed(trace, this.#authorOf(client), text) : text;
    // What goes round in circles is not delivered: whoever runs the queue returns it. And he tells of a success.
    const isLooping = goesRound(message, 1);
    const isForQueue = ({ users, notify = [] }: Recipient): boolean =>
      isLooping || users.length === 0 || (notify !== 'NEVER' && notify.includes('SUCCESS'));
    const local = recipients.filter((recipient) => !isForQueue(recipient));
    for (const { users } of local) expectRoom(this.#setting, users, message.length);
    const toQueue = recipients.filter(isForQueue);
    const queued = toQueue.length === 0 ? undefined : this.#queuedFor(toQueue, received(trace, message), id);
    const copies = local.reduce((sum, { users }) => sum + users.length, 0);
    const isTooMuch = copies > 1 && copies * message.length > COPIES_FACTOR * surroundings.limits.messageBytes;
    const deliveries = function* (): Generator<Delivery> {
      for (const { address, users } of local) {
        for (const user of users) yield { user, message: traced(trace, address, message) };
      }
    };
    if (isTooMuch || store.deliver([...deliveries()], queued) === 'full') {
      throw new Refusal('452', 'Space shortage, please try later');
    }
    return id;
  }

  #queuedFor(recipients: readonly Recipient[], message: Uint8Array, id: string): QueuedMessage {
    const now = this.#setting.surroundings.now();
    return {
      id,
      reversePath: this.#reversePath ?? '',
      recipients: recipients.map(({ users: _users, ...recipient }) => recipient),
      message,
      arrived: now,
      attempts: 0,
      nextAttempt: now,
      ...this.#envelope,
    };
  }

  /** Whose message it is, where its header does not tell: its sender's, else that of who is logged in (Exim's sender_retain). */
  #authorOf({ user }: TracedClient): string | undefined {
    if (this.#reversePath !== undefined && this.#reversePath !== '') return this.#reversePath;
    if (user === undefined) return undefined;
    return user.includes('@') ? user : `${user}@${this.#setting.host.name}`;
  }

  /** The keyword of Received's `with` (RFC 3848, RFC 6531 §4.3). */
  #protocolOf({ isExtended, user, tls }: TracedClient): string {
    const secured = `${isExtended ? 'esmtp' : 'smtp'}${tls === undefined ? '' : 's'}`;
    const protocol = isExtended && user !== undefined ? `${secured}a` : secured;
    return this.#envelope.isInternational === true ? `utf8${protocol}` : protocol;
  }
}

/** MAIL's parameters, as they go with the message. @throws Mistake */
function envelopeOf(parameters: readonly Parameter[], offersDsn: boolean): Envelope {
  let isInternational = false;
  let is8Bit = false;
  for (const { name, value = '' } of parameters) {
    if (name === 'BODY') {
      if (!/^(?:8BITMIME|7BIT)$/i.test(value)) throw new Mistake('501', 'invalid data for BODY');
      is8Bit = value.toUpperCase() === '8BITMIME';
    }
    // RFC 4954 §5: xtext, or <>.
    if (name === 'AUTH' && !/^(?:<>|(?:[!-*,-<>-~]|\+[0-9A-F]{2})*)$/.test(value)) {
      throw new Mistake('501', 'invalid data for AUTH');
    }
    if (name === 'SMTPUTF8') isInternational = true;
  }
  // Where DSN is not offered, what is asked for is passed over.
  const returned = offersDsn ? readReturn(parameters) : {};
  return { ...returned, ...(isInternational && { isInternational }), ...(is8Bit && { is8Bit }) };
}
