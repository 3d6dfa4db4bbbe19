/**
 * Why a message could not be handed on, in the words of Exim: for the queue, and for the mail that tells the sender.
 * Pure text; knows no connection.
 */
import type { Refusal } from '../engine.ts';

/** A server that was spoken to. */
export interface RemoteHost {
  readonly name: string;
  readonly address: string;
}

export interface Failure {
  /** Undefined where nobody was reached. */
  readonly host?: RemoteHost;
  /** The reply, its lines whole, and what it answered: `RCPT TO:<alice@example.thm>`. */
  readonly reply?: { readonly after: string; readonly lines: readonly string[] };
  /** Where no reply came: what kept us from it. */
  readonly reason: string;
  /** Whether Exim tells the sender the reason, beside a reply. */
  readonly isTold: boolean;
}

/** The other server's reply refuses (RFC 5321 §4.2.1: 5yz for good, 4yz for now). */
export function replied(host: RemoteHost, after: string, lines: readonly string[]): Failure {
  const reason = `SMTP error from remote mail server after ${after}: ${lines.join('\n')}`;
  return { host, reply: { after, lines }, reason, isTold: true };
}

/** The conversation broke before the reply. */
export const broke = (host: RemoteHost, reason: string): Failure => ({ host, reason, isTold: false });

/** Nobody was spoken to. */
export const unreached = (reason: string): Failure => ({ reason, isTold: false });

/** Nobody may be spoken to, for good. */
export const unrouteable = (reason: string): Failure => ({ reason, isTold: true });

/** connect(2), as strerror words it. */
export const REFUSALS: Readonly<Record<Refusal, string>> = {
  'connection-refused': 'Connection refused',
  'no-route': 'No route to host',
  'timed-out': 'Connection timed out',
  limit: 'Resource temporarily unavailable',
};

/** What is put behind the last failure when it was tried long enough. */
const EXPIRED = 'retry timeout exceeded';

/** The same failure, after which there is no further attempt. */
export function expired(failure: Failure): Failure {
  const { reply, reason, isTold } = failure;
  if (!isTold) return { ...failure, reason: EXPIRED, isTold: true };
  if (reply === undefined) return { ...failure, reason: `${reason}: ${EXPIRED}` };
  const lines = [...reply.lines.slice(0, -1), `${reply.lines.at(-1) ?? ''}: ${EXPIRED}`];
  return { ...failure, reply: { ...reply, lines }, reason: `${reason}: ${EXPIRED}` };
}
