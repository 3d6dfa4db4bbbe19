/**
 * TLS on a connection that stands (RFC 8446): what is given to the secured stream crosses the socket below as records,
 * and both are told of. Ended, it gives the socket back (RFC 4217 §12.3). Long because the two streams, the secured one
 * and the one below it, are made for each other.
 */
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, type ConnectionOptions, type DetailedPeerCertificate, type SecureContext, TLSSocket } from 'node:tls';
import type { TlsClient, TlsPeer, TlsSession } from '../protocols/engine.ts';
import { certificateFrom, verificationOf } from './peer.ts';

/** How this machine does TLS. */
export interface TlsSide {
  /** What it shows as a server. Rejects where it has nothing to show. */
  readonly identity: () => Promise<SecureContext>;
  /** Certificates that it trusts as a client, PEM. */
  readonly roots: readonly string[];
  /** How long a handshake may take, in milliseconds. */
  readonly handshakeMs: number;
}

export interface TlsEvents {
  /** A record, or a part of one, crossed the socket. */
  crossed(way: 'received' | 'left', bytes: Uint8Array): void;
  secured(session: TlsSession): void;
  /** The handshake came to nothing. Nothing follows. */
  failed(failure: TlsFailure): void;
  /** A client was given a session to resume. */
  session(session: Uint8Array): void;
}

export interface TlsFailure {
  /** OpenSSL's: `wrong version number`; `handshake timed out`, `connection closed`. */
  readonly reason: string;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** TLS has ended, the socket goes on; what has come since is its beginning. */
export type Unsecured = (rest: Uint8Array) => void;

/** The type, version and length of a record (RFC 8446 §5.1). */
const RECORD_HEADER_BYTES = 5;
/** change_cipher_spec, alert, handshake, application_data. */
const RECORD_TYPES: ReadonlySet<number> = new Set([20, 21, 22, 23]);

export class Tls {
  readonly #below: Below;
  readonly #stream: TLSSocket;
  readonly #events: TlsEvents;
  readonly #deadline: NodeJS.Timeout;
  #isDone = false;
  /** The handshake is over, though nobody has been told. */
  #isSecured = false;
  #hasEnded = false;

  private constructor(below: Below, stream: TLSSocket, { events, ms }: { events: TlsEvents; ms: number }) {
    this.#below = below;
    this.#stream = stream;
    this.#events = events;
    this.#deadline = setTimeout(() => this.#fail('handshake timed out'), ms);
    this.#deadline.unref();
    stream.once('end', () => (this.#hasEnded = true));
    // Both come, or one: the first says why.
    stream.on('_tlsError', (error: TlsError) => this.#fail(reasonOf(error)));
    stream.on('error', (error: TlsError) => this.#fail(reasonOf(error)));
    stream.on('close', () => this.#fail('connection closed'));
    // A handshake that is cut short has no other end: TLS would wait for the rest.
    below.once('end', () => this.#fail('connection closed'));
  }

  /** The server's side. */
  static server(socket: Socket, context: SecureContext, { events, ms }: { events: TlsEvents; ms: number }): Tls {
    const below = new Below(socket, events);
    const stream = new TLSSocket(below, { isServer: true, secureContext: context });
    const tls = new Tls(below, stream, { events, ms });
    // What the handshake still has to say (a client's tickets, RFC 8446 §4.6.1) leaves before a greeting, as with other servers.
    stream.once('secure', () => {
      tls.#isSecured = true;
      setImmediate(() => tls.#succeed());
    });
    return tls;
  }

  /** The client's side. Whom it speaks to is told, and judged by who asked: nobody is refused here. */
  static client(
    socket: Socket,
    asked: TlsClient,
    { events, ms, roots }: { events: TlsEvents; ms: number; roots: readonly string[] },
  ): Tls {
    const below = new Below(socket, events);
    const options: ConnectionOptions = {
      socket: below,
      ca: [...roots],
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(asked.serverName !== undefined && { servername: asked.serverName }),
      ...(asked.version !== undefined && { minVersion: asked.version, maxVersion: asked.version }),
    };
    const stream = connect(options);
    const tls = new Tls(below, stream, { events, ms });
    stream.on('session', (session) => events.session(new Uint8Array(session)));
    stream.once('secureConnect', () => tls.#succeed(peerOf(stream, below, roots)));
    return tls;
  }

  /** The peer has said all it had to say, before anybody listened. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** What is sent and comes within TLS. */
  get stream(): TLSSocket {
    return this.#stream;
  }

  /** Says good-bye to the peer's TLS, waits for its own or for what is no TLS any more, and gives the socket back. */
  end(unsecured: Unsecured): void {
    this.#below.keepSocket();
    let hasEnded = false;
    this.#stream.once('end', () => (hasEnded = true));
    this.#below.readRecords(
      () => hasEnded,
      () => {
        this.#stream.removeAllListeners('close');
        this.#stream.destroy();
        unsecured(this.#below.release());
      },
    );
    this.#stream.end();
  }

  /** The socket is gone. */
  lost(): void {
    this.#fail('connection closed');
    this.#stream.destroy();
  }

  /** Nothing is said any more. */
  destroy(): void {
    clearTimeout(this.#deadline);
    this.#isDone = true;
    this.#stream.destroy();
  }

  #succeed(peer?: TlsPeer): void {
    if (this.#isDone) return;
    this.#isDone = true;
    clearTimeout(this.#deadline);
    const { name } = this.#stream.getCipher();
    // False where no name was asked for.
    const serverName = (this.#stream as { servername?: unknown }).servername;
    this.#events.secured({
      version: this.#stream.getProtocol() ?? '',
      cipher: name,
      ...(typeof serverName === 'string' && serverName !== '' && { serverName }),
      isResumed: this.#stream.isSessionReused(),
      ...(peer !== undefined && { peer }),
    });
  }

  #fail(reason: string): void {
    if (this.#isDone || this.#isSecured) return;
    this.#isDone = true;
    clearTimeout(this.#deadline);
    this.#events.failed({ reason, ...this.#below.counts() });
    this.#stream.destroy();
  }
}

type TlsError = Error & { readonly reason?: string; readonly code?: string };

function reasonOf({ reason, code, message }: TlsError): string {
  if (reason !== undefined) return reason;
  return code === 'ECONNRESET' ? 'connection closed' : message;
}

/** As node gives it: empty where the peer has shown nothing. */
type Issued = Partial<Pick<DetailedPeerCertificate, 'raw' | 'issuerCertificate'>>;

/** What a client has learned of its server. */
function peerOf(stream: TLSSocket, below: Below, roots: readonly string[]): TlsPeer {
  const trusted = new Set(roots.map((root) => new X509Certificate(root).fingerprint256));
  const shown: X509Certificate[] = [];
  // The last is its own issuer, where it is a root; undefined, where its issuer is unknown.
  for (
    let next: Issued | undefined = stream.getPeerCertificate(true);
    next?.raw !== undefined;
    next = next.issuerCertificate
  ) {
    const certificate = new X509Certificate(next.raw);
    if (shown.some(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256)) break;
    shown.push(certificate);
  }
  const [, ...others] = shown;
  const firstTrusted = others.findIndex(({ fingerprint256 }) => trusted.has(fingerprint256));
  const sent = firstTrusted < 0 ? shown.length : firstTrusted + 1;
  const key = stream.getEphemeralKeyInfo() as { readonly name?: string; readonly size?: number } | null;
  return {
    chain: shown.slice(0, sent).map(certificateFrom),
    anchors: shown.slice(sent).map(certificateFrom),
    verification: verificationOf(stream.authorizationError),
    ...(key?.name !== undefined && key.size !== undefined && { ephemeralKey: { name: key.name, bits: key.size } }),
    ...below.counts(),
  };
}

/** The socket as TLS uses it: what crosses is told of, and the socket may outlive it. */
class Below extends Duplex {
  readonly #socket: Socket;
  readonly #events: TlsEvents;
  #bytesRead = 0;
  #bytesWritten = 0;
  #keepsSocket = false;
  /** What came and was not handed to TLS yet, where that goes record by record. */
  #rest: Buffer | undefined;
  #hasEnded: () => boolean = () => false;
  #onEnded: () => void = () => undefined;

  constructor(socket: Socket, events: TlsEvents) {
    super();
    this.#socket = socket;
    this.#events = events;
    socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
  }

  counts(): { bytesRead: number; bytesWritten: number } {
    return { bytesRead: this.#bytesRead, bytesWritten: this.#bytesWritten };
  }

  /** From here on, ending or destroying TLS leaves the socket as it is. */
  keepSocket(): void {
    this.#keepsSocket = true;
  }

  /** Hands on one record at a time, until `hasEnded` says so or what comes is none: then `onEnded`, for it is not TLS's. */
  readRecords(hasEnded: () => boolean, onEnded: () => void): void {
    this.#rest = Buffer.alloc(0);
    this.#hasEnded = hasEnded;
    this.#onEnded = onEnded;
  }

  /** Lets go of the socket, paused; what has come of it and is not TLS's. */
  release(): Uint8Array {
    this.#socket.pause();
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
    return new Uint8Array(this.#rest ?? []);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) {
      done();
      return;
    }
    this.#bytesWritten += bytes.length;
    this.#events.crossed('left', bytes);
    this.#socket.write(bytes, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#keepsSocket && !this.#socket.writableEnded) this.#socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#keepsSocket) this.#socket.destroy();
    done(error);
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#rest !== undefined) {
      this.#rest = Buffer.concat([this.#rest, bytes]);
      this.#handRecord();
      return;
    }
    this.#hand(bytes);
  };

  #hand(bytes: Buffer): void {
    this.#bytesRead += bytes.length;
    this.#events.crossed('received', bytes);
    if (!this.push(bytes)) this.#socket.pause();
  }

  /** One record, then TLS gets time to see whether it was the last. */
  #handRecord(): void {
    const type = this.#rest?.[0];
    // A client may go on without a good-bye of its own: no command begins with a record's type.
    if (type !== undefined && !RECORD_TYPES.has(type)) {
      this.#onEnded();
      return;
    }
    if (this.#rest === undefined || this.#rest.length < RECORD_HEADER_BYTES) return;
    const length = RECORD_HEADER_BYTES + this.#rest.readUInt16BE(3);
    if (this.#rest.length < length) return;
    const record = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#socket.pause();
    this.#hand(record);
    setImmediate(() => {
      if (this.#hasEnded()) {
        this.#onEnded();
        return;
      }
      this.#socket.resume();
      this.#handRecord();
    });
  }

  readonly #onEnd = (): void => {
    this.push(null);
  };

  readonly #onClose = (): void => {
    // What TLS has not read to the end yet is read first.
    setImmediate(() => this.destroy());
  };
}
