/**
 * Where large bodies wait until the database has them: a folder beside it, a file each. A body is on the disk there
 * before the entry that refers to it is; the store's thread brings it into the database when nobody waits, so that one
 * file holds all that is kept. What lives on in a world is read from here, not from memory.
 */
import { unlink } from 'node:fs/promises';
import path from 'node:path';
import type { BodyInTheMaking, FileBody } from '../protocols/file-body.ts';
import { Pieces } from '../protocols/pieces.ts';
import { prepareFile } from './spool-disk.ts';
import { SpoolFile } from './spool-file.ts';
import type { Gatherer } from './store.ts';

/** Smaller bodies stay in memory, and go to the database with their entry. */
export const SPOOLED_FROM_BYTES = 512 * 1024;
/** Of one who gathers: while more than this waits for the disk, nothing more shall come. */
const WAITING_BYTES = 4 * 1024 * 1024;
/** So many files are prepared for those that come, once any has come. */
const SPARES = 8;

/** A body that is kept in the spool. */
export class SpooledBody implements FileBody {
  readonly #file: SpoolFile;
  readonly length: number;

  constructor(file: SpoolFile) {
    this.#file = file;
    this.length = file.length;
  }

  /** The number of its file. */
  get number(): number {
    return this.#file.number;
  }

  subarray(begin = 0, end = this.length): Uint8Array {
    return this.#file.read(Math.min(begin, this.length), Math.min(end, this.length));
  }

  /** Resolves when all of it is on the disk. @throws StoreFailure where the disk does not take it */
  synced(): Promise<void> {
    return this.#file.synced();
  }
}

/** A file goes when nothing refers to it: no object of this process, and no row of the database. */
interface Held {
  readonly file: SpoolFile;
  rows: number;
  isDropped: boolean;
}

export class Spool {
  readonly #folder: string;
  readonly #held = new Map<number, Held>();
  readonly #registry = new FinalizationRegistry<Held>((held) => {
    held.isDropped = true;
    this.#removeUnused(held);
  });
  #last: number;
  /** Files that are prepared and that nobody has. */
  readonly #spares: number[] = [];
  /** How many files were begun. */
  #begun = 0;
  #preparing: Promise<void> | undefined;
  #isOver = false;

  /** @param folder is there; @param last the highest number that is taken there */
  constructor(folder: string, last: number) {
    this.#folder = folder;
    this.#last = last;
  }

  gatherer(): Gatherer {
    let waitingBytes = 0;
    const waiting: (() => void)[] = [];
    const onWaiting = (bytes: number): void => {
      waitingBytes += bytes;
      if (waitingBytes > WAITING_BYTES / 2) return;
      for (const goOn of waiting.splice(0)) goOn();
    };
    return {
      gather: () => new GatheredBody(this, onWaiting),
      whenTaken: () =>
        waitingBytes <= WAITING_BYTES ? undefined : new Promise<void>((goOn) => void waiting.push(goOn)),
    };
  }

  /** A file for what `owner` gathers. */
  begin(owner: object, onWaiting: (bytes: number) => void): SpoolFile {
    const spare = this.#spares.shift();
    const file = new SpoolFile({
      folder: this.#folder,
      number: spare ?? ++this.#last,
      isPrepared: spare !== undefined,
      onWaiting,
    });
    this.#begun++;
    const held: Held = { file, rows: 0, isDropped: false };
    this.#held.set(file.number, held);
    this.#registry.register(owner, held, owner);
    return file;
  }

  /** Takes room on the disk for files that may come; for when nobody waits. */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare().finally(() => (this.#preparing = undefined));
    return this.#preparing;
  }

  async #prepare(): Promise<void> {
    while (this.#begun > 0 && !this.#isOver && this.#spares.length < SPARES) {
      const number = ++this.#last;
      const begun = this.#begun;
      const isPrepared = await prepareFile(this.#folder, number, () => this.#begun === begun && !this.#isOver).catch(
        () => false,
      );
      if (isPrepared) this.#spares.push(number);
      else {
        // Somebody is in need of the disk, or it has no room for it now: the next time, perhaps.
        await removeFile(path.join(this.#folder, String(number)));
        return;
      }
    }
  }

  /** Makes no files any more; resolves when none is open. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#preparing;
    for (const { file } of this.#held.values()) file.end();
    await Promise.allSettled([...this.#held.values()].map(({ file }) => file.synced()));
  }

  /** It is whole, and the body's from now on. */
  handOver(owner: object, file: SpoolFile): SpooledBody {
    file.end();
    const body = new SpooledBody(file);
    const held = this.#held.get(file.number);
    this.#registry.unregister(owner);
    if (held !== undefined) this.#registry.register(body, held);
    return body;
  }

  /**
   * Rows of the database are about to refer to the bodies: resolves when those are on the disk.
   * @throws StoreFailure where the disk does not take them
   */
  async keep(bodies: readonly SpooledBody[]): Promise<void> {
    for (const { number } of bodies) this.#count(number, 1);
    try {
      for (const body of bodies) await body.synced();
    } catch (failure) {
      this.release(bodies.map(({ number }) => number));
      throw failure;
    }
  }

  /** For each number, a row of the database no longer refers to that file. */
  release(numbers: readonly number[]): void {
    for (const number of numbers) this.#count(number, -1);
  }

  #count(number: number, change: 1 | -1): void {
    const held = this.#held.get(number);
    if (held === undefined) return;
    held.rows += change;
    this.#removeUnused(held);
  }

  #removeUnused({ file, rows, isDropped }: Held): void {
    if (rows > 0 || !isDropped) return;
    this.#held.delete(file.number);
    file.end();
    void file.synced().then(
      () => this.#reuse(file),
      () => removeFile(file.path),
    );
  }

  async #reuse({ number, isPrepared, path: place }: SpoolFile): Promise<void> {
    if (isPrepared && this.#spares.length < SPARES) this.#spares.push(number);
    else await removeFile(place);
  }
}

/** What stays goes at the next start. */
const removeFile = (place: string): Promise<void> => unlink(place).catch(() => undefined);

/** In memory as long as it is small. */
class GatheredBody implements BodyInTheMaking {
  readonly #spool: Spool;
  readonly #onWaiting: (bytes: number) => void;
  readonly #first = new Pieces();
  #file: SpoolFile | undefined;

  constructor(spool: Spool, onWaiting: (bytes: number) => void) {
    this.#spool = spool;
    this.#onWaiting = onWaiting;
  }

  get length(): number {
    return this.#file?.length ?? this.#first.length;
  }

  append(bytes: Uint8Array): void {
    if (this.#file === undefined) {
      this.#first.append(bytes);
      if (this.#first.length < SPOOLED_FROM_BYTES) return;
      this.#file = this.#spool.begin(this, this.#onWaiting);
      for (const piece of this.#first.takePieces()) this.#file.append(piece);
    } else this.#file.append(bytes);
  }

  take(): FileBody {
    const file = this.#file;
    if (file === undefined) return this.#first.take();
    this.#file = undefined;
    return this.#spool.handOver(this, file);
  }
}
