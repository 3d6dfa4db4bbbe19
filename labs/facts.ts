/**
 * Questions that a check may ask of a world, as it is now. Implemented by the sandbox, one day by real servers.
 */

export interface MailFact {
  readonly uid: number;
  readonly flags: readonly string[];
  /** Values of a header field in their order, unfolded; the name in any case. */
  header(name: string): readonly string[];
  /** Everything after the first empty line, decoded as UTF-8 (bytes that are none as U+FFFD). */
  readonly text: string;
  readonly sizeBytes: number;
}

export interface FileFact {
  readonly sizeBytes: number;
  /** Decoded as UTF-8. */
  readonly text: string;
  /** SHA-256, in hex. */
  readonly digest: string;
}

/** A mail that a host has taken and not yet handed on. */
export interface QueuedMailFact {
  readonly reversePath: string;
  /** Those to whom it has not been delivered yet. */
  readonly forwardPaths: readonly string[];
}

export interface Facts {
  /** The mails of a mailbox, or undefined where account or mailbox do not exist. */
  mails(account: string, mailbox: string): readonly MailFact[] | undefined;
  /** A file on a host, by its absolute path there; `~` is the learner's home on the learner's host. */
  file(host: string, path: string): FileFact | undefined;
  /** What waits on a host to be handed on; undefined where there is no such host. */
  queue(host: string): readonly QueuedMailFact[] | undefined;
  /** The addresses of a host name or address in this world. */
  resolve(name: string): string | undefined;
}
