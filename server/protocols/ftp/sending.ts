/** A transfer to the client: a file or a listing goes out in pieces, pulled as the connection takes them. */
import type { FileBody } from '../file-body.ts';
import type { DataFailure, DataUser } from './data-connection.ts';
import type { Session, Transfer } from './session.ts';

const PIECE_BYTES = 64 * 1024;
const CR = 13;
const LF = 10;

export interface SendingSetting {
  /** The text of the 150. */
  readonly opening: string;
  readonly bytes: FileBody;
  /** How many of them are left out (REST); none without it. */
  readonly from?: number;
  /** Whether each line end goes as CRLF (RFC 959 §3.1.1.1). */
  readonly isText: boolean;
  /** The text of the 226. */
  readonly done: string;
}

export class Sending implements DataUser, Transfer {
  /** vsftpd's write counts as progress when the first look breaks it off: with 4 s it waits for 12. */
  readonly patienceRounds = 2;
  readonly #session: Session;
  readonly #setting: SendingSetting;
  #progress = 0;

  constructor(session: Session, setting: SendingSetting) {
    this.#session = session;
    this.#setting = setting;
  }

  get progress(): number {
    return this.#progress;
  }

  opened(): void {
    const { settings } = this.#session;
    this.#session.reply('150', this.#setting.opening);
    this.#session.output({ type: 'timer', timer: 'data', ms: settings.dataMs });
  }

  ready(): void {
    const { bytes, from = 0, isText } = this.#setting;
    if (isText || bytes.length - from > PIECE_BYTES) {
      this.#session.data.send(this.#pieces());
      return;
    }
    // What is one piece needs nobody who pulls it.
    this.#progress++;
    this.#session.data.send(bytes.subarray(Math.min(from, bytes.length)));
  }

  failed(failure: DataFailure): void {
    this.#session.failTransfer(failure);
  }

  sent(): void {
    this.#session.endTransfer('226', this.#setting.done);
  }

  closed(): void {
    this.#session.endTransfer('426', 'Failure writing network stream.');
  }

  abort(): void {
    this.#session.data.stop();
    this.closed();
  }

  /** What the client sends here is nobody's. */
  received(): void {
    this.#progress++;
  }

  /** The client may close its own direction early. */
  ended(): void {
    this.#progress++;
  }

  *#pieces(): Generator<Uint8Array> {
    const { bytes, from = 0, isText } = this.#setting;
    let before: number | undefined;
    for (let at = from; at < bytes.length; at += PIECE_BYTES) {
      this.#progress++;
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      yield isText ? withCrlf(piece, before) : piece;
      before = piece.at(-1);
    }
  }
}

/** LF becomes CRLF where no CR stands before it. @param before the byte before the piece */
export function withCrlf(piece: Uint8Array, before: number | undefined): Uint8Array {
  const longer = new Uint8Array(piece.length * 2);
  let length = 0;
  let last = before;
  for (const byte of piece) {
    if (byte === LF && last !== CR) longer[length++] = CR;
    longer[length++] = byte;
    last = byte;
  }
  return longer.subarray(0, length);
}
