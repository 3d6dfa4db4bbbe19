/**
 * A page attached to a seat: sends it the log from its number on, never more than the page has given credit for, and
 * hands its messages on. Any number may be attached; one holds the pen.
 */
import type { Channel } from '../bridge/channel.ts';
import { CREDIT_BYTES, fromPage, type FromPage, type FromServer } from '../contract/messages.ts';
import type { SeatLog } from './log.ts';

/** The entries of one message to the page, in bytes of JSON. */
const BATCH_BYTES = 64 * 1024;
/** While more than this waits in the socket, no more is given to it. */
const WAITING_BYTES = 512 * 1024;

export type Attached = Extract<FromPage, { type: 'attach' }>;
export type PageRequest = Exclude<FromPage, { type: 'attach' | 'credit' | 'ping' }>;

export interface AttachmentSetting {
  readonly channel: Channel;
  readonly log: SeatLog;
  readonly onAttach: (attachment: Attachment) => void;
  readonly onRequest: (attachment: Attachment, request: PageRequest) => void;
}

export class Attachment {
  readonly #setting: AttachmentSetting;
  #page = '';
  #isAttached = false;
  #cursor = 0;
  #credit = CREDIT_BYTES;
  #hasPen = false;

  constructor(setting: AttachmentSetting) {
    this.#setting = setting;
  }

  /** The page's own id; the same after a lost connection. */
  get page(): string {
    return this.#page;
  }
  get hasPen(): boolean {
    return this.#hasPen;
  }

  /** A message came. What can't be read is answered, and changes nothing. */
  message(text: string): void {
    const parsed = fromPage.safeParse(parseJson(text));
    if (!parsed.success) {
      this.refuse('seat.refused.message', undefined);
      return;
    }
    const message = parsed.data;
    if (message.type === 'attach') {
      this.#attach(message);
    } else if (!this.#isAttached) {
      this.refuse('seat.refused.attach-first', undefined);
    } else if (message.type === 'credit') {
      this.#credit = Math.min(CREDIT_BYTES, this.#credit + message.bytes);
      this.pump();
    } else if (message.type === 'ping') {
      this.#send({ type: 'pong' });
    } else {
      this.#setting.onRequest(this, message);
    }
  }

  /** Sends what may leave. */
  pump(): void {
    if (!this.#isAttached) return;
    const { log, channel } = this.#setting;
    if (this.#cursor + 1 < log.firstKept && this.#cursor > 0) {
      // The page fell behind what is kept: it begins anew from there.
      this.#cursor = log.firstKept - 1;
      this.#greet();
    }
    while (this.#credit > 0 && channel.waitingBytes < WAITING_BYTES) {
      const entries = log.sendable(this.#cursor, Math.min(BATCH_BYTES, this.#credit));
      const last = entries.at(-1);
      if (last === undefined) return;
      this.#cursor = last.n;
      const bytes = entries.reduce((sum, { json }) => sum + json.length, 0);
      this.#credit -= bytes;
      channel.send(`{"type":"entries","bytes":${bytes},"entries":[${entries.map(({ json }) => json).join(',')}]}`);
    }
  }

  givePen(hasPen: boolean): void {
    if (this.#hasPen === hasPen) return;
    this.#hasPen = hasPen;
    if (this.#isAttached) this.#send({ type: 'pen', hasPen });
  }

  refuse(code: string, id: string | undefined, params?: Record<string, string>): void {
    this.#send({ type: 'refused', code, ...(id !== undefined && { id }), ...(params !== undefined && { params }) });
  }

  close(code: number, reason: string): void {
    this.#setting.channel.close(code, reason);
  }

  #attach({ page, after }: Attached): void {
    this.#page = page;
    this.#cursor = Math.min(after, this.#setting.log.last);
    this.#setting.onAttach(this);
    this.#isAttached = true;
    this.#greet();
    this.pump();
  }

  #greet(): void {
    const { firstKept, lastShown } = this.#setting.log;
    this.#send({ type: 'attached', firstKept, last: lastShown, hasPen: this.#hasPen });
  }

  #send(message: FromServer): void {
    this.#setting.channel.send(JSON.stringify(message));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
