/**
 * One socket of a driver: bytes out in order, pulled from iterables as the socket drains; bytes in, stopped while too
 * much waits to leave. Tells the wire what really crossed, where this end is the one that records. Long because sending,
 * reading and the turns to TLS and back share one queue.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Body, TlsClient, TlsSession } from '../protocols/engine.ts';
import { Tls, type TlsFailure, type TlsSide } from './tls.ts';
import type { Layer } from './wire.ts';

/** While more than this waits to leave, nothing is read. */
const WAITING_LIMIT_BYTES = 256 * 1024;
/** Nor while more bodies wait than this: nobody knows how large those are that are pulled. */
const WAITING_LIMIT_BODIES = 64;
/** So long bodies may be made that are pulled; then the others of this process get their turn. */
const TURN_MS = 10;

export interface LinkEvents {
  data(bytes: Uint8Array): void;
  /** Everything given to `send` so far has left. */
  sent(): void;
  ended(): void;
  /** Gone, and not by our own `close`. */
  closed(): void;
  secured(session: TlsSession): void;
  /** The handshake came to nothing, and the connection is gone: nothing follows. */
  tlsFailed(failure: TlsFailure): void;
  tlsSession(session: Uint8Array): void;
  unsecured(): void;
}

/** Records what crosses at this end; see `Network`. */
export interface Recorder {
  /** @param layer undefined where no TLS is on the connection */
  received(bytes: Uint8Array, layer?: Layer): void;
  left(bytes: Uint8Array, layer?: Layer): void;
  secured(session: TlsSession): void;
  unsecured(): void;
  /** A FIN. */
  ended(by: 'self' | 'peer'): void;
  closed(by: 'self' | 'peer'): void;
}

/** What TLS of a link begins with: whether it is the server or a client, and what it shows or trusts. */
interface Beginning {
  readonly side: TlsSide;
  readonly client: TlsClient | undefined;
}

export class Link {
  readonly #socket: Socket;
  /** Where bytes are given and come: the socket, or TLS upon it. */
  #stream: Socket | TLSSocket;
  #tls: Tls | undefined;
  /** TLS that begins, or the end of it, once all before it has left. */
  #turn: Beginning | 'end-tls' | undefined;
  /** While TLS begins or ends nothing is sent. */
  #isTurning = false;
  readonly #events: LinkEvents;
  readonly #recorder: Recorder | undefined;
  #queue: (Uint8Array | Iterator<Uint8Array>)[] = [];
  #queuedBytes = 0;
  #isFinishing: 'end' | 'close' | undefined;
  #isClosedByUs = false;
  #isOneWay = false;
  #owesSent = false;
  #isHeld = false;
  /** Nobody reads of it yet. */
  #isUnread: boolean;
  /** When this turn is over; undefined where nothing was pulled in it. */
  #turnEnd: number | undefined;
  /** Until the next turn. */
  #isResting = false;
  /** Who sent FIN first: the one that closed the connection. */
  #endedFirst: 'self' | 'peer' | undefined;

  /** @param isHeld nothing is read until `read` or `startTls` */
  constructor(
    socket: Socket,
    events: LinkEvents,
    { recorder, isHeld }: { readonly recorder: Recorder | undefined; readonly isHeld: boolean },
  ) {
    this.#isUnread = isHeld;
    this.#socket = socket;
    this.#stream = socket;
    this.#events = events;
    this.#recorder = recorder;
    socket.setNoDelay(true);
    // A reset shows as 'close' right after: nothing is lost by not looking at the error.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#tls === undefined) this.#gone();
      // What TLS still holds is read first.
      else setImmediate(() => setImmediate(() => this.#gone()));
    });
    this.#listen();
    if (isHeld) socket.pause();
    else socket.resume();
  }

  /** From here on what comes is told. */
  read(): void {
    this.#isUnread = false;
    this.#regulate();
  }

  /** Begins TLS once all before it has left; as a server without `client`. */
  startTls(side: TlsSide, client?: TlsClient): void {
    this.#turn = { side, client };
    this.#pump();
  }

  /** Ends TLS, once all before it has left. */
  endTls(): void {
    this.#turn = 'end-tls';
    this.#pump();
  }

  send(body: Body): void {
    if (this.#isFinishing !== undefined) return;
    if (body instanceof Uint8Array) {
      this.#queuedBytes += body.length;
      this.#queue.push(body);
    } else {
      this.#queue.push(body[Symbol.iterator]());
    }
    this.#owesSent = true;
    this.#pump();
  }

  /** Drops what has not left yet. */
  stop(): void {
    for (const pieces of this.#queue) if (!(pieces instanceof Uint8Array)) pieces.return?.();
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#pump();
  }

  /** FIN, once all has left. */
  end(): void {
    this.#isFinishing ??= 'end';
    this.#pump();
  }

  /** Both ways, once all has left. No event follows. @param isOneWay whether what the peer says is no matter */
  close(isOneWay = false): void {
    this.#isClosedByUs = true;
    this.#isFinishing = 'close';
    this.#isOneWay = isOneWay;
    this.#pump();
  }

  destroy(): void {
    this.#isClosedByUs = true;
    this.#tls?.destroy();
    this.#socket.destroy();
  }

  /** Reads at most what has come already, until `release` (while a batch waits for the disk). */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#regulate();
  }

  #pump(): void {
    const socket = this.#stream;
    if (this.#isTurning) {
      // Nobody waits for a handshake only to hear that it was in vain.
      if (this.#isFinishing === 'close') this.#socket.destroy();
      return;
    }
    if (socket.destroyed) return;
    while (socket.writableLength < socket.writableHighWaterMark && this.#mayGoOn()) {
      const piece = this.#nextPiece();
      if (piece === undefined) break;
      if (piece.length === 0) continue;
      this.#queuedBytes = Math.max(0, this.#queuedBytes - piece.length);
      this.#recorder?.left(piece, this.#layer());
      socket.write(piece);
    }
    this.#regulate();
    if (this.#queue.length > 0) return;
    if (this.#owesSent) {
      this.#owesSent = false;
      // An empty write's callback comes when all before it has been handed to the system; mostly it has been by now.
      if (socket.writableLength === 0) process.nextTick(this.#tellSent);
      else socket.write('', this.#tellSent);
    }
    if (this.#turn !== undefined) {
      this.#takeTurn(this.#turn);
      return;
    }
    if (this.#isFinishing === 'end') this.#sendFin();
    if (this.#isFinishing === 'close') this.#finish();
  }

  /** Bodies that stand ready cost no time. */
  #mayGoOn(): boolean {
    const [next] = this.#queue;
    if (next === undefined || next instanceof Uint8Array) return true;
    if (this.#turnEnd === undefined) {
      this.#turnEnd = performance.now() + TURN_MS;
      setImmediate(this.#beginTurn);
    } else if (performance.now() >= this.#turnEnd) this.#isResting = true;
    return !this.#isResting;
  }

  readonly #beginTurn = (): void => {
    this.#turnEnd = undefined;
    if (!this.#isResting) return;
    this.#isResting = false;
    this.#pump();
  };

  readonly #tellSent = (): void => {
    if (!this.#isClosedByUs && this.#queue.length === 0) this.#events.sent();
  };

  /** The next bytes to leave; undefined where there are none. */
  #nextPiece(): Uint8Array | undefined {
    for (;;) {
      const pieces = this.#queue[0];
      if (pieces === undefined) return undefined;
      if (pieces instanceof Uint8Array) {
        this.#queue.shift();
        return pieces;
      }
      const piece = pieces.next();
      if (piece.done !== true) return piece.value;
      this.#queue.shift();
    }
  }

  #takeTurn(turn: Beginning | 'end-tls'): void {
    this.#turn = undefined;
    this.#isUnread = false;
    if (turn === 'end-tls' && this.#tls === undefined) return;
    this.#isTurning = true;
    this.#stopListening();
    if (turn !== 'end-tls') void this.#beginTls(turn);
    else this.#tls?.end((rest) => this.#goOnInTheClear(rest));
  }

  async #beginTls({ side, client }: Beginning): Promise<void> {
    const { roots, handshakeMs: ms } = side;
    this.#socket.pause();
    const events = {
      crossed: (way: 'received' | 'left', bytes: Uint8Array): void => this.#recorder?.[way](bytes, 'encrypted'),
      secured: (session: TlsSession): void => this.#goOnSecurely(session),
      failed: (failure: TlsFailure): void => this.#failTls(failure),
      session: (session: Uint8Array): void => {
        if (!this.#isClosedByUs) this.#events.tlsSession(session);
      },
    };
    if (client !== undefined) {
      this.#tls = Tls.client(this.#socket, client, { events, ms, roots });
      return;
    }
    try {
      const context = await side.identity();
      if (!this.#socket.destroyed) this.#tls = Tls.server(this.#socket, context, { events, ms });
    } catch {
      this.#failTls({ reason: 'no certificate', bytesRead: 0, bytesWritten: 0 });
    }
  }

  #goOnSecurely(session: TlsSession): void {
    if (this.#tls === undefined) return;
    this.#recorder?.secured(session);
    this.#isTurning = false;
    this.#stream = this.#tls.stream;
    // Whoever heard of it may say something at once: it is asked before anything more is read.
    if (!this.#isClosedByUs) this.#events.secured(session);
    this.#listen();
    if (this.#tls.hasEnded) this.#onEnd();
    this.#pump();
    if (!this.#isHeld) this.#stream.resume();
  }

  #failTls(failure: TlsFailure): void {
    const isUnexpected = !this.#isClosedByUs;
    this.#isClosedByUs = true;
    this.#socket.destroy();
    if (isUnexpected) this.#events.tlsFailed(failure);
  }

  #goOnInTheClear(rest: Uint8Array): void {
    this.#recorder?.unsecured();
    this.#tls = undefined;
    this.#isTurning = false;
    this.#stream = this.#socket;
    if (!this.#isClosedByUs) this.#events.unsecured();
    this.#listen();
    if (rest.length > 0) this.#onData(rest);
    this.#pump();
    if (!this.#isHeld) this.#stream.resume();
  }

  #layer(): Layer | undefined {
    return this.#tls === undefined ? undefined : 'clear';
  }

  #listen(): void {
    this.#stream.on('data', this.#onData).on('end', this.#onEnd).on('drain', this.#onDrain);
  }

  #stopListening(): void {
    this.#stream.off('data', this.#onData).off('end', this.#onEnd).off('drain', this.#onDrain);
  }

  readonly #onData = (bytes: Uint8Array): void => {
    // What comes while this is held is taken, and nothing more: a peer that waits for its reply costs no pause.
    if (this.#isHeld) this.#stream.pause();
    if (this.#isClosedByUs) return;
    this.#recorder?.received(bytes, this.#layer());
    this.#events.data(bytes);
  };

  readonly #onEnd = (): void => {
    this.#endedFirst ??= 'peer';
    this.#recorder?.ended('peer');
    if (!this.#isClosedByUs) this.#events.ended();
  };

  readonly #onDrain = (): void => this.#pump();

  #gone(): void {
    this.#tls?.lost();
    this.#queue = [];
    // The system's handle keeps its socket until the old generation is collected: nothing of ours shall hang on it.
    this.#socket.removeAllListeners();
    this.#recorder?.closed(this.#endedFirst ?? (this.#isClosedByUs ? 'self' : 'peer'));
    if (!this.#isClosedByUs) this.#events.closed();
  }

  /** FIN, then gone when the peer answers it; a peer that never does is cut off. */
  #finish(): void {
    if (this.#isOneWay && this.#tls === undefined && this.#socket.writableLength === 0) {
      // The system has it all, and sees to the FIN.
      this.#noteFin();
      this.#socket.destroy();
      return;
    }
    this.#sendFin();
    this.#stream.resume();
    const cutOff = setTimeout(() => this.#socket.destroy(), 2000);
    cutOff.unref();
    this.#socket.once('close', () => clearTimeout(cutOff));
  }

  #sendFin(): void {
    if (this.#stream.writableEnded) return;
    this.#noteFin();
    this.#stream.end();
  }

  #noteFin(): void {
    this.#endedFirst ??= 'self';
    this.#recorder?.ended('self');
  }

  #regulate(): void {
    const socket = this.#stream;
    if (this.#isHeld || this.#isUnread) return;
    const waiting = this.#queuedBytes + socket.writableLength;
    if (waiting > WAITING_LIMIT_BYTES || this.#queue.length > WAITING_LIMIT_BODIES) socket.pause();
    else if (socket.isPaused()) socket.resume();
  }
}
