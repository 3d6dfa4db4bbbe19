/** A message text that is being received: up to the dot (DATA), or as many bytes as were announced (BDAT). */
import { MessageText } from './message-text.ts';

export interface OpenText {
  readonly kind: 'data' | 'chunk' | 'flush';
  readonly message: MessageText;
  readonly isFinished: boolean;
  /** Takes what belongs to it; gives how many of the bytes that were. */
  push(bytes: Uint8Array): number;
}

/** RFC 5321 §4.1.1.4. */
export class DotText implements OpenText {
  readonly kind = 'data';
  readonly message: MessageText;

  constructor(limitBytes: number, isStrict = false) {
    this.message = new MessageText({ limitBytes, endsWithDot: true, isStrict });
  }

  get isFinished(): boolean {
    return this.message.isComplete;
  }

  push(bytes: Uint8Array): number {
    return this.message.push(bytes);
  }
}

/** RFC 3030 §2. A chunk that is refused is flushed: read and dropped. */
export class ChunkText implements OpenText {
  readonly kind: 'chunk' | 'flush';
  readonly message: MessageText;
  readonly sizeBytes: number;
  readonly isLast: boolean;
  #left: number;

  constructor(setting: { kind: 'chunk' | 'flush'; message: MessageText; sizeBytes: number; isLast: boolean }) {
    this.kind = setting.kind;
    this.message = setting.message;
    this.sizeBytes = setting.sizeBytes;
    this.isLast = setting.isLast;
    this.#left = setting.sizeBytes;
  }

  get isFinished(): boolean {
    return this.#left === 0;
  }

  push(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#left);
    if (this.kind === 'chunk') this.message.push(taken);
    this.#left -= taken.length;
    return taken.length;
  }
}
