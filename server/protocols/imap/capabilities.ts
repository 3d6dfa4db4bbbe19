/**
 * What the server promises (RFC 3501 §7.2.1), in Dovecot's order: a word stands here only where all that it promises works.
 */

import type { ImapAccount } from './store.ts';

/** How a client may log in as the connection is now. */
export interface LoginOffer {
  /** STARTTLS begins TLS here, and it has not been begun. */
  readonly mayStartTls: boolean;
  /** A password may cross: it can't be read on the way, or the world does not mind. */
  readonly mayUsePlaintext: boolean;
}

const BEFORE = ['IMAP4rev1', 'SASL-IR', 'ID', 'ENABLE', 'IDLE', 'LITERAL+'];

/** Before LOGIN (RFC 3501 §6.2.1: STARTTLS; §6.2.3: LOGINDISABLED). */
export function capabilitiesBefore({ mayStartTls, mayUsePlaintext }: LoginOffer): string {
  const tls = mayStartTls ? ['STARTTLS'] : [];
  return [...BEFORE, ...tls, ...(mayUsePlaintext ? ['AUTH=PLAIN', 'AUTH=LOGIN'] : ['LOGINDISABLED'])].join(' ');
}

const AFTER = [
  'IMAP4rev1',
  'SASL-IR',
  'ID',
  'ENABLE',
  'IDLE',
  'SORT',
  'SORT=DISPLAY',
  'THREAD=REFERENCES',
  'THREAD=REFS',
  'THREAD=ORDEREDSUBJECT',
  'MULTIAPPEND',
  'UNSELECT',
  'CHILDREN',
  'NAMESPACE',
  'UIDPLUS',
  'LIST-EXTENDED',
  'CONDSTORE',
  'QRESYNC',
  'ESEARCH',
  'ESORT',
  'SEARCHRES',
  'WITHIN',
  'LIST-STATUS',
  'BINARY',
  'MOVE',
  'PREVIEW',
  'STATUS=SIZE',
  'LITERAL+',
  'SPECIAL-USE',
];

/** After LOGIN. */
export function capabilitiesAfter({ quota }: ImapAccount): string {
  return [...AFTER, ...(quota === undefined ? [] : ['QUOTA'])].join(' ');
}
