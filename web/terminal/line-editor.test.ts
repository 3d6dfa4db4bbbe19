import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineEditor } from './line-editor.ts';

const LEFT = '\x1b[D';
const RIGHT = '\x1b[C';
const UP = '\x1b[A';
const DOWN = '\x1b[B';

function typed(...keys: string[]): LineEditor {
  const editor = new LineEditor(200);
  for (const key of keys) editor.input(key);
  return editor;
}

describe('editing', () => {
  test.each([
    ['plain text', ['HELO x'], 'HELO x|'],
    ['left and insert', ['HEO', LEFT, 'L'], 'HEL|O'],
    ['right stops at the end', ['ab', RIGHT, RIGHT, 'c'], 'abc|'],
    ['application cursor keys', ['ab', '\x1bOD', 'x'], 'ax|b'],
    ['Home and End', ['bc', '\x1b[H', 'a', '\x1b[F', 'd'], 'abcd|'],
    ['Home and End, as other terminals send them', ['bc', '\x1b[1~', 'a', '\x1b[4~', 'd'], 'abcd|'],
    ['^A and ^E', ['bc', '\x01', 'a', '\x05', 'd'], 'abcd|'],
    ['^B and ^F', ['ac', '\x02', 'b', '\x06', 'd'], 'abcd|'],
    ['backspace', ['abc', '\x7f'], 'ab|'],
    ['backspace at the beginning', ['a', '\x01', '\x7f'], '|a'],
    ['Delete', ['abc', '\x01', '\x1b[3~'], '|bc'],
    ['^D on a line', ['abc', '\x01', '\x04'], '|bc'],
    ['^U to the beginning', ['abc def', LEFT, '\x15'], '|f'],
    ['^K to the end', ['abc def', '\x01', RIGHT, '\x0b'], 'a|'],
    ['^W the word before', ['RCPT TO:<a@b>  ', '\x17'], 'RCPT |'],
    ['Alt-b and Alt-f', ['one two', '\x1bb', 'x', '\x1bf', 'y'], 'one xtwoy|'],
    ['Ctrl-left', ['one two', '\x1b[1;5D', 'x'], 'one x|two'],
    ['Alt-d', ['one two', '\x01', '\x1bd'], '| two'],
    ['a whole character at a time', ['a👩‍🚀b', LEFT, '\x7f'], 'a|b'],
    ['a combining mark joins', ['e', '\u0301', LEFT, 'x'], 'x|e\u0301'],
    ['Escape and unknown keys do nothing', ['a', '\x1b', '\x1b[15~', '\x1b[5~', '\x1bx', '\x0f', 'b'], 'ab|'],
    ['a pasted tab is a character, and parts words', ['a\tb', '\x17'], 'a\t|'],
    [
      'what a terminal answers is not typed',
      ['a', '\x1b[?1;2c\x1b[>0;276;0c\x1b[3;5R\x1b[<0;4;5M', '\x1b]11;rgb:00/00/00\x1b\\\x1bP1$r0m\x1b\\', 'b'],
      'ab|',
    ],
  ])('%s', (_name, keys, expected) => {
    const editor = typed(...keys);
    const { draft, beforeCursor } = editor;
    expect(`${beforeCursor}|${draft.slice(beforeCursor.length)}`).toBe(expected);
  });
});

describe('entering', () => {
  test('a line is sent whole and the draft is empty', () => {
    const editor = typed('QUIT');
    expect(editor.input('\r')).toEqual([{ type: 'line', text: 'QUIT' }]);
    expect(editor.draft).toBe('');
  });

  test('a paste of several lines is several lines, whatever ends them; the rest waits', () => {
    const editor = new LineEditor(200);
    expect(editor.input('one\r\ntwo\nthree\r\rfour')).toEqual(
      ['one', 'two', 'three', ''].map((text) => ({ type: 'line', text })),
    );
    expect(editor.draft).toBe('four');
  });

  test('a line above the limit is refused, what stood there stays', () => {
    const editor = new LineEditor(5);
    expect(editor.input('abc')).toEqual([]);
    expect(editor.input('defg')).toEqual([{ type: 'too-long' }]);
    expect(editor.draft).toBe('abc');
  });

  test('of a paste nothing is run from a line that is too long on', () => {
    const editor = new LineEditor(5);
    expect(editor.input('one\rtoo long\rtwo\r')).toEqual([{ type: 'line', text: 'one' }, { type: 'too-long' }]);
    expect(editor.draft).toBe('');
  });

  test('^C drops the draft, ^D ends on an empty line, ^L clears', () => {
    const editor = typed('half');
    expect(editor.input('\x03')).toEqual([{ type: 'signal', signal: 'interrupt', draft: 'half' }]);
    expect(editor.input('\x04')).toEqual([{ type: 'signal', signal: 'end-of-file', draft: '' }]);
    expect(editor.input('x\x0c')).toEqual([{ type: 'clear' }]);
    expect(editor.draft).toBe('x');
  });

  test('^] is a signal only where the program wants it', () => {
    const editor = typed('a');
    expect(editor.input('\x1d')).toEqual([]);
    editor.setMode({ echo: true, history: 'telnet', escape: true });
    expect(editor.input('\x1d')).toEqual([{ type: 'signal', signal: 'escape', draft: 'a' }]);
  });
});

describe('history', () => {
  test('goes back and forth, and keeps the draft', () => {
    const editor = typed('one\r', 'two\r', 'dra');
    const seen = [UP, UP, UP, DOWN, DOWN, DOWN].map((key) => {
      editor.input(key);
      return editor.draft;
    });
    expect(seen).toEqual(['two', 'one', 'one', 'two', 'dra', 'dra']);
  });

  test('is the program’s own, keeps nothing twice in a row and no empty line', () => {
    const editor = typed('ls\r', 'ls\r', '  \r');
    editor.setMode({ echo: true, history: 'ftp', escape: false });
    editor.input('get x\r');
    editor.input(UP + UP);
    expect(editor.draft).toBe('get x');
    editor.setMode({ echo: true, history: 'sh', escape: false });
    editor.input('\x15' + UP + UP);
    expect(editor.draft).toBe('ls');
  });

  test('never has what was not echoed, and a password does not appear afterwards', () => {
    const editor = typed('ls\r');
    editor.setMode({ echo: false, history: 'ftp', escape: false });
    editor.input('secret');
    editor.input(UP);
    expect(editor.draft).toBe('secret');
    editor.setMode({ echo: true, history: 'ftp', escape: false });
    expect(editor.draft).toBe('');
    editor.setMode({ echo: false, history: 'ftp', escape: false });
    expect(editor.input('secret\r')).toEqual([{ type: 'line', text: 'secret' }]);
    editor.setMode({ echo: true, history: 'ftp', escape: false });
    editor.input(UP);
    expect(editor.draft).toBe('');
  });
});

describe('a line that is not shown', () => {
  const hidden = { echo: false, history: 'ftp', escape: false };
  const shown = { echo: true, history: 'ftp', escape: false };

  test('is dropped where the program no longer waits for it', () => {
    const editor = typed('user\r');
    editor.setMode(hidden);
    editor.input('secr');
    editor.setMode(shown);
    expect(editor.draft).toBe('');
  });

  test('does not take along what was typed ahead after it', () => {
    const editor = typed('user\r');
    editor.setMode(hidden);
    editor.input('secret\rls');
    editor.setMode(hidden);
    editor.setMode(shown);
    expect(editor.draft).toBe('ls');
  });

  test('may be asked for again, and is secret again', () => {
    const editor = typed('user\r');
    editor.setMode(hidden);
    editor.input('wrong\rri');
    editor.setMode({ ...hidden });
    editor.setMode(shown);
    expect(editor.draft).toBe('');
  });
});

test('whatever is typed, the cursor is on the line, the limit holds, and pieces give the same as the whole', () => {
  const keys = fc.constantFrom(
    LEFT,
    RIGHT,
    UP,
    DOWN,
    '\r',
    '\x7f',
    '\x17',
    '\x15',
    '\x0b',
    'a',
    ' ',
    'é',
    '中',
    '👍🏽',
    '\x03',
    '\x1bb',
  );
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 60 }), (sequence) => {
      const one = new LineEditor(40);
      const other = new LineEditor(40);
      const events = sequence.flatMap((key) => one.input(key));
      const end = events.findIndex(({ type }) => type === 'too-long');
      expect(other.input(sequence.join(''))).toEqual(end < 0 ? events : events.slice(0, end + 1));
      for (const { draft, beforeCursor } of [one, other]) {
        expect(draft.length).toBeLessThanOrEqual(40);
        expect(draft.startsWith(beforeCursor)).toBe(true);
      }
    }),
  );
});
