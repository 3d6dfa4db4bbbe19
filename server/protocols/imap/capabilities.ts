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
  'MULTIAPPEND',
  'UNSELECT',
  'CHILDREN',
  'NAMESPACE',
  'UIDPLUS',
  'CONDSTORE',
  'QRESYNC',
  'MOVE',
  'STATUS=SIZE',
  'LITERAL+',
  'SPECIAL-USE',
].join(' ');
