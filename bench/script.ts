/** A conversation as a client has it: what must come, and what is said then. */

export interface Step {
  /** For the message where it goes wrong. */
  readonly name: string;
  /** Whether these bytes are a whole reply; they may come in pieces. */
  readonly isWhole: (reply: Buffer) => boolean;
  readonly isRight: (reply: Buffer) => boolean;
  /** What is sent after it; undefined where nothing is. */
  readonly then?: (() => Buffer) | undefined;
}

export interface Script {
  /** The next step; undefined where the other side closes now. */
  next(): Step | undefined;
}

/** A reply that must be these bytes, or begin with them. */
export type Expected = { readonly exact: string } | { readonly start: string };

export function matcher(expected: Expected): (reply: Buffer) => boolean {
  if ('exact' in expected) {
    const exact = Buffer.from(`${expected.exact}\r\n`, 'latin1');
    return (reply) => reply.equals(exact);
  }
  const start = Buffer.from(expected.start, 'latin1');
  return (reply) => reply.length > start.length && reply.compare(start, 0, start.length, 0, start.length) === 0;
}
