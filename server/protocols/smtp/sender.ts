/**
 * The client's side of SMTP (RFC 5321) as Exim's smtp transport speaks it: greeting, EHLO or HELO, TLS where it is offered,
 * one message after the other over one connection, QUIT. What a transaction consists of is in transfer.ts. Knows no queue, no socket, no clock;
 * holds one reply, whatever the server sends.
 */
import { type Address, type Channel, type Input, type Output, send } from '../engine.ts';
import { latin1Bytes } from '../lines.ts';
import { broke, type Failure, REFUSALS, type RemoteHost, replied, unreached } from './failure.ts';
import { ReplyReader, type ServerReply } from './reply-reader.ts';
import { type Envelope, type Outcome, Transfer } from './transfer.ts';

/** RFC 5321 §4.5.3.2 in a lesson's measure: minutes there, seconds here. */
const CONNECT_MS = 10_000;
const REPLY_MS = 20_000;
const TEXT_MS = 40_000;

export type SenderState =
  | 'connecting'
  | 'greeting'
  | 'hello'
  /** STARTTLS has no reply yet, or the handshake is not over. */
  | 'starttls'
  | 'handshake'
  | 'transaction'
  | 'ready'
  | 'quit'
  | 'closed';

export interface SenderSetting {
  readonly channel: Channel;
  readonly to: RemoteHost & { readonly port: number };
  /** The name with which this host greets. */
  readonly helo: string;
  /** What is sent first. */
  readonly envelope: Envelope;
  /** Whether TLS is begun where the server offers it (RFC 3207 §4); whoever it is, it is believed (Exim's tls_try_verify_hosts). */
  readonly tls: 'where-offered' | 'never';
}

const CLOSED = (awaited: string): string => `Remote host closed connection in response to ${awaited}`;

export class Sender {
  readonly #setting: SenderSetting;
  #replies = new ReplyReader();
  #isSecured = false;
  #hasFailedHandshake = false;
  #state: SenderState = 'connecting';
  #hello: 'EHLO' | 'HELO' = 'EHLO';
  #extensions: ReadonlySet<string> = new Set();
  #envelope: Envelope;
  #transfer: Transfer | undefined;
  #isFirst = true;
  /** What became of the envelope in hand, until it is taken. */
  #outcomes: readonly Outcome[] | undefined;

  constructor(setting: SenderSetting) {
    this.#setting = setting;
    this.#envelope = setting.envelope;
  }

  get state(): SenderState {
    return this.#state;
  }

  get channel(): Channel {
    return this.#setting.channel;
  }

  get host(): RemoteHost {
    const { name, address } = this.#setting.to;
    return { name, address };
  }

  /** An earlier message went over this connection, and now nothing is answered: where it fails, a new one is worth it. */
  get isStale(): boolean {
    return !this.#isFirst && this.#transfer?.hasAnswer !== true;
  }

  /** TLS was begun and came to nothing: the same host may be tried in the clear (Exim's tls_tempfail_tryclear). */
  get hasFailedHandshake(): boolean {
    return this.#hasFailedHandshake;
  }

  /** What became of the envelope, an outcome for each recipient in their order: once, when all is known. */
  takeOutcomes(): readonly Outcome[] | undefined {
    const outcomes = this.#outcomes;
    this.#outcomes = undefined;
    return outcomes;
  }

  /** Dials. */
  start(): readonly Output[] {
    const { channel, to } = this.#setting;
    const address: Address = { host: to.address, port: to.port };
    return [{ type: 'connect', channel, to: address }, this.#timer(CONNECT_MS)];
  }

  /** Sends a further message; only where `state` is `ready`. */
  begin(envelope: Envelope): readonly Output[] {
    this.#envelope = envelope;
    this.#isFirst = false;
    return this.#beginTransfer();
  }

  /** Says goodbye; only where `state` is `ready`. */
  quit(): readonly Output[] {
    this.#state = 'quit';
    return [this.#say('QUIT'), this.#timer(REPLY_MS)];
  }

  /** An input of this channel, or the elapsing of the timer of its name. */
  handle(input: Input): readonly Output[] {
    if (this.#state === 'closed') return [];
    switch (input.type) {
      case 'connected':
        this.#state = 'greeting';
        return [this.#timer(REPLY_MS)];
      case 'refused':
        return this.#lose(unreached(REFUSALS[input.reason]));
      case 'data':
        // RFC 3207 §6: what comes before the handshake is no word of the server that is heard behind it.
        return this.#state === 'handshake' ? [] : this.#read(input.bytes);
      case 'secured':
        if (this.#state !== 'handshake') return [];
        this.#isSecured = true;
        this.#replies = new ReplyReader();
        // RFC 3207 §4.2: what EHLO promised before is void.
        return this.#greet('EHLO');
      case 'tls-failed':
        if (this.#state !== 'handshake') return this.#break(CLOSED);
        this.#hasFailedHandshake = true;
        return this.#lose(broke(this.host, `TLS session: (SSL_connect): ${input.reason}`));
      case 'sent':
        // As long as text leaves, the server can't answer it.
        return this.#transfer?.isInText === true ? [this.#timer(TEXT_MS)] : [];
      case 'ended':
      case 'closed':
        return this.#break(CLOSED);
      case 'elapsed':
        if (this.#state === 'connecting') return this.#lose(unreached(REFUSALS['timed-out']));
        return this.#break((awaited) => `SMTP timeout after ${awaited}`);
      default:
        // Nothing else is asked for, so nothing else is answered.
        return [];
    }
  }

  #read(bytes: Uint8Array): readonly Output[] {
    this.#replies.push(bytes);
    const outputs: Output[] = [];
    while (this.#state !== 'closed' && this.#state !== 'handshake') {
      const reply = this.#replies.next();
      if (reply === undefined) break;
      if ('malformed' in reply) {
        const what = reply.malformed === '' ? ' (an empty line)' : '';
        const came = reply.malformed === '' ? '' : `: ${reply.malformed}`;
        outputs.push(...this.#break((awaited) => `Malformed SMTP reply${what} in response to ${awaited}${came}`));
        break;
      }
      outputs.push(...this.#reply(reply));
    }
    return outputs;
  }

  #reply(reply: ServerReply): readonly Output[] {
    const isDone = reply.code.startsWith('2');
    switch (this.#state) {
      case 'greeting':
        return isDone ? this.#greet('EHLO') : this.#refuse('initial connection', reply);
      case 'hello':
        if (isDone) {
          this.#extensions = this.#hello === 'EHLO' ? extensionsOf(reply) : new Set();
          return this.#wantsTls ? this.#startTls() : this.#beginTransfer();
        }
        // RFC 5321 §3.2: who doesn't know EHLO may know HELO.
        if (this.#hello === 'EHLO' && !this.#isSecured && reply.code.startsWith('5')) return this.#greet('HELO');
        return this.#refuse(this.#greeting, reply);
      case 'starttls':
        // Refused, it goes on in the clear.
        return isDone ? this.#shakeHands() : this.#beginTransfer();
      case 'transaction':
        return this.#afterTransfer(this.#transfer?.reply(reply) ?? []);
      case 'quit':
        return this.#close();
      case 'ready':
        // A reply to nothing: 421, as a rule. The connection is of no use any more.
        return this.#close();
      case 'connecting':
      case 'handshake':
      case 'closed':
        return [];
      default:
        return this.#state satisfies never;
    }
  }

  get #greeting(): string {
    return `${this.#hello} ${this.#setting.helo}`;
  }

  #greet(verb: 'EHLO' | 'HELO'): readonly Output[] {
    this.#state = 'hello';
    this.#hello = verb;
    return [this.#say(this.#greeting), this.#timer(REPLY_MS)];
  }

  get #wantsTls(): boolean {
    return this.#setting.tls === 'where-offered' && !this.#isSecured && this.#extensions.has('STARTTLS');
  }

  #startTls(): readonly Output[] {
    this.#state = 'starttls';
    return [this.#say('STARTTLS'), this.#timer(REPLY_MS)];
  }

  /** Exim names no server in the handshake, unless tls_sni is set. */
  #shakeHands(): readonly Output[] {
    this.#state = 'handshake';
    const { channel } = this.#setting;
    return [{ type: 'start-tls', channel, client: { serverName: undefined } }, this.#timer(REPLY_MS)];
  }

  #beginTransfer(): readonly Output[] {
    const { channel } = this.#setting;
    this.#state = 'transaction';
    const extensions = this.#extensions;
    this.#transfer = new Transfer({ envelope: this.#envelope, extensions, host: this.host, channel });
    return this.#afterTransfer(this.#transfer.begin());
  }

  #afterTransfer(outputs: readonly Output[]): readonly Output[] {
    const outcomes = this.#transfer?.outcomes;
    if (outcomes === undefined)
      return [...outputs, this.#timer(this.#transfer?.isInText === true ? TEXT_MS : REPLY_MS)];
    this.#outcomes = outcomes;
    this.#state = 'ready';
    return [...outputs, this.#timer(null)];
  }

  /** The server wants none of us: for good, or for now. */
  #refuse(after: string, { code, lines }: ServerReply): readonly Output[] {
    const failure = replied(this.host, after, lines);
    this.#settle({ type: code.startsWith('5') ? 'failed' : 'deferred', failure });
    return this.quit();
  }

  /** The conversation is cut off while something is awaited. */
  #break(reason: (awaited: string) => string): readonly Output[] {
    switch (this.#state) {
      case 'transaction':
        this.#transfer?.break(reason);
        this.#outcomes = this.#transfer?.outcomes;
        return this.#close();
      case 'greeting':
        return this.#lose(broke(this.host, reason('initial connection')));
      case 'hello':
        return this.#lose(broke(this.host, reason(this.#greeting)));
      case 'starttls':
        return this.#lose(broke(this.host, reason('STARTTLS')));
      case 'handshake':
        this.#hasFailedHandshake = true;
        return this.#lose(broke(this.host, reason('STARTTLS')));
      case 'connecting':
      case 'ready':
      case 'quit':
      case 'closed':
        return this.#close();
      default:
        return this.#state satisfies never;
    }
  }

  #lose(failure: Failure): readonly Output[] {
    this.#settle({ type: 'deferred', failure });
    return this.#close();
  }

  #settle(outcome: Outcome): void {
    this.#outcomes = this.#envelope.recipients.map(() => outcome);
  }

  #close(): readonly Output[] {
    this.#state = 'closed';
    return [this.#timer(null), { type: 'close', channel: this.#setting.channel }];
  }

  #say(command: string): Output {
    return send(latin1Bytes(`${command}\r\n`), this.#setting.channel);
  }

  #timer(ms: number | null): Output {
    return { type: 'timer', timer: this.#setting.channel, ms };
  }
}

/** The keywords behind the first line of EHLO's reply (RFC 5321 §4.1.1.1). */
function extensionsOf({ lines }: ServerReply): ReadonlySet<string> {
  return new Set(lines.slice(1).map((line) => line.slice(4).trim().split(/[\s=]/, 1)[0]?.toUpperCase() ?? ''));
}
