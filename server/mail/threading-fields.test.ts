/** The fields that sorting and threading go by, by tables: subjects, dates, ids (RFC 5256 §2). */
import { describe, expect, it, test } from 'vitest';
import { baseSubject } from './base-subject.ts';
import { casemap } from './casemap.ts';
import { parseDateTime } from './date-time.ts';
import { messageIdsOf } from './message-id.ts';

describe('base subject, RFC 5256 §2.1', () => {
  test.each([
    ['Circles', 'Circles', false],
    ['Re: Circles', 'Circles', true],
    ['RE : re:Fw: FWD: Circles', 'Circles', true],
    ['Re[2]: Circles', 'Circles', true],
    ['[list] Re: [list] Circles', 'Circles', true],
    ['[list] Circles', 'Circles', false],
    ['Re: [list]', '[list]', true],
    ['[a] [b]', '[b]', false],
    ['Circles (fwd) (FWD)  ', 'Circles', true],
    ['  Circles \t and\tlines ', 'Circles and lines', false],
    ['[Fwd: Re: Circles]', 'Circles', true],
    ['[fwd: [fwd: Circles] ]', 'Circles', true],
    ['Regarding: Circles', 'Regarding: Circles', false],
    ['', '', false],
    ['Re:', '', true],
    ['[unclosed Re: x', '[unclosed Re: x', false],
  ])('%j → %j', (subject, text, isReplyOrForward) => {
    expect(baseSubject(subject)).toEqual({ text, isReplyOrForward });
  });

  it('takes ten thousand brackets and replies without looking twice', () => {
    expect(baseSubject('[a]'.repeat(3000) + 'x').text).toBe('x');
    expect(baseSubject('Re:'.repeat(3000) + 'x').text).toBe('x');
    expect(baseSubject('[fwd:'.repeat(1999)).text).toHaveLength(9995);
  });
});

describe('dates, RFC 5322 §3.3 and §4.3', () => {
  test.each([
    ['Mon, 3 Jun 2024 09:00:00 +0200', '2024-06-03T07:00:00.000Z', 120],
    ['3 Jun 2024 09:00 -0130', '2024-06-03T10:30:00.000Z', -90],
    ['Mon,03 Jun 24 09:00:00 GMT', '2024-06-03T09:00:00.000Z', 0],
    ['Sat, 1 Jan 50 00:00:00 EST', '1950-01-01T05:00:00.000Z', -300],
    ['1 Jan 100 00:00:00 X', '2000-01-01T00:00:00.000Z', 0],
    ['Mon (a (nested\\)) comment), 3 Jun 2024 09:00:60 +0000 (UTC)', '2024-06-03T09:00:59.000Z', 0],
    ['Mon, 3 June 2024 9.05.07 PDT', '2024-06-03T16:05:07.000Z', -420],
    ['3 Jun 2024 09:00:00', '2024-06-03T09:00:00.000Z', 0],
  ])('%s', (field, iso, zoneMinutes) => {
    expect(parseDateTime(field)).toEqual({ ms: Date.parse(iso), zoneMinutes });
  });

  test.each([
    '',
    'yesterday',
    '3 Foo 2024 09:00:00',
    '32 Jan 2024 09:00:00',
    '31 Feb 2024 09:00:00',
    '3 Jun 2024 24:00',
    '0 Jun 2024 09:00',
  ])('%j is none', (field) => expect(parseDateTime(field)).toBeUndefined());
});

describe('message ids, RFC 5322 §3.6.4', () => {
  test.each([
    ['<a@b>', ['a@b']],
    ['<a@b> <c@d>\t<e@f>', ['a@b', 'c@d', 'e@f']],
    ['Your message of <a@b> "x"', ['a@b']],
    ['< a @ b >', ['a@b']],
    ['<"a b"@c>', ['a b@c']],
    ['<"a\\"b"@c>', ['a"b@c']],
    ['<nothing> <@x> <x@> <> <<y@z>', ['y@z']],
    ['a@b', []],
  ])('%j → %j', (field, ids) => {
    expect(messageIdsOf(field)).toEqual(ids);
  });

  it('keeps the thousand nearest', () => {
    const ids = messageIdsOf(Array.from({ length: 1500 }, (_, i) => `<${i}@x>`).join(' '));
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([1000, '500@x', '1499@x']);
  });
});

test('case and composition do not count, RFC 5051 §2', () => {
  expect(casemap('Straße')).toBe(casemap('STRASSE'));
  expect(casemap('Café')).toBe(casemap('cafe\u0301'));
  expect(casemap('Cafe')).not.toBe(casemap('Café'));
});
