/**
 * The channel to a page: text messages over one WebSocket, in order, each bounded in size. Knows nothing of what they
 * say. Who may open one (cookie, Origin) is settled before; a page that stops answering is cut.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';

export interface Channel {
  send(text: string): void;
  /** How many bytes wait to leave. */
  readonly waitingBytes: number;
  close(code: number, reason: string): void;
}

export interface ChannelEvents {
  message(text: string): void;
  closed(): void;
}

export interface ChannelSetting {
  readonly limitBytes: number;
  /** A page that answered no ping for this long is gone, in milliseconds. */
  readonly silentMs: number;
  /** How many messages may come at once, and how many a second after that; a page that sends more is read later. */
  readonly burst: number;
  readonly perSecond: number;
}

export class Channels {
  readonly #server: WebSocketServer;
  readonly #setting: ChannelSetting;

  constructor(setting: ChannelSetting) {
    this.#setting = setting;
    this.#server = new WebSocketServer({ noServer: true, maxPayload: setting.limitBytes, perMessageDeflate: false });
  }

  get open(): number {
    return this.#server.clients.size;
  }

  /** Makes a channel of an HTTP upgrade; `attach` is called when it stands. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, attach: (channel: Channel) => ChannelEvents): void {
    this.#server.handleUpgrade(request, socket, head, (page) => {
      let isAlive = true;
      const heart = setInterval(() => {
        if (!isAlive) {
          page.terminate();
          return;
        }
        isAlive = false;
        page.ping();
      }, this.#setting.silentMs / 2);
      heart.unref();
      const pace = new Pace(this.#setting, performance.now());
      const events = attach({
        send: (text) => page.send(text),
        get waitingBytes() {
          return page.bufferedAmount;
        },
        close: (code, reason) => page.close(code, reason),
      });
      page.on('pong', () => (isAlive = true));
      page.on('message', (data: Buffer, isBinary) => {
        isAlive = true;
        const waitMs = pace.take(performance.now());
        if (waitMs > 0) {
          // Nothing is lost: what the page sent meanwhile waits in the socket, and then in the page.
          page.pause();
          setTimeout(() => page.resume(), waitMs).unref();
        }
        if (isBinary) page.close(1003, 'text messages only');
        else events.message(data.toString('utf8'));
      });
      // A broken frame or one too large: ws closes with the right code by itself, and 'close' follows.
      page.on('error', () => undefined);
      page.on('close', () => {
        clearInterval(heart);
        events.closed();
      });
    });
  }

  close(): void {
    for (const page of this.#server.clients) page.close(1001, 'Plaintalk is stopping');
    this.#server.close();
  }
}

/** A bucket of messages that fills at a steady pace. */
class Pace {
  readonly #setting: Pick<ChannelSetting, 'burst' | 'perSecond'>;
  #left: number;
  #at: number;

  constructor(setting: Pick<ChannelSetting, 'burst' | 'perSecond'>, now: number) {
    this.#setting = setting;
    this.#left = setting.burst;
    this.#at = now;
  }

  /** Takes one message out; gives how long to wait before the next, in milliseconds. */
  take(now: number): number {
    const { burst, perSecond } = this.#setting;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) * perSecond) / 1000) - 1;
    this.#at = now;
    return this.#left >= 0 ? 0 : (-this.#left * 1000) / perSecond;
  }
}
