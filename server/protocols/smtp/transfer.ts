/**
 * One transaction from the client's side (RFC 5321 §3.3): which commands, in which groups (RFC 2920), what each reply
 * means for each recipient. Never touches a connection: it says what to send and is given the replies.
 */
import { type Body, type Output, send } from '../engine.ts';
import { joinBytes, latin1Bytes } from '../lines.ts';
import { dotStuffed } from './dot-stuffing.ts';
import { broke, type Failure, type RemoteHost, replied, unrouteable } from './failure.ts';
import type { ServerReply } from './reply-reader.ts';
import type { QueuedMessage, QueuedRecipient } from './store.ts';
import { headerEnd } from './trace.ts';

/** A message, and those of its recipients that this server takes mail for. */
export interface Envelope {
  readonly message: QueuedMessage;
  readonly recipients: readonly QueuedRecipient[];
}

export type Outcome =
  /** `isTold`: the other server has taken over what the sender is to be told (RFC 3461 §5.2.1). */
  | { readonly type: 'delivered'; readonly host: RemoteHost; readonly isTold: boolean }
  | { readonly type: 'failed' | 'deferred'; readonly failure: Failure };

/** What EHLO promised: keywords in upper case (RFC 5321 §4.1.1.1). */
export type Extensions = ReadonlySet<string>;

/** Exim's size_addition is 1024; the newline that ends its spool file isn't counted. */
const SIZE_ADDITION_BYTES = 1023;
/** A message that doesn't fit Exim's buffer goes as two chunks, header and body. */
const ONE_CHUNK_BYTES = 8192;

interface Step {
  readonly kind: 'mail' | 'rcpt' | 'data' | 'header' | 'text';
  /** As Exim names it: the command, or what was sent. */
  readonly name: string;
  readonly body: Uint8Array;
  /** Of the recipient, for RCPT. */
  readonly at: number;
}

export interface TransferSetting {
  readonly envelope: Envelope;
  readonly extensions: Extensions;
  readonly host: RemoteHost;
  readonly channel: string;
}

export class Transfer {
  readonly #setting: TransferSetting;
  readonly #outcomes: (Outcome | undefined)[];
  readonly #accepted: number[] = [];
  /** Not sent yet, and sent without a reply yet. */
  readonly #toSend: Step[];
  readonly #waiting: Omit<Step, 'body'>[] = [];
  readonly #isPipelined: boolean;
  #hasAnswer = false;

  constructor(setting: TransferSetting) {
    this.#setting = setting;
    this.#outcomes = setting.envelope.recipients.map(() => undefined);
    this.#isPipelined = setting.extensions.has('PIPELINING');
    this.#toSend = [...this.#steps()];
  }

  /** Every recipient's outcome, once nothing more is to be sent or to come. */
  get outcomes(): readonly Outcome[] | undefined {
    if (this.#toSend.length + this.#waiting.length > 0) return undefined;
    return this.#outcomes.flatMap((outcome) => outcome ?? []);
  }

  /** Whether MAIL was answered at all, other than that the server wants no more of us (421, RFC 5321 §3.8). */
  get hasAnswer(): boolean {
    return this.#hasAnswer;
  }

  /** The message is on its way: the server may take its time. */
  get isInText(): boolean {
    return this.#waiting.at(-1)?.kind === 'text';
  }

  begin(): readonly Output[] {
    const { envelope, extensions, host } = this.#setting;
    if (envelope.message.isInternational === true && !extensions.has('SMTPUTF8')) {
      // RFC 6531 §3.5, in Exim's words.
      const failure = unrouteable('utf8 support required but not offered for forwarding');
      this.#settleAll({ type: 'failed', failure: { ...failure, host } });
      return this.#end();
    }
    return this.#sendNext();
  }

  /** The reply to the first command that has none yet. */
  reply(reply: ServerReply): readonly Output[] {
    const step = this.#waiting.shift();
    if (step === undefined) return [];
    if (step.kind === 'mail') this.#hasAnswer = reply.code !== '421';
    const outputs = this.#take(step, reply);
    return this.#waiting.length > 0 ? outputs : [...outputs, ...this.#sendNext()];
  }

  /** The conversation is over before all replies came. @param reason given what it is that was not answered */
  break(reason: (awaited: string) => string): void {
    const [step] = this.#waiting;
    this.#end();
    this.#waiting.length = 0;
    const awaited = step === undefined ? 'MAIL FROM' : this.#nameOf(step);
    this.#settleAll({ type: 'deferred', failure: broke(this.#setting.host, reason(awaited)) });
  }

  #take(step: Omit<Step, 'body'>, { code, lines }: ServerReply): readonly Output[] {
    const { host, extensions, channel } = this.#setting;
    const failure = replied(host, this.#nameOf(step), lines);
    const refused: Outcome = { type: code.startsWith('5') ? 'failed' : 'deferred', failure };
    const isDone = code.startsWith('2');
    switch (step.kind) {
      case 'mail':
        if (!isDone) this.#settleAll(refused);
        return [];
      case 'rcpt':
        if (isDone) this.#accepted.push(step.at);
        else this.#outcomes[step.at] ??= refused;
        return [];
      case 'data': {
        if (!code.startsWith('3')) return this.#settleAccepted(refused);
        const text = this.#text();
        this.#waiting.push(text);
        return [send(text.body, channel)];
      }
      case 'header':
        return isDone ? [] : this.#settleAccepted(refused);
      case 'text':
        return this.#settleAccepted(isDone ? { type: 'delivered', host, isTold: extensions.has('DSN') } : refused);
      default:
        return step.kind satisfies never;
    }
  }

  /** The next command, or with PIPELINING all up to one that must be answered first (RFC 2920 §3.1). */
  #sendNext(): readonly Output[] {
    const pieces: Uint8Array[] = [];
    for (let step = this.#toSend[0]; step !== undefined; step = this.#toSend[0]) {
      const last = this.#waiting.at(-1);
      if (last === undefined && !this.#isWorthIt(step)) return this.#end();
      if (last !== undefined && (!this.#isPipelined || last.kind === 'header')) break;
      this.#toSend.shift();
      this.#waiting.push(step);
      pieces.push(step.body);
    }
    return pieces.length === 0 ? [] : [send(joinBytes(pieces), this.#setting.channel)];
  }

  /** Whether anything may still come of it. */
  #isWorthIt({ kind }: Step): boolean {
    return kind === 'mail' || kind === 'rcpt' ? this.#outcomes.includes(undefined) : this.#hasOpenRecipient();
  }

  /** Somebody was accepted, and has no outcome yet. */
  #hasOpenRecipient(): boolean {
    return this.#accepted.some((at) => this.#outcomes[at] === undefined);
  }

  #end(): readonly Output[] {
    this.#toSend.length = 0;
    return [];
  }

  #settleAccepted(outcome: Outcome): readonly Output[] {
    for (const at of this.#accepted) this.#outcomes[at] ??= outcome;
    return this.#end();
  }

  #settleAll(outcome: Outcome): void {
    this.#outcomes.forEach((_, at) => (this.#outcomes[at] ??= outcome));
  }

  #nameOf({ name, kind }: Omit<Step, 'body'>): string {
    return this.#isPipelined && (kind === 'mail' || kind === 'data') ? `pipelined ${name}` : name;
  }

  *#steps(): Generator<Step> {
    const { envelope, extensions } = this.#setting;
    const { message } = envelope.message;
    yield command('mail', this.#mailCommand());
    for (const [at, recipient] of envelope.recipients.entries()) {
      const name = `RCPT TO:<${recipient.address}>`;
      yield { kind: 'rcpt', name, at, body: line(name + rcptParameters(recipient, extensions)) };
    }
    if (!extensions.has('CHUNKING')) {
      yield command('data', 'DATA');
      return;
    }
    // RFC 3030 §2: no dots, and no waiting.
    const end = message.length > ONE_CHUNK_BYTES ? bodyStart(message) : 0;
    if (end > 0) yield { kind: 'header', name: `BDAT ${end}`, at: -1, body: chunk(message.subarray(0, end), '') };
    yield { ...END_OF_DATA, body: chunk(message.subarray(end), ' LAST') };
  }

  #mailCommand(): string {
    const { extensions, envelope } = this.#setting;
    const { reversePath, message, is8Bit, isInternational, returns, envelopeId } = envelope.message;
    const has = (keyword: string): boolean => extensions.has(keyword);
    return [
      `MAIL FROM:<${reversePath}>`,
      ...(has('SIZE') ? [`SIZE=${message.length + SIZE_ADDITION_BYTES}`] : []),
      // Deviates from Exim, which never says so, because RFC 6152 §3 asks for it.
      ...(is8Bit === true && has('8BITMIME') ? ['BODY=8BITMIME'] : []),
      ...(isInternational === true ? ['SMTPUTF8'] : []),
      ...(returns !== undefined && has('DSN') ? [`RET=${returns}`] : []),
      ...(envelopeId !== undefined && has('DSN') ? [`ENVID=${envelopeId}`] : []),
    ].join(' ');
  }

  /** RFC 2920 §3.1: text that was asked for must come, though nobody is left to get it. */
  #text(): Omit<Step, 'body'> & { readonly body: Body } {
    const { message } = this.#setting.envelope.message;
    const body = this.#hasOpenRecipient() ? dotStuffed(message) : latin1Bytes('.\r\n');
    return { ...END_OF_DATA, body };
  }
}

const END_OF_DATA = { kind: 'text', name: 'end of data', at: -1 } as const;

/** NOTIFY and ORCPT (RFC 3461 §4.1, §4.2), where the server knows them. */
function rcptParameters({ notify, originalRecipient }: QueuedRecipient, extensions: Extensions): string {
  if (!extensions.has('DSN')) return '';
  const parameters = [
    ...(notify === undefined ? [] : [`NOTIFY=${typeof notify === 'string' ? notify : notify.join(',')}`]),
    ...(originalRecipient === undefined ? [] : [`ORCPT=${originalRecipient}`]),
  ];
  return parameters.map((parameter) => ` ${parameter}`).join('');
}

/** Behind the empty line that ends the header. */
function bodyStart(message: Uint8Array): number {
  const end = headerEnd(message);
  return message[end] === 13 ? end + 2 : end;
}

const line = (text: string): Uint8Array => latin1Bytes(`${text}\r\n`);

const command = (kind: 'mail' | 'data', name: string): Step => ({ kind, name, at: -1, body: line(name) });

const chunk = (bytes: Uint8Array, mark: '' | ' LAST'): Uint8Array =>
  joinBytes([line(`BDAT ${bytes.length}${mark}`), bytes]);
