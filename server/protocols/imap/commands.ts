/** The table of commands: states, arguments, shape and section of each (RFC 3501 §6 where no other is named). */
import type { ArgumentEntry, VerbEntry } from '../../../labs/vocabulary.ts';

/** RFC 3501 §3, in the order in which a session passes them. */
export const STATES = ['not-authenticated', 'authenticated', 'selected', 'logout'] as const;

const ANY = ['not-authenticated', 'authenticated', 'selected'];
const BEFORE = ['not-authenticated'];
const AFTER = ['authenticated', 'selected'];
const SELECTED = ['selected'];

const TO_LOGIN = { 'not-authenticated': 'LOGIN' };
const TO_SELECT = { 'not-authenticated': 'LOGIN', authenticated: 'SELECT' };

/** What these change is so when they are answered. */
const AT_ONCE = /^(?:UID )?(?:STORE|COPY|MOVE|EXPUNGE)$/;

const MAILBOX: ArgumentEntry = { name: 'mailbox', kind: 'mailbox' };
const SEQUENCE_SET: ArgumentEntry = { name: 'sequenceSet', kind: 'sequence-set' };
const ITEMS: ArgumentEntry = { name: 'items', kind: 'items' };

const entries: readonly VerbEntry[] = [
  // Any state, §6.1.
  { verb: 'CAPABILITY', states: ANY, arguments: [], shape: 'tag CAPABILITY', rfc: 'RFC 3501 §6.1.1' },
  { verb: 'NOOP', states: ANY, arguments: [], shape: 'tag NOOP', rfc: 'RFC 3501 §6.1.2', sameAs: ['CHECK'] },
  { verb: 'LOGOUT', states: ANY, arguments: [], shape: 'tag LOGOUT', rfc: 'RFC 3501 §6.1.3' },
  {
    verb: 'ID',
    states: ANY,
    arguments: [{ name: 'parameters', kind: 'text', isOptional: true }],
    shape: 'tag ID ("name" "value")',
    rfc: 'RFC 2971 §3.1',
  },
  {
    verb: 'ENABLE',
    states: AFTER,
    arguments: [{ name: 'capabilities', kind: 'items' }],
    shape: 'tag ENABLE capability',
    rfc: 'RFC 5161 §3.1',
    wayFrom: TO_LOGIN,
  },
  // Not authenticated, §6.2.
  {
    verb: 'LOGIN',
    states: BEFORE,
    arguments: [
      { name: 'user', kind: 'user' },
      { name: 'password', kind: 'password' },
    ],
    shape: 'tag LOGIN user password',
    rfc: 'RFC 3501 §6.2.3',
    sameAs: ['AUTHENTICATE'],
  },
  {
    verb: 'AUTHENTICATE',
    states: BEFORE,
    arguments: [
      { name: 'mechanism', kind: 'text' },
      { name: 'user', kind: 'user', isOptional: true },
      { name: 'password', kind: 'password', isOptional: true },
    ],
    shape: 'tag AUTHENTICATE PLAIN',
    rfc: 'RFC 3501 §6.2.2',
    sameAs: ['LOGIN'],
  },
  // Authenticated, §6.3.
  forMailbox('SELECT', '§6.3.1'),
  forMailbox('EXAMINE', '§6.3.2'),
  forMailbox('CREATE', '§6.3.3'),
  forMailbox('DELETE', '§6.3.4'),
  {
    verb: 'RENAME',
    states: AFTER,
    arguments: [MAILBOX, { name: 'to', kind: 'mailbox' }],
    shape: 'tag RENAME mailbox new-name',
    rfc: 'RFC 3501 §6.3.5',
    wayFrom: TO_LOGIN,
  },
  forMailbox('SUBSCRIBE', '§6.3.6'),
  forMailbox('UNSUBSCRIBE', '§6.3.7'),
  listing('LIST', '§6.3.8'),
  listing('LSUB', '§6.3.9'),
  {
    verb: 'STATUS',
    states: AFTER,
    arguments: [MAILBOX, ITEMS],
    shape: 'tag STATUS mailbox (MESSAGES UNSEEN)',
    rfc: 'RFC 3501 §6.3.10',
    wayFrom: TO_LOGIN,
  },
  {
    verb: 'APPEND',
    states: AFTER,
    arguments: [MAILBOX, { name: 'flags', kind: 'flags', isOptional: true }],
    shape: 'tag APPEND mailbox {size}',
    rfc: 'RFC 3501 §6.3.11',
    wayFrom: TO_LOGIN,
  },
  {
    verb: 'GETQUOTAROOT',
    states: AFTER,
    arguments: [MAILBOX],
    shape: 'tag GETQUOTAROOT mailbox',
    rfc: 'RFC 2087 §4.3',
    wayFrom: TO_LOGIN,
  },
  {
    verb: 'GETQUOTA',
    states: AFTER,
    arguments: [{ name: 'root', kind: 'text' }],
    shape: 'tag GETQUOTA "quota root"',
    rfc: 'RFC 2087 §4.2',
    wayFrom: TO_LOGIN,
  },
  {
    verb: 'SETQUOTA',
    states: AFTER,
    arguments: [
      { name: 'root', kind: 'text' },
      { name: 'limits', kind: 'text' },
    ],
    shape: 'tag SETQUOTA "quota root" (STORAGE units)',
    rfc: 'RFC 2087 §4.1',
    wayFrom: TO_LOGIN,
  },
  { verb: 'NAMESPACE', states: AFTER, arguments: [], shape: 'tag NAMESPACE', rfc: 'RFC 2342 §5', wayFrom: TO_LOGIN },
  { verb: 'IDLE', states: AFTER, arguments: [], shape: 'tag IDLE', rfc: 'RFC 2177 §3', wayFrom: TO_LOGIN },
  // Selected, §6.4.
  inSelected('CHECK', { shape: 'tag CHECK', rfc: 'RFC 3501 §6.4.1', sameAs: ['NOOP'] }),
  inSelected('CLOSE', { shape: 'tag CLOSE', rfc: 'RFC 3501 §6.4.2' }),
  inSelected('UNSELECT', { shape: 'tag UNSELECT', rfc: 'RFC 3691 §2' }),
  inSelected('EXPUNGE', { shape: 'tag EXPUNGE', rfc: 'RFC 3501 §6.4.3' }),
  inSelected('UID EXPUNGE', {
    arguments: [SEQUENCE_SET],
    shape: 'tag UID EXPUNGE uids',
    rfc: 'RFC 4315 §2.1',
    sameAs: ['EXPUNGE'],
  }),
  ...withUids('SEARCH', {
    arguments: [{ name: 'criteria', kind: 'text' }],
    shape: 'SEARCH criteria',
    rfc: 'RFC 3501 §6.4.4',
  }),
  ...withUids('SORT', {
    arguments: [
      { name: 'program', kind: 'text' },
      { name: 'charset', kind: 'text' },
      { name: 'criteria', kind: 'text' },
    ],
    shape: 'SORT (DATE) UTF-8 criteria',
    rfc: 'RFC 5256 §3',
  }),
  ...withUids('THREAD', {
    arguments: [
      { name: 'algorithm', kind: 'text' },
      { name: 'charset', kind: 'text' },
      { name: 'criteria', kind: 'text' },
    ],
    shape: 'THREAD REFERENCES UTF-8 criteria',
    rfc: 'RFC 5256 §3',
  }),
  ...withUids('FETCH', {
    arguments: [SEQUENCE_SET, ITEMS, { name: 'modifiers', kind: 'text', isOptional: true }],
    shape: 'FETCH number BODY[]',
    rfc: 'RFC 3501 §6.4.5',
  }),
  ...withUids('STORE', {
    arguments: [SEQUENCE_SET, { name: 'operation', kind: 'text' }, { name: 'flags', kind: 'flags' }],
    shape: 'STORE number +FLAGS (\\Flag)',
    rfc: 'RFC 3501 §6.4.6',
  }),
  ...withUids('COPY', { arguments: [SEQUENCE_SET, MAILBOX], shape: 'COPY number mailbox', rfc: 'RFC 3501 §6.4.7' }),
  ...withUids('MOVE', { arguments: [SEQUENCE_SET, MAILBOX], shape: 'MOVE number mailbox', rfc: 'RFC 6851 §3.1' }),
];

export const commands: ReadonlyMap<string, VerbEntry> = new Map(entries.map((entry) => [entry.verb, entry]));

function forMailbox(verb: string, section: string): VerbEntry {
  const rfc = `RFC 3501 ${section}`;
  return { verb, states: AFTER, arguments: [MAILBOX], shape: `tag ${verb} mailbox`, rfc, wayFrom: TO_LOGIN };
}

function listing(verb: string, section: string): VerbEntry {
  return {
    verb,
    states: AFTER,
    arguments: [
      { name: 'reference', kind: 'text' },
      { name: 'pattern', kind: 'text' },
    ],
    shape: `tag ${verb} "" "*"`,
    rfc: `RFC 3501 ${section}`,
    wayFrom: TO_LOGIN,
  };
}

type SelectedEntry = Pick<VerbEntry, 'shape' | 'rfc' | 'sameAs' | 'differsIn'> & Partial<Pick<VerbEntry, 'arguments'>>;

function inSelected(verb: string, entry: SelectedEntry): VerbEntry {
  const isAtOnce = AT_ONCE.test(verb);
  return { verb, states: SELECTED, arguments: [], ...entry, wayFrom: TO_SELECT, ...(isAtOnce && { isAtOnce }) };
}

/** The command and its form with uids (§6.4.8). */
function withUids(verb: string, { shape, ...entry }: SelectedEntry): readonly VerbEntry[] {
  const uidShape = shape.replace('number', 'uid');
  const differsIn = entry.arguments?.includes(SEQUENCE_SET) === true ? [SEQUENCE_SET.name] : [];
  return [
    inSelected(verb, { ...entry, shape: `tag ${shape}`, sameAs: [`UID ${verb}`], differsIn }),
    inSelected(`UID ${verb}`, { ...entry, shape: `tag UID ${uidShape}`, sameAs: [verb], differsIn }),
  ];
}

/** What people say for a verb before they know it. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    LOGIN: 'SIGNIN LOGON',
    LIST: 'FOLDERS MAILBOXES FOLDER SHOW',
    SELECT: 'OPEN ENTER CHOOSE INBOX CD',
    CREATE: 'NEW MAKE ADD',
    FETCH: 'READ VIEW DISPLAY RECEIVE',
    COPY: 'CP DUPLICATE',
    MOVE: 'MV',
    STORE: 'FLAG MARK SETFLAG SET TAG',
    EXPUNGE: 'PURGE CLEAN REMOVE ERASE',
    IDLE: 'WAIT LISTEN',
    SEARCH: 'FIND LOOK',
    LOGOUT: 'BYE EXIT LOGOFF END DISCONNECT LEAVE STOP GOODBYE',
  }).flatMap(([verb, words]) => words.split(' ').map((word) => [word, verb] as const)),
);
