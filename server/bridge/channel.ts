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
