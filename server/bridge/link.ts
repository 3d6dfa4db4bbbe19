/**
 * One socket of a driver: bytes out in order, pulled from iterables as the socket drains; bytes in, stopped while too
 * much waits to leave. Tells the wire what really crossed, where this end is the one that records.
 */
import type { Socket } from 'node:net';
import type { Body } from '../protocols/engine.ts';

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
}

/** Records what crosses at this end; see `Network`. */
export interface Recorder {
  received(bytes: Uint8Array): void;
  left(bytes: Uint8Array): void;
  closed(by: 'self' | 'peer'): void;
}

export class Link {
  readonly #socket: Socket;
  readonly #events: LinkEvents;
  readonly #recorder: Recorder | undefined;
  #queue: (Uint8Array | Iterator<Uint8Array>)[] = [];
  #queuedBytes = 0;
  #isFinishing: 'end' | 'close' | undefined;
  #isClosedByUs = false;
  #owesSent = false;
  #isHeld = false;
  /** When this turn is over; undefined where nothing was pulled in it. */
  #turnEnd: number | undefined;
  /** Until the next turn. */
  #isResting = false;
  /** Who sent FIN first: the one that closed the connection. */
  #endedFirst: 'self' | 'peer' | undefined;

  constructor(socket: Socket, events: LinkEvents, recorder: Recorder | undefined) {
    this.#socket = socket;
    this.#events = events;
    this.#recorder = recorder;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      // What comes while this is held is taken, and nothing more: a peer that waits for its reply costs no pause.
      if (this.#isHeld) socket.pause();
      if (this.#isClosedByUs) return;
      recorder?.received(bytes);
      events.data(bytes);
    });
    socket.on('end', () => {
      this.#endedFirst ??= 'peer';
      if (!this.#isClosedByUs) events.ended();
    });
    socket.on('drain', () => this.#pump());
    // A reset shows as 'close' right after: nothing is lost by not looking at the error.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#queue = [];
      recorder?.closed(this.#endedFirst ?? (this.#isClosedByUs ? 'self' : 'peer'));
      if (!this.#isClosedByUs) events.closed();
    });
    socket.resume();
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

  /** Both ways, once all has left. No event follows. */
  close(): void {
    this.#isClosedByUs = true;
    this.#isFinishing = 'close';
    this.#pump();
  }

  destroy(): void {
    this.#isClosedByUs = true;
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
    const socket = this.#socket;
    if (socket.destroyed) return;
    while (socket.writableLength < socket.writableHighWaterMark && this.#mayGoOn()) {
      const piece = this.#nextPiece();
      if (piece === undefined) break;
      if (piece.length === 0) continue;
      this.#queuedBytes = Math.max(0, this.#queuedBytes - piece.length);
      this.#recorder?.left(piece);
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

  /** FIN, then gone when the peer answers it; a peer that never does is cut off. */
  #finish(): void {
    const socket = this.#socket;
    this.#sendFin();
    socket.resume();
    const cutOff = setTimeout(() => socket.destroy(), 2000);
    cutOff.unref();
    socket.once('close', () => clearTimeout(cutOff));
  }

  #sendFin(): void {
    if (this.#socket.writableEnded) return;
    this.#endedFirst ??= 'self';
    this.#socket.end();
  }

  #regulate(): void {
    const socket = this.#socket;
    if (this.#isHeld) return;
    const waiting = this.#queuedBytes + socket.writableLength;
    if (waiting > WAITING_LIMIT_BYTES || this.#queue.length > WAITING_LIMIT_BODIES) socket.pause();
    else if (socket.isPaused()) socket.resume();
  }
}
