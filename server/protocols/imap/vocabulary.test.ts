import { expect, test } from 'vitest';
import { en } from '../../../labs/words/en/index.ts';
import { commands, STATES } from './commands.ts';
import { ENGINE_VERBS, handlers, WITHOUT_ARGUMENTS } from './handlers.ts';
import { meaning } from './meaning.ts';
import { vocabulary } from './vocabulary.ts';

test('the table and the engine know the same commands', () => {
  const carriedOut = new Set([...handlers.keys(), ...ENGINE_VERBS, 'LOGIN', 'AUTHENTICATE']);
  expect([...commands.keys()].sort()).toEqual([...carriedOut].sort());
  for (const verb of WITHOUT_ARGUMENTS) expect(commands.get(verb)?.arguments, verb).toEqual([]);
});

test('every state and every verb that the table names exists', () => {
  for (const { verb, states, sameAs = [], wayFrom = {} } of commands.values()) {
    expect(STATES, verb).toEqual(expect.arrayContaining([...states, ...Object.keys(wayFrom)]));
    for (const other of [...sameAs, ...Object.values(wayFrom)]) expect(commands.has(other), other).toBe(true);
  }
});

test.each([
  ['a LOGIN strategos "Tabula Rasa"', 'LOGIN', { user: 'strategos', password: 'Tabula Rasa' }],
  ['a1 select inbox', 'SELECT', { mailbox: 'INBOX' }],
  ['a SELECT "Sent Mail"', 'SELECT', { mailbox: 'Sent Mail' }],
  ['a FETCH 5:3,1,2 (FLAGS body[1] FLAGS)', 'FETCH', { sequenceSet: '1:5', items: ['BODY[1]', 'FLAGS'] }],
  ['a FETCH 3 body[header.fields (to from)]', 'FETCH', { sequenceSet: '3', items: ['BODY[HEADER.FIELDS (TO FROM)]'] }],
  ['a FETCH 3 BODY.PEEK[]<0.10>', 'FETCH', { sequenceSet: '3', items: ['BODY.PEEK[]<0.10>'] }],
  ['a fetch *:1 fast', 'FETCH', { sequenceSet: '1:*', items: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'] }],
  ['a FETCH 3 (PREVIEW (lazy) binary.size[1])', 'FETCH', { sequenceSet: '3', items: ['BINARY.SIZE[1]', 'PREVIEW'] }],
  [
    'a FETCH 1:* (FLAGS body.peek[header.fields ("to")]<0.5>) (changedsince 12)',
    'FETCH',
    { sequenceSet: '1:*', items: ['BODY.PEEK[HEADER.FIELDS (TO)]<0.5>', 'FLAGS'], modifiers: 'CHANGEDSINCE 12' },
  ],
  ['a UID FETCH 3 FLAGS', 'UID FETCH', { sequenceSet: '3', items: ['FLAGS'] }],
  ['a STORE 3 +flags (\\seen $Done)', 'STORE', { sequenceSet: '3', operation: '+FLAGS', flags: ['$Done', '\\Seen'] }],
  [
    'a STORE 3 FLAGS \\Seen \\Deleted',
    'STORE',
    { sequenceSet: '3', operation: 'FLAGS', flags: ['\\Deleted', '\\Seen'] },
  ],
  ['a COPY 3 Friends', 'COPY', { sequenceSet: '3', mailbox: 'Friends' }],
  ['a LIST "" "*"', 'LIST', { reference: '', pattern: '*' }],
  ['a RENAME Old New', 'RENAME', { mailbox: 'Old', to: 'New' }],
  ['a STATUS inbox (unseen messages)', 'STATUS', { mailbox: 'INBOX', items: ['MESSAGES', 'UNSEEN'] }],
  ['a SEARCH FROM bob UNSEEN', 'SEARCH', { criteria: 'FROM bob UNSEEN' }],
  ['a UID SEARCH RETURN (COUNT) UNSEEN', 'UID SEARCH', { criteria: 'UNSEEN' }],
  [
    'a sort return (all) (reverse DATE) utf-8 FROM bob UNSEEN',
    'SORT',
    { program: 'reverse DATE', charset: 'utf-8', criteria: 'FROM bob UNSEEN' },
  ],
  ['a THREAD REFERENCES UTF-8 ALL', 'THREAD', { algorithm: 'REFERENCES', charset: 'UTF-8', criteria: 'ALL' }],
  ['a APPEND Sent (\\Seen) {10}', 'APPEND', { mailbox: 'Sent', flags: ['\\Seen'] }],
])('%s is read by its meaning', (line, verb, args) => {
  expect(vocabulary.recognise(line)).toEqual({ verb, isKnown: true, arguments: args });
});

test.each([
  ['LOGIN strategos TabulaRasa7', 'imap.problem.no-tag', 'LOGIN'],
  ['noop', 'imap.problem.no-tag', 'NOOP'],
  // `uid` is a valid tag: the server takes this.
  ['uid fetch 1 FLAGS', undefined, 'FETCH'],
  [' LIST "" *', 'imap.problem.no-tag', 'LIST'],
  ['', 'imap.problem.invalid-tag', ''],
  ['* NOOP', 'imap.problem.invalid-tag', '*'],
  ['a', 'imap.problem.no-command', ''],
  ['a  NOOP', 'imap.problem.no-command', ''],
  ['a LOGIN strategos', 'imap.problem.missing-argument', 'LOGIN'],
  ['a FETCH 3', 'imap.problem.missing-argument', 'FETCH'],
  ['a LOGIN strategos Tabula Rasa', 'imap.problem.too-many-arguments', 'LOGIN'],
  ['a CREATE My Friends', 'imap.problem.unquoted-space', 'CREATE'],
  ['a COPY 3 My Friends', 'imap.problem.unquoted-space', 'COPY'],
  ['a FETCH BODY[] 3', 'imap.problem.sequence-set', 'FETCH'],
  ['a FETCH 3 BODY', undefined, 'FETCH'],
  ['a FETCH 3 SUBJECT', 'imap.problem.fetch-item', 'FETCH'],
  ['a FETCH 3 BODY[', 'imap.problem.section', 'FETCH'],
  ['a FETCH 3 BINARY[x]', 'imap.problem.section', 'FETCH'],
  ['a FETCH 3 BODY[HEADER.FIELDS (To)]', undefined, 'FETCH'],
  ['a FETCH 3 FLAGS (CHANGEDSINCE 1)', undefined, 'FETCH'],
  ['a FETCH 3 FLAGS UID', 'imap.problem.items-brackets', 'FETCH'],
  ['a FETCH 3 (FLAGS', 'imap.problem.parenthesis', 'FETCH'],
  ['a STORE 3 (\\Seen) x', 'imap.problem.store-operation', 'STORE'],
  ['a SELECT "INBOX', 'imap.problem.missing-quote', 'SELECT'],
  ['a SELECT {x}', 'imap.problem.literal', 'SELECT'],
  ['a SELCT INBOX', undefined, 'SELCT'],
])('%j: what is wrong is found', (line, code, verb) => {
  const recognised = vocabulary.recognise(line);
  expect(recognised.problem?.code).toBe(code);
  expect(recognised.verb).toBe(verb);
  if (code !== undefined) expect(en).toHaveProperty([code]);
});

test.each([
  ['mailbox', 'InBox', 'INBOX'],
  ['mailbox', '"Sent Mail"', 'Sent Mail'],
  ['sequence-set', '3,1:2', '1:3'],
  ['sequence-set', '*:4', '4:*'],
  ['sequence-set', 'x', 'x'],
  ['flags', '(\\SEEN \\deleted)', ['\\Deleted', '\\Seen']],
  ['items', 'flags body[]', ['BODY[]', 'FLAGS']],
  ['items', '(UNSEEN messages)', ['MESSAGES', 'UNSEEN']],
  ['number', '3', 3],
  ['user', 'strategos', 'strategos'],
] as const)('%s %j has the canonical form %j', (kind, value, wanted) => {
  expect(vocabulary.canonical(kind, value)).toEqual(wanted);
});

test('every exchange has an explanation, and every explanation its words', () => {
  const reply = { lines: [], text: 'done' };
  for (const verb of [...commands.keys(), 'GREETING', 'NOSUCH']) {
    for (const [status, kind] of [
      ['OK', 'success'],
      ['NO', 'failure'],
      ['BAD', 'failure'],
      ['BYE', 'failure'],
      ['+', 'intermediate'],
    ] as const) {
      const exchange = { verb, isKnown: true, arguments: {}, line: '', stateBefore: '', stateAfter: '' };
      const explained = meaning({ ...exchange, reply: { ...reply, status, class: kind } });
      expect(en, `${verb} ${status}`).toHaveProperty([explained?.code ?? '']);
    }
  }
  const texts = [
    'No mailbox selected.',
    "Mailbox doesn't exist: x",
    'Mailbox name is not valid mUTF-7',
    'Error in IMAP tag: Invalid tag',
  ];
  const codes = [
    'AUTHENTICATIONFAILED',
    'TRYCREATE',
    'ALREADYEXISTS',
    'OVERQUOTA',
    'LIMIT',
    'CANNOT',
    'BADCHARSET',
    'CLIENTBUG',
    'EXPUNGEISSUED',
    'UNKNOWN-CTE',
  ];
  for (const [text, responseCode] of [...texts.map((text) => [text, '']), ...codes.map((code) => ['', code])] as [
    string,
    string,
  ][]) {
    const exchange = { verb: 'SELECT', isKnown: true, arguments: {}, line: '', stateBefore: '', stateAfter: '' };
    const explained = meaning({
      ...exchange,
      reply: { lines: [], text, responseCode, status: 'NO', class: 'failure' },
    });
    expect(explained?.code).toMatch(/^imap\.meaning\.[a-z-]+$/);
    expect(['imap.meaning.no', 'imap.meaning.bad']).not.toContain(explained?.code);
    expect(en).toHaveProperty([explained?.code ?? '']);
  }
});
