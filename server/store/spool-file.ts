/**
 * A large body on its way to the disk, in a file of its own: written and synced while it still comes, so that little is
 * left to do when it is whole. What was written is let go of in memory.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { bytesOfFile, FLAGS, MODE, syncNames } from './spool-disk.ts';
import { StoreFailure } from './store.ts';

/** So much is written at once, or so many pieces. */
const WRITE_BYTES = 256 * 1024;
const WRITE_PIECES = 256;
/** After so much the disk is asked to keep it: most of a file is there when its end comes. */
const SYNC_BYTES = 2 * 1024 * 1024;

export interface SpoolFileSetting {
  /** Told of how much more, or (negative) less, waits in memory. */
  readonly onWaiting: (bytes: number) => void;
  readonly folder: string;
  readonly number: number;
  /** It is there already, as `prepareFile` made it. */
  readonly isPrepared: boolean;
}

export class SpoolFile {
  readonly number: number;
  /** Its place on the disk is worth keeping. */
  readonly isPrepared: boolean;
  readonly #folder: string;
  readonly #onWaiting: (bytes: number) => void;
  /** What is not written yet. */
  #pieces: Uint8Array[] = [];
  #waitingBytes = 0;
  #writtenBytes = 0;
  #syncedBytes = 0;
  #isWhole = false;
  #isBusy = false;
  #handle: FileHandle | undefined;
  #failure: StoreFailure | undefined;
  #wake: (() => void)[] = [];

  constructor({ folder, number, isPrepared, onWaiting }: SpoolFileSetting) {
    this.#folder = folder;
    this.number = number;
    this.isPrepared = isPrepared;
    this.#onWaiting = onWaiting;
  }

  get path(): string {
    return path.join(this.#folder, String(this.number));
  }
  get length(): number {
    return this.#writtenBytes + this.#waitingBytes;
  }

  append(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    this.#pieces.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#onWaiting(bytes.length);
    this.#goOn();
  }

  /** Nothing more comes. */
  end(): void {
    this.#isWhole = true;
    this.#goOn();
  }

  /** Resolves when all of it is on the disk. @throws StoreFailure where the disk does not take it */
  async synced(): Promise<void> {
    while (this.#failure === undefined && (this.#isBusy || this.#syncedBytes < this.length)) {
      await new Promise<void>((wake) => this.#wake.push(wake));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** @throws Error where the disk fails */
  read(begin: number, end: number): Uint8Array {
    const file = openSync(this.path, FLAGS, MODE);
    try {
      // Somebody reads what has only just come.
      if (end > this.#writtenBytes) this.#writeTo(file);
      const bytes = bytesOfFile(file, begin, end);
      if (bytes.length === Math.max(0, end - begin)) return bytes;
      throw new Error(`${this.path}: expected ${end} bytes, there are ${begin + bytes.length}`);
    } finally {
      closeSync(file);
    }
  }

  /** The same bytes may be on their way to the same place: writing them twice changes nothing. */
  #writeTo(file: number): void {
    let at = this.#writtenBytes;
    for (const piece of this.#pieces) {
      for (let from = 0; from < piece.length;) from += writeSync(file, piece, from, piece.length - from, at + from);
      at += piece.length;
    }
  }

  #goOn(): void {
    if (!this.#isBusy && this.#failure === undefined) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        this.#handle ??= await this.#open();
        if (next === 'write') await this.#write(this.#handle);
        else await this.#sync(this.#handle);
      }
      if (this.#isWhole) await this.#close();
    } catch (error) {
      await this.#fail(error);
    }
    this.#isBusy = false;
    for (const wake of this.#wake.splice(0)) wake();
    // What came while the file was being closed.
    if (this.#next() !== undefined) this.#goOn();
  }

  #next(): 'write' | 'sync' | undefined {
    const isEnough = this.#waitingBytes >= WRITE_BYTES || this.#pieces.length >= WRITE_PIECES;
    if (isEnough || (this.#isWhole && this.#waitingBytes > 0)) return 'write';
    const unsynced = this.#writtenBytes - this.#syncedBytes;
    return unsynced >= SYNC_BYTES || (this.#isWhole && unsynced > 0) ? 'sync' : undefined;
  }

  async #write(handle: FileHandle): Promise<void> {
    const size = this.#waitingBytes;
    const pieces = [...this.#pieces];
    const { bytesWritten } = await handle.writev(pieces, this.#writtenBytes);
    // A disk that is nearly full takes part of it, and says why only when it is asked again.
    const rest = bytesWritten < size ? Buffer.concat(pieces).subarray(bytesWritten) : Buffer.alloc(0);
    for (let at = 0; at < rest.length;) {
      at += (await handle.write(rest, at, rest.length - at, this.#writtenBytes + bytesWritten + at)).bytesWritten;
    }
    this.#pieces.splice(0, pieces.length);
    this.#waitingBytes -= size;
    this.#writtenBytes += size;
    this.#onWaiting(-size);
  }

  async #sync(handle: FileHandle): Promise<void> {
    const written = this.#writtenBytes;
    await handle.datasync();
    this.#syncedBytes = written;
  }

  /** The file's name, too, is on the disk before anything refers to it. */
  async #open(): Promise<FileHandle> {
    const handle = await open(this.path, FLAGS, MODE);
    try {
      if (!this.isPrepared) await syncNames(this.#folder);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return handle;
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #fail(error: unknown): Promise<void> {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    this.#failure = new StoreFailure(
      isFull ? 'full' : 'failed',
      error instanceof Error ? error.message : String(error),
    );
    this.#onWaiting(-this.#waitingBytes);
    this.#pieces = [];
    this.#waitingBytes = 0;
    await this.#close().catch(() => undefined);
  }
}
