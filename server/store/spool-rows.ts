/** The spool as the store's thread sees it: files that rows refer to, brought into the database one by one. */
import { closeSync, mkdirSync, openSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Kysely } from 'kysely';
import type { BodyInFile } from './packed-entries.ts';
import { bytesOfFile } from './spool-disk.ts';
import { StoreFailure } from './store.ts';
import type { Tables } from './tables.ts';

export class SpoolRows {
  readonly #db: Kysely<Tables>;
  readonly #folder: string;
  #last = 0;
  /** Those that can't be read: whoever needs one is told. */
  readonly #lost = new Set<number>();

  constructor(db: Kysely<Tables>, folder: string) {
    this.#db = db;
    this.#folder = folder;
  }

  /** The highest number that was taken when the folder was taken over. */
  get last(): number {
    return this.#last;
  }

  /** Brings in what a process that was killed left there, and removes what no row refers to. */
  async takeOver(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    // What can't be brought in now, on a disk that is full, can be read where it is.
    while ((await this.bringIn().catch(() => undefined)) !== undefined);
    this.#last = Math.max(0, ...(await this.#clear()));
  }

  /** Nobody reads there any more: what is in the database goes, and the folder with it. */
  async leave(): Promise<void> {
    if ((await this.#clear()).length === 0) rmdirSync(this.#folder);
  }

  /** Removes what no row refers to; gives the numbers of what is left. */
  async #clear(): Promise<readonly number[]> {
    const rows = await this.#db.selectFrom('spooled').select('file').execute();
    const referred = new Set(rows.map(({ file }) => String(file)));
    for (const name of readdirSync(this.#folder)) {
      if (!referred.has(name)) rmSync(path.join(this.#folder, name), { force: true, recursive: true });
    }
    return rows.map(({ file }) => file);
  }

  /** @throws StoreFailure where the file is not there as a whole: it was, before any row referred to it */
  read({ file, size }: BodyInFile): Uint8Array {
    const place = path.join(this.#folder, String(file));
    let bytes: Uint8Array;
    try {
      const open = openSync(place, 'r');
      try {
        // It may be longer: its place on the disk was taken before.
        bytes = bytesOfFile(open, 0, size);
      } finally {
        closeSync(open);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StoreFailure('failed', `${place} can’t be read: ${reason}`);
    }
    if (bytes.length === size) return bytes;
    throw new StoreFailure('failed', `${place}: expected ${size} bytes, came ${bytes.length}`);
  }

  /** Brings one body into the database, in a transaction of its own. Gives its file's number; undefined where none waits. */
  async bringIn(): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom('spooled')
      .selectAll()
      .where('file', 'not in', [0, ...this.#lost])
      .orderBy('file')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { file, size, ...place } = row;
    const bytes = this.#readOrLose({ file, size });
    if (bytes === undefined) return this.bringIn();
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('bodies')
        .values({ ...place, bytes })
        .execute();
      await transaction
        .deleteFrom('spooled')
        .where('seat_id', '=', place.seat_id)
        .where('n', '=', place.n)
        .where('part', '=', place.part)
        .execute();
    });
    return file;
  }

  #readOrLose(body: BodyInFile): Uint8Array | undefined {
    try {
      return this.read(body);
    } catch {
      this.#lost.add(body.file);
      return undefined;
    }
  }
}
