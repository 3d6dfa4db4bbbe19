/**
 * The four protocols as the start page and the comparison show them: which they are, in the course's order, and the
 * commands one meets first. What is said of them stands in labs/words. compare.test.ts holds both against the registry.
 */
import type { Code } from '../../state/words.ts';

export const PROTOCOLS = ['ftp', 'smtp', 'pop3', 'imap'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

/** In the order of a first session. */
export const FIRST_COMMANDS: Readonly<Record<ProtocolName, readonly string[]>> = {
  ftp: ['USER', 'PASS', 'PASV', 'LIST', 'TYPE', 'RETR', 'STOR', 'QUIT'],
  smtp: ['HELO', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'QUIT'],
  pop3: ['USER', 'PASS', 'STAT', 'LIST', 'RETR', 'DELE', 'QUIT'],
  imap: ['LOGIN', 'LIST', 'SELECT', 'FETCH', 'STORE', 'COPY', 'EXPUNGE', 'LOGOUT'],
};

/** What the comparison tells of each, in this order; the sentences are `compare.ASPECT` and `protocol.NAME.ASPECT`. */
export const ASPECTS = ['purpose', 'port', 'connections', 'commands', 'replies', 'kept', 'tls'] as const;
export type Aspect = (typeof ASPECTS)[number];

export const nameOf = (protocol: string): string => protocol.toUpperCase();

export function aspectCode(protocol: ProtocolName, aspect: Exclude<Aspect, 'commands'> | 'long' | 'reply'): Code {
  return `protocol.${protocol}.${aspect}`;
}
