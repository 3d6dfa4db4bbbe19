/**
 * What the server promises (RFC 3501 §7.2.1), in Dovecot's order: a word stands here only where all that it promises works.
 */

import type { ImapSettings } from './settings.ts';
import type { ImapAccount } from './store.ts';

const BEFORE = ['IMAP4rev1', 'SASL-IR', 'ID', 'ENABLE', 'IDLE', 'LITERAL+'];

/** Before LOGIN (RFC 3501 §6.2.3: LOGINDISABLED). */
export function capabilitiesBefore({ plaintextLogin }: ImapSettings): string {
  return [...BEFORE, ...(plaintextLogin ? ['AUTH=PLAIN', 'AUTH=LOGIN'] : ['LOGINDISABLED'])].join(' ');
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
