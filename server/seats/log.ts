/**
 * A seat's log: one numbered sequence of records, kept in memory up to a bound and in the store. It is the gate of
 * everything that the seat says: what follows a binding record leaves when that record is on the disk.
 */
import type { Gate } from '../bridge/gate.ts';
import type { Entry } from '../contract/entries.ts';
import type { StoredEntry } from '../store/store.ts';
import { type BodyPlaces, encode, isBinding, type LogRecord, pageBody, type RecordBody } from './records.ts';

/** Passing records may wait this long for company before they are written. */
const PASSING_MS = 250;

export interface LogSetting {
  /** Records from before, in order. */
  readonly records: readonly LogRecord[];
  /** The number of the last record ever made. */
  readonly last: number;
  /** Where what is large stands: told of what is appended. */
  readonly places?: BodyPlaces;
  readonly append: (entries: readonly StoredEntry[]) => Promise<void>;
  /** The world's time. */
  readonly now: () => number;
  /** How many bytes of page entries are kept. */
  readonly keptBytes: number;
  /** Called when entries have become sendable. */
  readonly onSendable: () => void;
  /** Older entries were dropped from memory: pages that come now do not see them. */
  readonly onForgotten: () => void;
  /** Much has been written since the last cut. */
  readonly onLong: () => void;
  /** The store refused: the log takes nothing more. */
  readonly onFailure: (failure: unknown) => void;
}

/** After so many bytes, or records, a snapshot shall take the place of what was written. */
const LONG_BYTES = 4 * 1024 * 1024;
const LONG_RECORDS = 5000;

/** A page entry as the page gets it. */
export interface ShownEntry {
  readonly n: number;
  /** An `Entry` of the contract. */
  readonly json: string;
}

export class SeatLog implements Gate {
  readonly #setting: LogSetting;
  #kept: ShownEntry[] = [];
  #keptBytes = 0;
  #last: number;
  #firstKept: number;
  #unwritten: LogRecord[] = [];
  /** The binding records that are not durable yet, in order. */
  #bindings: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;
  #isWriting = false;
  #writtenBytes = 0;
  #writtenRecords = 0;
  #failure: unknown;
  #waiting: { n: number; resolve: () => void; reject: (failure: unknown) => void }[] = [];
  #shared: { n: number; promise: Promise<void> } | undefined;

  constructor(setting: LogSetting) {
    this.#setting = setting;
    this.#last = setting.last;
    this.#firstKept = setting.records[0]?.n ?? setting.last + 1;
    for (const record of setting.records) this.#keep(record);
  }

  get last(): number {
    return this.#last;
  }
  /** The number of the last entry that pages are shown. */
  get lastShown(): number {
    return this.#kept.at(-1)?.n ?? 0;
  }
  /** Page entries before this number are gone. */
  get firstKept(): number {
    return this.#firstKept;
  }
  /** It takes nothing more. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** The entries that pages are shown, in order. */
  *entries(): Iterable<Entry> {
    for (const { json } of this.#kept) yield JSON.parse(json) as Entry;
  }

  /** Adds a record; gives its number. @throws Error after a failure of the store */
  append(body: RecordBody): number {
    if (this.#failure !== undefined)
      throw new Error('the log has failed and takes nothing more', { cause: this.#failure });
    const record = { n: ++this.#last, at: this.#setting.now(), body };
    this.#unwritten.push(record);
    this.#keep(record);
    if (isBinding(body)) {
      this.#bindings.push(record.n);
      this.#schedule(0);
    } else {
      this.#schedule(PASSING_MS);
    }
    if (this.#bindings.length === 0) this.#setting.onSendable();
    return record.n;
  }

  whenDurable(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(asError(this.#failure));
    const n = this.#bindings.at(-1);
    if (n === undefined) return undefined;
    if (this.#shared?.n === n) return this.#shared.promise;
    const promise = new Promise<void>((resolve, reject) => this.#waiting.push({ n, resolve, reject }));
    this.#shared = { n, promise };
    return promise;
  }

  /** Page entries after `n` that may leave now, up to about so many bytes; none where the next one is too large only if some came before. */
  sendable(after: number, limitBytes: number): readonly ShownEntry[] {
    const bound = (this.#bindings[0] ?? Infinity) - 1;
    const found: ShownEntry[] = [];
    let bytes = 0;
    for (let at = this.#indexAfter(after); at < this.#kept.length; at++) {
      const shown = this.#kept[at];
      if (shown === undefined || shown.n > bound) break;
      if (found.length > 0 && bytes + shown.json.length > limitBytes) break;
      found.push(shown);
      bytes += shown.json.length;
    }
    return found;
  }

  /** Writes what waits; resolves when all of it is durable. */
  async settle(): Promise<void> {
    while (this.#failure === undefined && (this.#unwritten.length > 0 || this.#isWriting)) {
      if (this.#isWriting) await new Promise((again) => setImmediate(again));
      else await this.#write();
    }
    clearTimeout(this.#timer);
  }

  /** Takes nothing more; what was not durable never will be. */
  fail(failure: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiting.splice(0)) reject(failure);
  }

  #keep(record: LogRecord): void {
    const body = pageBody(record.body);
    if (body === undefined) return;
    const entry: Entry = { n: record.n, at: record.at, body };
    const json = JSON.stringify(entry);
    this.#kept.push({ n: record.n, json });
    this.#keptBytes += json.length;
    if (this.#keptBytes <= this.#setting.keptBytes) return;
    this.#forget();
    setImmediate(() => {
      if (this.#failure === undefined) this.#setting.onForgotten();
    });
  }

  /** Drops the older part of what pages may ask for. */
  #forget(): void {
    let at = 0;
    while (this.#keptBytes > this.#setting.keptBytes / 2 && at < this.#kept.length - 1) {
      this.#keptBytes -= this.#kept[at]?.json.length ?? 0;
      at++;
    }
    this.#kept = this.#kept.slice(at);
    this.#firstKept = this.#kept[0]?.n ?? this.#last;
  }

  #indexAfter(n: number): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#kept[middle]?.n ?? Infinity) <= n) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #schedule(ms: number): void {
    if (this.#isWriting) return;
    if (ms === 0) {
      if (this.#isDue) return;
      this.#isDue = true;
      setImmediate(() => {
        this.#isDue = false;
        void this.#write();
      });
      return;
    }
    this.#timer ??= setTimeout(() => void this.#write(), ms);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    if (this.#isWriting || this.#failure !== undefined || this.#unwritten.length === 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isWriting = true;
    const records = this.#unwritten;
    this.#unwritten = [];
    const entries = records.map((record) => encode(record, this.#setting.places));
    try {
      await this.#setting.append(entries);
    } catch (failure) {
      this.#isWriting = false;
      this.fail(failure);
      this.#setting.onFailure(failure);
      return;
    }
    this.#isWriting = false;
    const durable = records.at(-1)?.n ?? 0;
    this.#bindings = this.#bindings.filter((n) => n > durable);
    const ready = this.#waiting.filter(({ n }) => n <= durable);
    this.#waiting = this.#waiting.filter(({ n }) => n > durable);
    // First the next group, so that the disk works on it while what is durable now leaves.
    if (this.#bindings.length > 0) void this.#write();
    else if (this.#unwritten.length > 0) this.#schedule(PASSING_MS);
    for (const { resolve } of ready) resolve();
    this.#setting.onSendable();
    this.#measure(entries);
  }

  #measure(entries: readonly StoredEntry[]): void {
    this.#writtenRecords += entries.length;
    for (const { json, bodies } of entries) {
      this.#writtenBytes += json.length + bodies.reduce((sum, body) => sum + body.length, 0);
    }
    if (this.#writtenBytes < LONG_BYTES && this.#writtenRecords < LONG_RECORDS) return;
    this.#writtenBytes = 0;
    this.#writtenRecords = 0;
    this.#setting.onLong();
  }
}

function asError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure));
}
