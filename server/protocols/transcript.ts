/**
 * Transcripts: conversations as text, and a player that holds an engine against one. The format:
 *
 *     C: line the client sends     S: line the server must send     C2: S2: the same in session 2
 *     D> line over the data connection to the server                D< line over it from the server
 *     T: typed at a terminal       P: printed there                 T[phone]: P[phone]: at a named one
 *     -- event                     # remark
 *
 * Lines end in CRLF on the wire. Marks: `<LF>` the line ends in a bare LF, `<NOEOL>` in nothing, `<0xNN>` a byte.
 * `${name}` is a hole: any text of one line, the same wherever the name comes again. Output that is not listed fails.
 *
 * Events (of session N with ` (session N)` behind): `connected` · `client ends` · `client closes` · `server closes` ·
 * `server ends` · `elapsed NAME` · `data does not connect` · `data refused` · `data ends` · `data closes` · `data secured` · `data resumed` ·
 * `data handshake fails` · `together` … `apart` (the lines between go in one write) · `secured` · `unsecured` · any other is handed to the stage (`does`), so that a test can act on its world.
 *
 * Long because the format and its one player stand together: what a line means is read in one place.
 */
import { type Address, type Channel, type Engine, type Input, MAIN, type Output, type TlsSession } from './engine.ts';
import { joinBytes, latin1, latin1Bytes } from './lines.ts';

export type TranscriptItem =
  | { readonly kind: 'client' | 'server'; readonly session: number; readonly text: string; readonly line: number }
  | { readonly kind: 'to-data' | 'from-data'; readonly session: number; readonly text: string; readonly line: number }
  | { readonly kind: 'typed' | 'printed'; readonly terminal: string; readonly text: string; readonly line: number }
  | { readonly kind: 'event'; readonly session: number; readonly text: string; readonly line: number };

export interface Transcript {
  readonly items: readonly TranscriptItem[];
}

const ITEM = /^(?:([CS])(\d*):|D(\d*)([<>])|([TP])(?:\[([a-z0-9-]+)\])?:|--)(?: (.*))?$/s;

/** Parses a transcript. @throws Error with the number of the line that is none of the forms above */
export function parseTranscript(text: string): Transcript {
  const items: TranscriptItem[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = index + 1;
    if (isRemark(raw)) return;
    const item = transcriptItem(raw, line);
    if (item === undefined)
      throw new Error(`transcript line ${line}: expected C:, S:, D<, D>, T:, P:, -- or #, came: ${raw}`);
    items.push(item);
  });
  return { items };
}

/** Whether a line of a transcript says nothing. */
export function isRemark(raw: string): boolean {
  return raw.trim() === '' || raw.startsWith('#');
}

/** One line of a transcript, or undefined where it is none of the forms above. */
export function transcriptItem(raw: string, line: number): TranscriptItem | undefined {
  const match = ITEM.exec(raw);
  if (match === null) return undefined;
  const [, side, sideSession, dataSession, arrow, screen, terminal, text = ''] = match;
  if (side !== undefined) {
    return { kind: side === 'C' ? 'client' : 'server', session: Number(sideSession || 1), text, line };
  }
  if (arrow !== undefined) {
    return { kind: arrow === '>' ? 'to-data' : 'from-data', session: Number(dataSession || 1), text, line };
  }
  if (screen !== undefined) {
    return { kind: screen === 'T' ? 'typed' : 'printed', terminal: terminal ?? 'main', text, line };
  }
  const [, event = '', session] = /^(.*?)(?: \(session (\d+)\))?$/.exec(text) ?? [];
  return { kind: 'event', session: Number(session ?? 1), text: event, line };
}

/** The bytes that a line of a transcript stands for, its line end included. */
export function bytesOf(text: string): Uint8Array {
  const [, body = '', mark] = /^(.*?)(<LF>|<NOEOL>)?$/s.exec(text) ?? [];
  const ending = mark === '<LF>' ? '\n' : mark === '<NOEOL>' ? '' : '\r\n';
  const pieces = body.split(/<0x([0-9A-Fa-f]{2})>/).map((piece, i) => {
    return i % 2 === 1 ? Uint8Array.of(parseInt(piece, 16)) : new TextEncoder().encode(piece);
  });
  return joinBytes([...pieces, latin1Bytes(ending)]);
}

/** How the bytes of a line reach the engine. */
export type Cutting = (bytes: Uint8Array) => Iterable<Uint8Array>;

export const whole: Cutting = (bytes) => [bytes];

export const byteByByte: Cutting = function* (bytes) {
  for (let i = 0; i < bytes.length; i++) yield bytes.subarray(i, i + 1);
};

/** Cuts at random, the same way for the same seed (a linear congruential generator; nothing here is secret). */
export function cutBySeed(seed: number): Cutting {
  let state = seed >>> 0;
  return function* (bytes) {
    let at = 0;
    while (at < bytes.length) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const length = 1 + ((state >>> 16) % 7);
      yield bytes.subarray(at, at + length);
      at += length;
    }
  };
}

export interface Stage {
  /** A new engine for a session of the transcript; all of one stage share a world. */
  create(session: number): Engine;
  /** The two ends of a session's main connection. */
  readonly server: Address;
  readonly client: Address;
  /** An event that the player does not know. Returns whether the stage does. */
  does?(event: string, session: number): boolean;
}

/** Plays a transcript against a stage: undefined where everything came as listed, else what came instead. */
export function playTranscript(transcript: Transcript, stage: Stage, cutting: Cutting = whole): string | undefined {
  try {
    new Player(stage, cutting).play(transcript);
    return undefined;
  } catch (mistake) {
    if (mistake instanceof Mismatch) return mistake.message;
    throw mistake;
  }
}

/** What a transcript's handshake comes to. */
export const TLS: TlsSession = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', isResumed: false };

class Mismatch extends Error {}

interface DataLink {
  phase: 'listening' | 'open' | 'closed';
  address: Address;
  /** What came while the engine did not read of it; undefined where it reads. */
  held: Input[] | undefined;
}

class Session {
  readonly engine: Engine;
  /** What came and was not listed yet, by channel: MAIN as lines with their ends, others as bytes. */
  readonly received = new Map<Channel, string>();
  readonly links = new Map<Channel, DataLink>();
  closed = false;
  ended = false;

  constructor(engine: Engine) {
    this.engine = engine;
  }
}

class Player {
  readonly #stage: Stage;
  readonly #cutting: Cutting;
  readonly #sessions = new Map<number, Session>();
  readonly #holes = new Map<string, string>();
  #port = 40_000;

  constructor(stage: Stage, cutting: Cutting) {
    this.#stage = stage;
    this.#cutting = cutting;
  }

  play({ items }: Transcript): void {
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (item === undefined || 'terminal' in item) continue;
      const session = this.#session(item.session, item);
      if (session === undefined) continue;
      switch (item.kind) {
        case 'client':
          this.#expectNothing(session, item.line);
          this.#deliver(session, MAIN, bytesOf(item.text));
          break;
        case 'server':
          this.#expect(session, MAIN, item);
          break;
        case 'from-data':
          this.#expect(session, this.#dataChannel(session, item.line), item);
          break;
        case 'to-data':
          this.#connectData(session);
          this.#deliver(session, this.#dataChannel(session, item.line), bytesOf(item.text));
          break;
        case 'event':
          i += this.#event(session, item, items.slice(i + 1));
          break;
        default:
          item satisfies never;
      }
      const next = items[i + 1];
      if (next?.kind !== 'event' || next.text !== 'data does not connect') this.#connectListening();
    }
    for (const session of this.#sessions.values()) this.#expectNothing(session, items.at(-1)?.line ?? 0);
  }

  /** Carries an event out; gives how many further items it took with it. */
  #event(
    session: Session,
    { text, line, session: number }: TranscriptItem & { kind: 'event' },
    rest: readonly TranscriptItem[],
  ): number {
    const elapsed = /^elapsed (\S+)$/.exec(text);
    if (elapsed?.[1] !== undefined) {
      this.#input(session, { type: 'elapsed', timer: elapsed[1] });
      return 0;
    }
    switch (text) {
      case 'connected':
        return 0;
      case 'client ends':
        this.#input(session, { type: 'ended', channel: MAIN });
        return 0;
      case 'client closes':
        this.#input(session, { type: 'closed', channel: MAIN });
        session.closed = true;
        return 0;
      case 'server closes':
        this.#expectNothing(session, line);
        if (!session.closed)
          throw new Mismatch(`line ${line}: expected the server to close; state is ${session.engine.state}`);
        return 0;
      case 'server ends':
        if (!session.ended) throw new Mismatch(`line ${line}: expected the server to end its side`);
        return 0;
      case 'secured':
        this.#input(session, {
          type: 'secured',
          channel: MAIN,
          tls: TLS,
        });
        return 0;
      case 'unsecured':
        this.#input(session, { type: 'unsecured', channel: MAIN });
        return 0;
      case 'data secured':
        this.#input(session, { type: 'secured', channel: this.#dataChannel(session, line), tls: TLS });
        return 0;
      case 'data resumed':
        this.#input(session, {
          type: 'secured',
          channel: this.#dataChannel(session, line),
          tls: { ...TLS, isResumed: true },
        });
        return 0;
      case 'data handshake fails': {
        const channel = this.#dataChannel(session, line);
        session.links.delete(channel);
        this.#input(session, {
          type: 'tls-failed',
          channel,
          reason: 'wrong version number',
          bytesRead: 0,
          bytesWritten: 0,
        });
        return 0;
      }
      case 'data does not connect':
        for (const link of session.links.values()) if (link.phase === 'listening') link.phase = 'closed';
        return 0;
      case 'data refused':
        this.#input(session, {
          type: 'refused',
          channel: this.#dataChannel(session, line),
          reason: 'connection-refused',
        });
        return 0;
      case 'data ends':
        this.#connectData(session);
        this.#input(session, { type: 'ended', channel: this.#dataChannel(session, line) });
        return 0;
      case 'data closes': {
        this.#connectData(session);
        const channel = this.#dataChannel(session, line);
        session.links.delete(channel);
        this.#input(session, { type: 'closed', channel });
        return 0;
      }
      case 'together': {
        const end = rest.findIndex((item) => item.kind === 'event' && item.text === 'apart');
        const lines = rest
          .slice(0, end)
          .map((item) => (item.kind === 'client' ? bytesOf(item.text) : new Uint8Array(0)));
        this.#deliver(session, MAIN, joinBytes(lines));
        return end + 1;
      }
      default:
        if (this.#stage.does?.(text, number) === true) {
          for (const other of this.#sessions.values()) this.#input(other, { type: 'notified' });
          return 0;
        }
        throw new Error(`transcript line ${line}: nobody knows the event "${text}"`);
    }
  }

  #session(number: number, item: TranscriptItem): Session | undefined {
    const known = this.#sessions.get(number);
    if (known !== undefined && !(item.kind === 'event' && item.text === 'connected')) return known;
    const session = new Session(this.#stage.create(number));
    this.#sessions.set(number, session);
    this.#input(session, { type: 'connected', channel: MAIN, local: this.#stage.server, remote: this.#stage.client });
    return session;
  }

  #deliver(session: Session, channel: Channel, bytes: Uint8Array): void {
    for (const piece of this.#cutting(bytes)) this.#input(session, { type: 'data', channel, bytes: piece });
  }

  #input(session: Session, input: Input): void {
    if (session.closed && input.type !== 'notified') return;
    if (input.type === 'data' || input.type === 'ended') {
      const held = session.links.get(input.channel)?.held;
      if (held !== undefined) {
        held.push(input);
        return;
      }
    }
    this.#carryOut(session, session.engine.handle(input));
    if (input.type === 'notified') return;
    for (const other of this.#sessions.values()) {
      if (other !== session && !other.closed) this.#carryOut(other, other.engine.handle({ type: 'notified' }));
    }
  }

  #carryOut(session: Session, outputs: readonly Output[]): void {
    const answers: Input[] = [];
    for (const output of outputs) {
      switch (output.type) {
        case 'send': {
          const pieces = output.body instanceof Uint8Array ? [output.body] : [...output.body];
          const before = session.received.get(output.channel) ?? '';
          session.received.set(output.channel, before + latin1(joinBytes(pieces)));
          answers.push({ type: 'sent', channel: output.channel });
          break;
        }
        case 'close':
          if (output.channel === MAIN) session.closed = true;
          session.links.delete(output.channel);
          break;
        case 'end':
          if (output.channel === MAIN) session.ended = true;
          // The peer of a data connection closes once it has read to the end.
          else if (session.links.delete(output.channel)) answers.push({ type: 'closed', channel: output.channel });
          break;
        case 'listen': {
          const address = { host: this.#stage.server.host, port: output.port ?? this.#port++ };
          session.links.set(output.channel, { phase: 'listening', address, held: heldBy(output) });
          answers.push({ type: 'listening', channel: output.channel, address });
          break;
        }
        case 'connect':
          session.links.set(output.channel, { phase: 'listening', address: output.to, held: heldBy(output) });
          break;
        case 'read':
        case 'start-tls': {
          const link = session.links.get(output.channel);
          if (link?.held === undefined) break;
          if (output.type === 'read') answers.push(...link.held);
          link.held = undefined;
          break;
        }
        case 'stop':
        case 'end-tls':
        case 'timer':
          break;
        default:
          output satisfies never;
      }
    }
    for (const answer of answers) if (!session.closed) this.#carryOut(session, session.engine.handle(answer));
  }

  #connectListening(): void {
    for (const session of this.#sessions.values()) this.#connectData(session);
  }

  #connectData(session: Session): void {
    for (const [channel, link] of session.links) {
      if (link.phase !== 'listening') continue;
      link.phase = 'open';
      const remote = { host: this.#stage.client.host, port: this.#port++ };
      this.#input(session, { type: 'connected', channel, local: link.address, remote });
    }
  }

  /** The data channel: the one that is open, else the one whose bytes wait to be listed. */
  #dataChannel(session: Session, line: number): Channel {
    const open = [...session.links.keys()].at(-1);
    const waiting = [...session.received].find(([channel, text]) => channel !== MAIN && text !== '')?.[0];
    const channel = waiting ?? open;
    if (channel === undefined) throw new Mismatch(`line ${line}: there is no data connection`);
    return channel;
  }

  #expect(session: Session, channel: Channel, item: { text: string; line: number }): void {
    const received = session.received.get(channel) ?? '';
    const wanted = latin1(bytesOf(item.text));
    // A file's lines may end in a bare LF: a listed line without a mark takes either.
    const [line] = /^[^\n]*\n?/.exec(received) ?? [''];
    const isSame =
      this.#matches(wanted, line) || (channel !== MAIN && this.#matches(wanted.replace(/\r\n$/, '\n'), line));
    if (!isSame) {
      throw new Mismatch(
        `line ${item.line}: expected ${JSON.stringify(wanted)}, came ${JSON.stringify(line)}; state is ${session.engine.state}`,
      );
    }
    session.received.set(channel, received.slice(line.length));
  }

  #expectNothing(session: Session, line: number): void {
    for (const [, text] of session.received) {
      if (text !== '') throw new Mismatch(`before line ${line}: not listed: ${JSON.stringify(text.slice(0, 400))}`);
    }
  }

  #matches(wanted: string, came: string): boolean {
    if (!wanted.includes('${')) return wanted === came;
    const names: string[] = [];
    const pattern = wanted
      .split(/\$\{([A-Za-z]\w*)\}/)
      .map((piece, i) => {
        if (i % 2 === 0) return escapeRegExp(piece);
        const bound = this.#holes.get(piece);
        if (bound !== undefined) return escapeRegExp(bound);
        const first = names.indexOf(piece);
        if (first >= 0) return `\\${first + 1}`;
        names.push(piece);
        return '([^\\r\\n]*?)';
      })
      .join('');
    const match = new RegExp(`^${pattern}$`, 's').exec(came);
    if (match === null) return false;
    names.forEach((name, i) => this.#holes.set(name, match[i + 1] ?? ''));
    return true;
  }
}

const heldBy = ({ isHeld }: { readonly isHeld?: boolean }): Input[] | undefined => (isHeld === true ? [] : undefined);

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
