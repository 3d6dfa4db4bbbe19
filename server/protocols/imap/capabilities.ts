/**
 * What the server promises (RFC 3501 §7.2.1), in Dovecot's order: a word stands here only where all that it promises works.
 */

/** Before LOGIN. */
export const CAPABILITIES_BEFORE = [
  'IMAP4rev1',
  'SASL-IR',
  'ID',
  'ENABLE',
  'IDLE',
  'LITERAL+',
  'AUTH=PLAIN',
  'AUTH=LOGIN',
].join(' ');

/** After LOGIN. */
export const CAPABILITIES_AFTER = [
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
].join(' ');
