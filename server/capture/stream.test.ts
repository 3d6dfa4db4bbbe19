import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireChunk } from './chunk.ts';
import { byBytes, byLine, type Row, StreamRows, type Voice } from './stream.ts';

let n = 0;
const chunk = (from: Voice, data: string, omittedBytes = 0): WireChunk => ({ n: ++n, from, data, omittedBytes });
const shown = (rows: readonly Row[]) =>
  rows.map((row) =>
    row.type === 'turn' ? row.tls : [row.voice, row.isTurn, row.type === 'data' ? row.data : row.bytes],
  );

describe('rows of lines', () => {
  it('joins what one voice said and cuts it at line ends', () => {
    const chunks = [
      chunk('server', '220 rea'),
      chunk('server', 'dy\r\n250-a\r\n250 b\r\n'),
      chunk('client', 'QUIT\r\n'),
    ];
    expect(shown(new StreamRows(byLine).of(chunks))).toEqual([
      ['server', true, '220 ready\r\n'],
      ['server', false, '250-a\r\n'],
      ['server', false, '250 b\r\n'],
      ['client', true, 'QUIT\r\n'],
    ]);
  });

  it('parts a line where the other voice comes in between', () => {
    const chunks = [chunk('client', 'HE'), chunk('server', '421 bye\r\n'), chunk('client', 'LO\r\n')];
    expect(shown(new StreamRows(byLine).of(chunks)).map((row) => (Array.isArray(row) ? row[2] : row))).toEqual([
      'HE',
      '421 bye\r\n',
      'LO\r\n',
    ]);
  });

  it('is parted where TLS begins and ends, also within a line', () => {
    const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' };
    const chunks = [chunk('client', 'EH'), { n: ++n, tls }, chunk('client', 'LO\r\n'), { n: ++n, tls: undefined }];
    const rows = new StreamRows(byLine).of(chunks);
    expect(shown(rows)).toEqual([['client', true, 'EH'], tls, ['client', true, 'LO\r\n'], undefined]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(4);
  });

  it('grows with the wire, and a row keeps its key while it does', () => {
    const rows = new StreamRows(byLine);
    const first = [chunk('client', 'NO')];
    const before = rows.of(first);
    const after = rows.of([...first, chunk('client', 'OP\r\n')]);
    expect(shown(before)).toEqual([['client', true, 'NO']]);
    expect(shown(after)).toEqual([['client', true, 'NOOP\r\n']]);
    expect(after[0]?.key).toBe(before[0]?.key);
  });

  it('begins anew with another connection', () => {
    const rows = new StreamRows(byLine);
    rows.of([chunk('client', 'A\r\n'), chunk('client', 'B\r\n')]);
    expect(shown(rows.of([chunk('server', 'C\r\n')]))).toEqual([['server', true, 'C\r\n']]);
    expect(rows.of([])).toEqual([]);
  });

  it('states what was not kept, once for bytes in a row', () => {
    const chunks = [chunk('server', 'abc', 7), chunk('server', '', 5), chunk('server', 'd')];
    const rows = new StreamRows(byLine).of(chunks);
    expect(shown(rows)).toEqual([
      ['server', true, 'abc'],
      ['server', false, 12],
      ['server', false, 'd'],
    ]);
    expect(rows[2]).toMatchObject({ offset: 15 });
  });

  it('breaks a line without end, but no character of UTF-8', () => {
    const rows = new StreamRows(byLine).of([chunk('server', `${'x'.repeat(1023)}\xe2\x82\xac rest`)]);
    expect(shown(rows).map((row) => (Array.isArray(row) ? row[2] : row))).toEqual([
      `${'x'.repeat(1023)}\xe2\x82\xac`,
      ' rest',
    ]);
  });
});

it('rows of bytes have the width asked for, and start anew where the voice changes', () => {
  const chunks = [chunk('client', 'HELO client.thm\r\n'), chunk('server', '250 OK\r\n'), chunk('client', 'RSET')];
  const rows = new StreamRows(byBytes(8)).of(chunks);
  expect(rows.map((row) => (row.type === 'data' ? [row.voice, row.offset, row.data] : []))).toEqual([
    ['client', 0, 'HELO cli'],
    ['client', 8, 'ent.thm\r'],
    ['client', 16, '\n'],
    ['server', 0, '250 OK\r\n'],
    ['client', 17, 'RSET'],
  ]);
});

it('the same bytes give the same rows however they were cut into chunks, and none is lost', () => {
  const said = fc.array(
    fc.record({
      from: fc.constantFrom<Voice>('client', 'server'),
      data: fc.oneof(
        fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\x80', '\xe2'), maxLength: 40 }),
        fc.integer({ min: 1000, max: 3000 }).map((length) => 'é'.repeat(length)),
        fc.integer({ min: 1000, max: 3000 }).map((length) => '\x80'.repeat(length)),
      ),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(said, fc.constantFrom(byLine, byBytes(8), byBytes(16)), (stream, cut) => {
      const whole = new StreamRows(cut).of(stream.map(({ from, data }) => chunk(from, data)));
      const bytewise = stream.flatMap(({ from, data }) => Array.from(data, (byte) => chunk(from, byte)));
      const grown = new StreamRows(cut);
      for (let count = 0; count <= bytewise.length; count += 97) grown.of(bytewise.slice(0, count));
      const rows = grown.of(bytewise);
      expect(shown(rows)).toEqual(shown(whole));
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
      const text = rows.map((row) => (row.type === 'data' ? row.data : '')).join('');
      expect(text).toBe(stream.map(({ data }) => data).join(''));
    }),
    { numRuns: 60 },
  );
});
