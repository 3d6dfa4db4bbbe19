import { describe, expect, it } from 'vitest';
import { compare, isSameCode, isSameForm } from './compare.ts';
import { formOf } from './forms.ts';
import { repliesOf } from './replies.ts';
import { figuresOf, isFaithful, type Result } from './report.ts';
import type { ProtocolName, Script } from './scripts.ts';
import { turnsOf } from './transcript.ts';

const said = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

const session = said(
  '# a remark',
  '-- connected',
  'S: 220 server.thm ESMTP Exim 4.96 Mon, 23 Nov 2026 05:28:04 +0000',
  'C: EHLO client.thm',
  'S: 250-server.thm Hello client.thm [127.0.0.1]',
  'S: 250-PIPELINING',
  'S: 250 HELP',
  'C: MAIL FROM:<user@client.thm>',
  'C: RCPT TO:<nobody@server.thm>',
  'C: DATA',
  'S: 250 OK',
  'S: 550 Unknown user',
  'S: 503-All RCPT commands were rejected with this error:',
  'S: 503-Unknown user',
  'S: 503 Valid RCPT command must precede DATA',
  '# (2.0 s)',
  'C: QUIT',
  'S: 221 server.thm closing connection',
  '-- server closed the connection',
);

function result(protocol: ProtocolName, expected: string, actual: string, needsTls = false): Result {
  const script: Script = { name: `${protocol}/test`, file: 'test.script', protocol, expected, needsTls };
  return { played: { script, transcript: actual, faults: [] }, ...compare(protocol, expected, actual) };
}

const figures = (expected: string, actual: string): ReturnType<typeof figuresOf> =>
  figuresOf([result('smtp', expected, actual)]);

describe('a script that is played again', () => {
  it('is equal to itself, to the letter', () => {
    expect(figures(session, session)).toEqual({
      scripts: { equal: 1, all: 1 },
      toTheLetter: 1,
      codes: { equal: 6, all: 6 },
      forms: { equal: 6, all: 6 },
      capabilities: { equal: 2, all: 2 },
      missing: [],
      added: [],
    });
  });

  it('is equal at another time, with other ids and ports', () => {
    const again = session
      .replace('Mon, 23 Nov 2026 05:28:04', 'Tue, 24 Nov 2026 15:01:59')
      .replace('(2.0 s)', '(3.5 s)');
    expect(compare('smtp', session, again)).toMatchObject({ isEqual: true, isEqualToTheLetter: true, difference: [] });
  });

  it('keeps a difference to its own command', () => {
    const other = session.replace('S: 250 OK\n', 'S: 250 OK\nS: 250 OK\n').replace('220 server', '221 server');
    const { replies, isEqual } = compare('smtp', session, other);
    expect(isEqual).toBe(false);
    const wrong = replies.filter((pair) => !isSameCode(pair));
    expect(wrong.map(({ expected, actual }) => [expected?.code, actual?.code])).toEqual([
      ['220', '221'],
      [undefined, '250'],
    ]);
  });

  it('differs by a code, a text, an event or a line of data, each', () => {
    const changed: readonly (readonly [string, string])[] = [
      ['550 Unknown user', '551 Unknown user'],
      ['550 Unknown user', '550 No such user'],
      ['-- server closed the connection', '-- end of script'],
      ['-- connected', '-- connected\nD< a line'],
    ];
    for (const [from, to] of changed) expect(compare('smtp', session, session.replace(from, to)).isEqual).toBe(false);
  });

  it('counts what was never said, where the connection was closed early', () => {
    const early = session.slice(0, session.indexOf('C: MAIL'));
    expect(figures(session, early)).toMatchObject({ codes: { equal: 2, all: 6 }, forms: { equal: 2, all: 6 } });
    expect(figures(session, '')).toMatchObject({ codes: { equal: 0, all: 6 }, scripts: { equal: 0, all: 1 } });
  });

  it('pairs a lost reply with none, and a wrong one with the wrong one', () => {
    const lost = compare('smtp', session, session.replace('S: 250 OK\n', ''));
    expect(lost.replies.filter((pair) => !isSameCode(pair))).toHaveLength(1);
    const wrong = compare('smtp', session, session.replace('S: 550 Unknown', 'S: 450 Unknown'));
    expect(wrong.replies.filter((pair) => !isSameCode(pair))).toHaveLength(1);
    expect(wrong.replies).toHaveLength(6);
  });

  it('shows what differs, and nothing else', () => {
    const other = session.replace('550 Unknown', '550 No such');
    expect(compare('smtp', session, other).difference).toEqual([
      '  C: MAIL FROM:<user@client.thm>',
      '  C: RCPT TO:<nobody@server.thm>',
      '  C: DATA',
      '  S: 250 OK',
      '- S: 550 Unknown user',
      '+ S: 550 No such user',
      '  S: 503-All RCPT commands were rejected with this error:',
      '  S: 503-Unknown user',
      '  S: 503 Valid RCPT command must precede DATA',
    ]);
  });
});

describe('capability lists', () => {
  it('are counted apart: the script is equal, not to the letter', () => {
    const other = session.replace('250-PIPELINING', '250-CHUNKING');
    expect(compare('smtp', session, other)).toMatchObject({ isEqual: true, isEqualToTheLetter: false });
    expect(figures(session, other)).toMatchObject({
      capabilities: { equal: 1, all: 2 },
      missing: ['PIPELINING'],
      added: ['CHUNKING'],
      forms: { equal: 6, all: 6 },
    });
  });

  const lists: readonly (readonly [ProtocolName, string, readonly string[], string, readonly string[]])[] = [
    ['pop3', 'CAPA', ['+OK', 'CAPA', 'TOP', '.'], '+OK', ['CAPA', 'TOP']],
    ['ftp', 'FEAT', ['211-Features:', ' EPRT', ' EPSV', '211 End'], '211-Features:\n211 End', ['EPRT', 'EPSV']],
    ['imap', 'a CAPABILITY', ['* CAPABILITY IMAP4rev1 IDLE'], '* CAPABILITY …', ['IMAP4rev1', 'IDLE']],
    ['imap', '', ['* OK [CAPABILITY IMAP4rev1 ID] Ready.'], '* OK [CAPABILITY …] Ready.', ['IMAP4rev1', 'ID']],
  ];
  it.each(lists)('of %s after "%s"', (protocol, command, lines, text, capabilities) => {
    const [reply, ...more] = repliesOf(protocol, lines, [command]);
    expect(more).toEqual([]);
    expect(reply?.lines.join('\n')).toBe(text);
    expect(reply?.capabilities).toEqual(capabilities);
  });
});

describe('replies', () => {
  const rows: readonly (readonly [string, ProtocolName, readonly string[], readonly (readonly [string, number])[]])[] =
    [
      [
        'several lines of SMTP',
        'smtp',
        ['250-a', '250 b', '221 bye'],
        [
          ['250', 2],
          ['221', 1],
        ],
      ],
      [
        'FTP until the line of the same code',
        'ftp',
        ['211-Status', '200 no end', ' x', '211 End', '200 Ok'],
        [
          ['211', 4],
          ['200', 1],
        ],
      ],
      ['a line that is none', 'smtp', ['hello'], [['hello', 1]]],
      [
        'POP3 with an answer up to the dot',
        'pop3',
        ['+OK 2', 'line', '+OK not one', '.', '-ERR x'],
        [
          ['+OK', 4],
          ['-ERR', 1],
        ],
      ],
      [
        'untagged and tagged of IMAP',
        'imap',
        ['* 4 EXISTS', '* OK [UNSEEN 2] x', 'a BAD y', '+ '],
        [
          ['* EXISTS', 1],
          ['* OK', 1],
          ['a BAD', 1],
          ['+', 1],
        ],
      ],
      [
        'literals of IMAP',
        'imap',
        ['* 1 FETCH (A {5}', 'abc', ' B {0}', ')', 'a OK'],
        [
          ['* FETCH', 4],
          ['a OK', 1],
        ],
      ],
      [
        'a literal that ends within a line',
        'imap',
        ['* 1 FETCH (A {6}', '<0xC3>b<LF>', 'xyz)', 'a OK'],
        [
          ['* FETCH', 3],
          ['a OK', 1],
        ],
      ],
    ];
  it.each(rows)('%s', (_, protocol, lines, expected) => {
    expect(repliesOf(protocol, lines, []).map(({ code, lines: own }) => [code, own.length])).toEqual(expected);
  });
});

describe('a listing of mailboxes', () => {
  const list = said('C: a LIST "" *', 'S: * LIST () "." A', 'S: * LIST () "." B', 'S: a OK');

  it('is a set', () => {
    const turned = list.replace('"." A', '"." C').replace('"." B', '"." A').replace('"." C', '"." B');
    expect(compare('imap', list, turned).isEqual).toBe(true);
    expect(compare('imap', list, list.replace('"." B', '"." C')).isEqual).toBe(false);
  });
});

describe('a form', () => {
  it('leaves holes for dates, ids, ports, addresses and names, and nothing else', () => {
    expect(formOf('250 OK id=1xVMay-000023-10')).toBe('250 OK id=ID');
    expect(formOf('250 server.thm Hello b.client.thm [10.1.2.3]')).toBe('250 HOST Hello HOST [ADDRESS]');
    expect(formOf('227 Entering Passive Mode (127,0,0,1,117,123).')).toBe('227 Entering Passive Mode (A,A,A,A,P,P).');
    expect(formOf('+OK Dovecot (Debian) ready.')).toBe('+OK Dovecot (Debian) ready.');
  });

  it('is equal only if it is wherever the real server says it', () => {
    const twice = said('S: 250 OK', 'C: NOOP', 'S: 250 OK', 'C: RSET', 'S: 250 Reset OK');
    expect(figures(twice, twice.replace('250 OK\nC: RSET', '250 Fine\nC: RSET')).forms).toEqual({ equal: 1, all: 2 });
  });

  it('is not that of a reply that never came', () => {
    expect(isSameForm({ expected: { code: '250', lines: ['250 OK'] }, actual: undefined })).toBe(false);
  });
});

describe('sessions', () => {
  it('are kept apart within a turn', () => {
    const two = said('C: USER a', 'S: +OK', 'S2: -ERR gone', 'C2: QUIT', 'S2: +OK');
    const [first] = compare('pop3', two, two.replace('S2: -ERR gone\n', '')).replies.filter(
      (pair) => !isSameCode(pair),
    );
    expect(first?.expected?.code).toBe('-ERR');
    expect(turnsOf(two).at(-1)?.commands).toEqual(['C2: QUIT']);
  });
});

describe('what is asked', () => {
  const base = figures(session, session);

  it('is every code and 95 of 100 forms', () => {
    expect(isFaithful(base)).toBe(true);
    expect(isFaithful({ ...base, codes: { equal: 299, all: 300 } })).toBe(false);
    expect(isFaithful({ ...base, forms: { equal: 95, all: 100 } })).toBe(true);
    expect(isFaithful({ ...base, forms: { equal: 94, all: 100 } })).toBe(false);
  });
});
