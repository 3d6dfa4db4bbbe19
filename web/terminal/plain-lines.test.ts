import { expect, test } from 'vitest';
import type { ScreenEntry } from '../state/seat.svelte.ts';
import { plainLines } from './plain-lines.ts';

const terminal = 'laptop';
const print = (text: string, voice?: 'server'): ScreenEntry['body'] => ({
  type: 'print',
  terminal,
  text,
  ...(voice && { voice }),
});
const line = (text: string, caret = ''): ScreenEntry['body'] => ({ type: 'line', terminal, id: 'x', text, caret });
const clear: ScreenEntry['body'] = { type: 'clear', terminal };

function shown(...bodies: ScreenEntry['body'][]): string[] {
  const lines = plainLines(bodies.map((body, at) => ({ n: at + 1, body })));
  expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  return lines.map(({ text, voice }) => `${voice === 'client' ? '> ' : voice === 'server' ? '< ' : ''}${text}`);
}

test.each([
  ['nothing', [], []],
  [
    'a session',
    [line('telnet', '$ '), print('Trying\n'), print('220 hi\n', 'server')],
    ['> $ telnet', 'Trying', '< 220 hi'],
  ],
  ['several lines in one entry', [print('a\nb\n\nc\n', 'server')], ['< a', '< b', '< ', '< c']],
  ['a line in several entries', [print('25', 'server'), print('0 OK\n', 'server')], ['< 250 OK']],
  [
    'text only, without what controls a screen',
    [print('\x1b[31;1mred\x1b[0m\x1b]0;title\x07\r\n\x07b\x1b(B\n', 'server')],
    ['< red', '< b'],
  ],
  ['a line that is not ended', [print('a\nb')], ['a', 'b']],
  ['an empty line after one in pieces', [print('a'), print('\n\n')], ['a', '']],
  ['a line typed after output that is not ended', [print('login: '), line('me')], ['login: ', '> me']],
  ['a line that was not echoed', [line('', 'Password: ')], ['> Password: ']],
  ['what was there before a clear is gone', [print('old\nhalf'), clear, print('new\n')], ['new']],
])('%s', (_, bodies, expected) => expect(shown(...bodies)).toEqual(expected));

test('a line keeps its key while it grows', () => {
  const one = plainLines([{ n: 7, body: print('25') }]);
  const grown = plainLines([
    { n: 7, body: print('25') },
    { n: 8, body: print('0 OK\n') },
  ]);
  expect(grown[0]).toEqual({ ...one[0], text: '250 OK' });
});
