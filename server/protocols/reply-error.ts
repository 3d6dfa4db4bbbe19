/**
 * A mistake of the peer: ordinary traffic, answered by one reply. Thrown inside a command, caught in one
 * place of the engine that sends the reply. Never logged, never a stack trace.
 */
export class ReplyError extends Error {
  /** The reply's code or status as the protocol writes it: `501`, `-ERR`, `BAD`. */
  readonly code: string;

  constructor(code: string, text: string) {
    super(text);
    this.name = 'ReplyError';
    this.code = code;
  }
}
