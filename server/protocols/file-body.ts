/** The bytes of a file: they never change. A Uint8Array is one; a large one may be kept elsewhere, and is read from when asked for. */
export interface FileBody {
  /** In bytes. */
  readonly length: number;
  /** The bytes from `begin` to before `end`; all of them, where none is named. */
  subarray(begin?: number, end?: number): Uint8Array;
}

/** A body that comes piece by piece. */
export interface BodyInTheMaking {
  /** Of what came so far, in bytes. */
  readonly length: number;
  /** @param bytes no longer the caller's */
  append(bytes: Uint8Array): void;
  /** What came so far; this is empty afterwards. */
  take(): FileBody;
}
