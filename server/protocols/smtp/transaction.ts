/** One mail transaction (RFC 5321 §3.3): its reverse-path, its recipients, and the message until it is delivered. */
import type { ServiceSetting } from '../registry.ts';
import { formatMailbox, parsePath } from './address.ts';
import { MessageText } from './message-text.ts';
import { Mistake, Refusal } from './mistakes.ts';
import { acceptRecipient, type Recipient } from './recipients.ts';
import type { Delivery, SmtpStore } from './store.ts';
import { parseMailArgument } from './syntax.ts';
import { messageId, traced } from './trace.ts';

/** RFC 5321 §4.5.3.1.8: a server must take so many. */
const RECIPIENT_LIMIT = 100;
/** All copies of a message together are at most so many times the largest message. */
const COPIES_FACTOR = 4;

/** What the trace fields tell of the client. */
export interface Client {
  readonly remoteHost: string;
  readonly helo: string;
  readonly isExtended: boolean;
  readonly isAuthenticated: boolean;
}

export class Transaction {
  readonly #setting: ServiceSetting<SmtpStore>;
  #reversePath: string | undefined;
  #isInternational = false;
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
    this.#isInternational = false;
    this.#recipients = [];
    this.#rcptReply = undefined;
    this.#isRcptReplyCommon = true;
    this.#chunks = undefined;
    this.#chunkedBytes = 0;
    this.#textBegan = undefined;
  }

  /** MAIL (RFC 5321 §4.1.1.2, RFC 1870 §6 for SIZE, RFC 6152 for BODY, RFC 6531 §3.4 for SMTPUTF8). */
  begin(argument: string, isExtended: boolean): void {
    if (this.#reversePath !== undefined) throw new Mistake('503', 'sender already given');
    if (argument === '') throw new Mistake('501', 'MAIL must have an address operand');
    this.reset();
    const { path: text, parameters } = parseMailArgument(argument, isExtended);
    let sizeBytes = 0;
    for (const { name, value = '' } of parameters) {
      if (name === 'BODY' && !/^(?:8BITMIME|7BIT)$/i.test(value)) throw new Mistake('501', 'invalid data for BODY');
      if (name === 'SIZE') sizeBytes = Number(value);
      if (name === 'SMTPUTF8') this.#isInternational = true;
    }
    const result = parsePath(text);
    if ('error' in result) throw new Mistake('501', `${text}: ${result.error}`);
    const { path } = result;
    if (sizeBytes > this.#setting.surroundings.limits.messageBytes) {
      throw new Refusal('552', 'Message size exceeds maximum permitted');
    }
    if (path.domain === undefined && path.localPart !== '') {
      throw new Refusal('501', `${text}: sender address must contain a domain`);
    }
    this.#reversePath = formatMailbox(path);
  }

  /** RCPT. @throws Mistake, Refusal or PolicyRefusal; see acceptRecipient */
  add(argument: string, isAuthenticated: boolean): void {
    if (argument === '') throw new Mistake('501', 'RCPT must have an address operand');
    const recipient = acceptRecipient(this.#setting, argument, isAuthenticated);
    if (this.#recipients.length >= RECIPIENT_LIMIT) throw new Refusal('452', 'too many recipients');
    this.#recipients.push(recipient);
  }

  /** The message text begins: Exim's ids tell when that was. */
  beginText(): void {
    this.#textBegan ??= this.#setting.surroundings.now();
  }

  /** The message that BDAT's chunks make up, with one more of `sizeBytes` announced. */
  announceChunk(sizeBytes: number): MessageText {
    this.#chunkedBytes += sizeBytes;
    const { messageBytes } = this.#setting.surroundings.limits;
    this.#chunks ??= new MessageText({ limitBytes: messageBytes, endsWithDot: false });
    return this.#chunks;
  }

  get chunkedBytes(): number {
    return this.#chunkedBytes;
  }

  /** Puts the message into every recipient's mailbox, once an address. @returns its id. @throws Refusal 452 */
  deliver(message: Uint8Array, client: Client): string {
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
      id,
      now,
      recipients: recipients.map(({ address }) => address),
    };
    const copies = recipients.reduce((sum, { users }) => sum + users.length, 0);
    const isTooMuch = copies > 1 && copies * message.length > COPIES_FACTOR * surroundings.limits.messageBytes;
    const deliveries = function* (): Generator<Delivery> {
      for (const { address, users } of recipients) {
        for (const user of users) yield { user, message: traced(trace, address, message) };
      }
    };
    if (isTooMuch || store.deliver([...deliveries()]) === 'full') {
      throw new Refusal('452', 'Space shortage, please try later');
    }
    return id;
  }

  /** The keyword of Received's `with` (RFC 3848, RFC 6531 §4.3). */
  #protocolOf({ isExtended, isAuthenticated }: Client): string {
    const plain = isExtended ? `esmtp${isAuthenticated ? 'a' : ''}` : 'smtp';
    return this.#isInternational ? `utf8${plain}` : plain;
  }
}
