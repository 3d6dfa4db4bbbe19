import { describe, expect, it } from 'vitest';
import { byLine, StreamRows } from '../../server/capture/stream.ts';
import { wireLines } from './wire-lines.ts';

type Turn = readonly [n: number, from: 'client' | 'server', data: string];

/** Each line of the stream, and what it belongs to: `C 3` is the command of entry 3, `S 3` its reply. */
function linesOf(turns: readonly Turn[], exchanges: readonly (readonly [number, string, string, string])[]) {
  const rows = new StreamRows(byLine).of(turns.map(([n, from, data]) => ({ n, from, data, omittedBytes: 0 })));
  const found = wireLines(
    rows,
    exchanges.map(([n, line, status, text]) => ({ n, line, status, text })),
  );
  return rows.map((row) => {
    const line = found.get(row.key);
    const text = row.type === 'data' ? row.data.trimEnd() : row.type;
    return line === undefined ? [text] : [text, `${line.side === 'client' ? 'C' : 'S'} ${line.entry}`];
  });
}

describe('the lines of the wire', () => {
  it('are those of their exchanges, however many lines a reply has', () => {
    expect(
      linesOf(
        [
          [1, 'server', '+OK ready.\r\n'],
          [3, 'client', 'LIST\r\n'],
          [4, 'server', '+OK 2 messages:\r\n1 623\r\n'],
          [5, 'server', '2 668\r\n.\r\n'],
        ],
        [
          [2, '', '+OK', 'ready.'],
          [6, 'LIST', '+OK', '2 messages:'],
        ],
      ),
    ).toEqual([
      ['+OK ready.', 'S 2'],
      ['LIST', 'C 6'],
      ['+OK 2 messages:', 'S 6'],
      ['1 623', 'S 6'],
      ['2 668', 'S 6'],
      ['.', 'S 6'],
    ]);
  });

  it('are told apart where the same was said twice, and where replies came together', () => {
    expect(
      linesOf(
        [
          [1, 'client', 'NOOP\r\nMAIL FROM:<a@b.c>\r\nNOOP\r\n'],
          [2, 'server', '250 OK\r\n250 Sender OK\r\n250 OK\r\n'],
          [6, 'client', 'NOOP\r\n'],
          [7, 'server', '250 OK\r\n'],
        ],
        [
          [3, 'NOOP', '250', 'OK'],
          [4, 'MAIL FROM:<a@b.c>', '250', 'Sender OK'],
          [5, 'NOOP', '250', 'OK'],
          [8, 'NOOP', '250', 'OK'],
        ],
      ),
    ).toEqual([
      ['NOOP', 'C 3'],
      ['MAIL FROM:<a@b.c>', 'C 4'],
      ['NOOP', 'C 5'],
      ['250 OK', 'S 3'],
      ['250 Sender OK', 'S 4'],
      ['250 OK', 'S 5'],
      ['NOOP', 'C 8'],
      ['250 OK', 'S 8'],
    ]);
  });

  it('are none for the text of a mail, nor for what is not answered yet', () => {
    expect(
      linesOf(
        [
          [1, 'client', 'DATA\r\n'],
          [2, 'server', '354 Enter message\r\n'],
          [4, 'client', 'Subject: DATA\r\n\r\nHello.\r\n'],
          [5, 'client', '.\r\n'],
          [6, 'server', '250 OK id=1\r\n'],
          [8, 'client', 'QUIT\r\n'],
        ],
        [
          [3, 'DATA', '354', 'Enter message'],
          [7, '', '250', 'OK id=1'],
        ],
      ),
    ).toEqual([
      ['DATA', 'C 3'],
      ['354 Enter message', 'S 3'],
      ['Subject: DATA'],
      [''],
      ['Hello.'],
      ['.'],
      ['250 OK id=1', 'S 7'],
      ['QUIT'],
    ]);
  });
});
