import { describe, expect, test } from 'vitest';
import { SeenMailbox } from './seen-mailbox.ts';

/** A mailbox as it was seen after these untagged responses; `[…]` is a response code. */
function seen(...responses: readonly string[]): SeenMailbox {
  const mailbox = new SeenMailbox();
  for (const response of responses) {
    if (response === 'selected') mailbox.selected();
    else mailbox.note(response, /^OK \[(.*)\]/.exec(response)?.[1]);
  }
  return mailbox;
}

const FRESH = ['4 EXISTS', 'OK [UIDNEXT 5] Predicted next UID', 'selected'];

describe('message numbers', () => {
  test.each([
    ['1:*', ['1:4', '1:*']],
    ['1:4', ['1:4', '1:*']],
    ['4', ['4', '4:*', '*']],
    ['*', ['4', '4:*', '*']],
    ['9:*', ['4', '4:*', '*']],
    ['3:9', ['3:4', '3:*']],
    ['7', []],
    ['2', ['2']],
    ['1,3:4', ['1,3:4', '1,3:*']],
    ['x', []],
  ])('%s of four is %j', (set, ways) => {
    expect(seen(...FRESH).sameNumbers(set)).toEqual(ways);
  });
  test('of a mailbox that was not seen are themselves', () => {
    expect(new SeenMailbox().sameNumbers('1:*')).toEqual([]);
  });
});

describe('uids', () => {
  test('are the numbers where none was ever given to another message', () => {
    expect(seen(...FRESH).numbersOf('3')).toEqual(['3']);
    expect(seen(...FRESH).uidsOf('2:3')).toEqual(['2:3']);
  });
  test('are unknown where the server has not said them', () => {
    const mailbox = seen('4 EXISTS', 'OK [UIDNEXT 9] Predicted next UID', 'selected');
    expect(mailbox.numbersOf('3')).toEqual([]);
    expect(mailbox.uidsOf('3')).toEqual([]);
  });
  test('are what the server says with FETCH', () => {
    const mailbox = seen('4 EXISTS', '2 FETCH (UID 7 FLAGS ())', '3 FETCH (FLAGS (\\Seen) UID 9)');
    expect(mailbox.numbersOf('7,9')).toEqual(['2:3']);
    expect(mailbox.uidsOf('2')).toEqual(['7']);
    // 8 may be a message between them; 1 and 4 are not known.
    expect(mailbox.numbersOf('7:9')).toEqual([]);
    expect(mailbox.uidsOf('1:2')).toEqual([]);
    expect(mailbox.numbersOf('7:*')).toEqual([]);
  });
  test('are not what stands in a text', () => {
    const mailbox = seen('4 EXISTS', '2 FETCH (ENVELOPE ("x" "UID 7 (" NIL) UID 8)', '3 FETCH (BODY[HEADER] {9}');
    expect(mailbox.uidsOf('2')).toEqual([]);
  });
  test('move up where a message goes', () => {
    const mailbox = seen(...FRESH, '2 EXPUNGE');
    expect(mailbox.numbersOf('3')).toEqual(['2']);
    expect(mailbox.uidsOf('3')).toEqual(['4', '4:*', '*']);
  });
  test('of a message that comes are not known', () => {
    const mailbox = seen(...FRESH, '5 EXISTS');
    expect(mailbox.numbersOf('3')).toEqual(['3']);
    expect(mailbox.uidsOf('5')).toEqual([]);
    expect(mailbox.numbersOf('1:*')).toEqual([]);
  });
  test('that vanished without a number leave nothing known', () => {
    expect(seen(...FRESH, 'VANISHED 2').numbersOf('3')).toEqual([]);
  });
});

test('a mailbox of very many messages is not followed, and odd responses do no harm', () => {
  expect(seen('4000000000 EXISTS').sameNumbers('1:*')).toEqual([]);
  expect(seen('0 EXISTS', '1 EXPUNGE', '0 FETCH (UID 1)', '9 FETCH (UID 1)').sameNumbers('1')).toEqual([]);
});
