import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../labs/observation.ts';
import type { Entry, EntryBody } from '../contract/entries.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import { exchangeIn, type SeenExchange, SeenExchanges } from './exchanges.ts';

const vocabularies = new Map(
  Object.entries<Protocol>(protocols).map(([name, { vocabulary }]) => [name, vocabulary] as const),
);

const ends = { client: { host: '10.0.0.9', port: 4000 }, server: { host: '10.0.0.1', port: 110 } };
const opened = (connection: number): EntryBody => ({
  type: 'connection-opened',
  connection,
  ...ends,
  protocol: 'pop3',
  terminal: 'laptop',
});
const said = (connection: number, verb: string, line: string, state: string): EntryBody => ({
  type: 'exchange',
  connection,
  protocol: 'pop3',
  verb,
  line,
  status: '+OK',
  class: 'success',
  text: 'fine',
  state,
});

const bodies: readonly EntryBody[] = [
  opened(1),
  opened(2),
  said(1, 'GREETING', '', 'authorization'),
  said(1, 'USER', 'user strategos', 'authorization'),
  said(2, 'GREETING', '', 'authorization'),
  { type: 'secured', connection: 1, tls: { version: 'TLSv1.3', cipher: 'x' } },
  said(1, 'PASS', 'PASS TabulaRasa7', 'transaction'),
  said(1, 'RETR', 'RETR 3', 'transaction'),
];
const entries: readonly Entry[] = bodies.map((body, i) => ({ n: (i + 1) * 10, at: 0, body }));
const found = (n: number): SeenExchange | undefined => exchangeIn(entries, n, vocabularies);

describe('an exchange that only the log tells of', () => {
  test('is read again, with its connection and the state that it was said in', () => {
    expect(found(70)).toEqual({
      at: { connection: 1, ...ends, protocol: 'pop3', terminal: 'laptop' },
      isSecure: true,
      exchange: {
        verb: 'PASS',
        isKnown: true,
        arguments: { password: 'TabulaRasa7' },
        line: 'PASS TabulaRasa7',
        stateBefore: 'authorization',
        stateAfter: 'transaction',
        reply: { status: '+OK', class: 'success', text: 'fine', lines: ['+OK fine'] },
      },
    });
    expect(found(40)).toMatchObject({ isSecure: false, exchange: { arguments: { user: 'strategos' } } });
    expect(found(80)).toMatchObject({ exchange: { arguments: { message: 3 }, stateBefore: 'transaction' } });
  });
  test('may be a greeting', () => {
    expect(found(30)).toMatchObject({ exchange: { verb: 'GREETING', line: '', arguments: {} } });
  });
  test('is none where the entry is another, or is not there, or its connection’s beginning is gone', () => {
    for (const n of [0, 10, 60, 75, 1000]) expect(found(n)).toBeUndefined();
    expect(exchangeIn(entries.slice(1), 40, vocabularies)).toBeUndefined();
  });
});

describe('those that are kept', () => {
  const exchange = (text: string): SeenExchange => {
    const seen = found(40);
    if (seen === undefined) throw new Error('no exchange');
    const kept: Exchange = { ...seen.exchange, arguments: { text } };
    return { ...seen, exchange: kept };
  };

  test('are as they were observed', () => {
    const kept = new SeenExchanges();
    const seen = exchange('as a literal, which no line shows');
    kept.note(7, seen);
    expect(kept.at(7)).toBe(seen);
    expect(kept.at(8)).toBeUndefined();
  });
  test('are few, the newest', () => {
    const kept = new SeenExchanges();
    for (let n = 1; n <= 1000; n++) kept.note(n, exchange('x'));
    expect([kept.at(700), kept.at(701) === undefined]).toEqual([undefined, false]);
  });
  test('are small together', () => {
    const kept = new SeenExchanges();
    for (let n = 1; n <= 20; n++) kept.note(n, exchange('x'.repeat(100_000)));
    expect([18, 19, 20].map((n) => kept.at(n) !== undefined)).toEqual([false, true, true]);
  });
});
