/**
 * A transfer from the client: bytes are gathered up to the limit and become a file in one change of the world, before
 * 226 is said. A stream that breaks leaves what came of it, as vsftpd does (delete_failed_uploads=NO).
 */
import type { BodyInTheMaking } from '../file-body.ts';
import type { DataFailure, DataUser } from './data-connection.ts';
import type { Session, Transfer } from './session.ts';
import type { UserFiles } from './store.ts';

const CR = 13;
const LF = 10;

export interface ReceivingSetting {
  readonly files: UserFiles;
  readonly path: string;
  readonly from: number | 'end';
  /** The text of the 150. */
  readonly opening: string;
}

export class Receiving implements DataUser, Transfer {
  readonly patienceRounds = 1;
  readonly #session: Session;
  readonly #setting: ReceivingSetting;
  readonly #bytes: BodyInTheMaking;
  #progress = 0;

  constructor(session: Session, setting: ReceivingSetting) {
    this.#session = session;
    this.#setting = setting;
    this.#bytes = setting.files.gather();
  }

  get progress(): number {
    return this.#progress;
  }

  opened(): void {
    this.#session.reply('150', this.#setting.opening);
    this.#session.output({ type: 'timer', timer: 'data', ms: this.#session.settings.dataMs });
  }

  ready(): void {
    // What comes is taken as it comes.
  }

  failed(failure: DataFailure): void {
    this.#session.failTransfer(failure);
  }

  received(bytes: Uint8Array): void {
    this.#progress++;
    if (this.#bytes.length + bytes.length > this.#session.service.surroundings.limits.fileBytes) {
      // vsftpd's reply where the disk is full or a limit reached: a write that fails.
      this.#session.endTransfer('451', 'Failure writing to local file.');
      return;
    }
    this.#bytes.append(bytes);
  }

  /** RFC 959 §3.4.1: in stream mode the end of the connection is the end of the file. */
  ended(): void {
    if (this.#keep()) this.#session.endTransfer('226', 'Transfer complete.');
    else this.#session.endTransfer('451', 'Failure writing to local file.');
  }

  /** Gone without an end: the stream broke. */
  closed(): void {
    this.#keep();
    this.#session.endTransfer('426', 'Failure reading network stream.');
  }

  abort(): void {
    this.closed();
  }

  /** Nothing is sent here. */
  sent(): void {
    this.#progress++;
  }

  #keep(): boolean {
    const { files, path, from } = this.#setting;
    const { login, type, settings, service } = this.#session;
    const taken = this.#bytes.take();
    const came = type === 'A' && settings.asciiConversion ? withLf(taken.subarray()) : taken;
    const body =
      from === 0
        ? came
        : overlay(files.content(path)?.subarray() ?? new Uint8Array(0), came.subarray(), {
            from,
            limitBytes: service.surroundings.limits.fileBytes,
          });
    if (body === undefined) return false;
    return files.write(path, { body, mode: 0o666 & ~(login?.umask ?? 0) }) === 'written';
  }
}

/** CRLF becomes LF. */
export function withLf(bytes: Uint8Array): Uint8Array {
  const shorter = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === CR && bytes[i + 1] === LF) continue;
    shorter[length++] = byte;
  }
  return shorter.slice(0, length);
}

/** The file with the bytes written from there on, as the system would: a gap is filled with zeros; undefined beyond the limit. */
function overlay(
  before: Uint8Array,
  bytes: Uint8Array,
  { from, limitBytes }: { readonly from: number | 'end'; readonly limitBytes: number },
): Uint8Array | undefined {
  const at = from === 'end' ? before.length : from;
  const length = Math.max(before.length, at + bytes.length);
  if (length > limitBytes) return undefined;
  const body = new Uint8Array(length);
  body.set(before);
  body.set(bytes, at);
  return body;
}
