/**
 * Opens the SQLite file: one connection that nobody else can have beside it, every commit synced to the disk. The only
 * file that knows libsql and its error codes.
 */
import Libsql from 'libsql';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { migrate } from './migrations.ts';
import { StoreFailure } from './store.ts';
import type { Tables } from './tables.ts';

/**
 * Of a new database: each page of a commit costs two writes, so that large files want large pages; a mail touches three
 * pages, whatever their size, and is kept as fast as with half as large ones.
 */
const PAGE_BYTES = 16 * 1024;
/** Pages of the write-ahead log (512 MiB; half of it with the pages of before) at which a commit also brings them into the file: `checkpoint` did so before. */
const CHECKPOINT_PAGES = (512 * 1024 * 1024) / PAGE_BYTES;
/** In KiB: the pages of a commit with a large file in it are written once, in their order. */
const CACHE_KIBIBYTES = 32 * 1024;

export interface Database {
  readonly db: Kysely<Tables>;
  /** Brings into the file what the write-ahead log holds. It takes a while: for when nobody waits. */
  readonly checkpoint: () => void;
}

/** @throws StoreFailure `unusable`, with the reason in words that an operator can act on */
export async function openDatabase(file: string, at: number): Promise<Database> {
  try {
    const connection = new Libsql(file);
    // EXCLUSIVE comes first, so that the log's index lives in this process alone and a second process is refused.
    for (const setting of [
      `page_size = ${PAGE_BYTES}`,
      'locking_mode = EXCLUSIVE',
      'journal_mode = WAL',
      'synchronous = FULL',
      `wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
      `cache_size = -${CACHE_KIBIBYTES}`,
    ]) {
      connection.pragma(setting);
    }
    connection.exec('BEGIN EXCLUSIVE');
    connection.exec('COMMIT');
    const db = queryLayer(connection);
    await migrate(db, at);
    const checkpoint = (): void => {
      try {
        connection.pragma('wal_checkpoint(PASSIVE)');
      } catch {
        // What is in the log is safe there. Whatever the disk has, the next commit meets it, and says so.
      }
    };
    return { db, checkpoint };
  } catch (error) {
    if (error instanceof StoreFailure && error.kind === 'unusable') {
      throw new StoreFailure('unusable', `${file} ${error.message}`);
    }
    throw new StoreFailure('unusable', `${file} ${reasonOf(error)}`);
  }
}

/** The query layer over a connection. A statement is prepared once; blobs come back as bytes. */
export function queryLayer(connection: Libsql.Database): Kysely<Tables> {
  const prepared = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const statement = connection.prepare(sql);
    return {
      reader: statement.reader,
      all: (parameters) => statement.all(parameters).map(withBytes),
      iterate: (parameters) => statement.iterate(parameters),
      run: (parameters) => statement.run(parameters),
    };
  };
  const database: SqliteDatabase = {
    close: () => connection.close(),
    prepare: (sql) => {
      let statement = prepared.get(sql);
      if (statement === undefined) prepared.set(sql, (statement = prepare(sql)));
      return statement;
    },
  };
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

/** libsql gives blobs as ArrayBuffer. */
function withBytes(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  for (const [column, value] of Object.entries(row)) {
    if (value instanceof ArrayBuffer) Object.assign(row, { [column]: new Uint8Array(value) });
  }
  return row;
}

/** SQLite's name of the fault; empty where it has none. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  // Opening fails with SQLite's number in the text alone; 14 is SQLITE_CANTOPEN.
  if (/^ConnectionFailed\(.*: 14"\)$/.test(error.message)) return 'SQLITE_CANTOPEN';
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return 'is in use by another process: stop that one, or set DATA_DIR to another directory';
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_PERM')) {
    return 'can’t be opened for writing: give this user the right to write there, or set DATA_DIR to another directory';
  }
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return 'is not a database of Plaintalk, or is damaged: put a backup in its place, or set DATA_DIR to another directory';
  }
  if (code.startsWith('SQLITE_FULL')) return 'can’t be written: the disk is full';
  return `can’t be opened: ${error instanceof Error ? error.message : String(error)}`;
}

/** Any error of a query as the store's own. */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const kind = codeOf(error).startsWith('SQLITE_FULL') ? 'full' : 'failed';
  return new StoreFailure(kind, error instanceof Error ? error.message : String(error));
}
