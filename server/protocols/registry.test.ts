import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { en } from '../../labs/words/en/index.ts';
import type { Exchange } from '../../labs/observation.ts';
import { latin1 } from './lines.ts';
import { protocols } from './index.ts';
import type { Protocol } from './registry.ts';
import { bytesOf, parseTranscript } from './transcript.ts';

const rows = Object.values<Protocol>(protocols);
const ENDS = { client: { host: '10.11.81.126', port: 40_000 }, server: { host: '10.10.41.192', port: 21 } };

/** Every exchange that the protocol's reader makes of its golden conversations. */
function exchangesOf({ name, speaks = name, read }: Protocol): Exchange[] {
  const folder = new URL(`./${speaks}/transcripts/`, import.meta.url);
  return readdirSync(folder).flatMap((file) => {
    if (!file.endsWith('.txt')) return [];
    const readers = new Map<number, ReturnType<typeof read>>();
    return parseTranscript(readFileSync(new URL(file, folder), 'utf8')).items.flatMap((item) => {
      if (item.kind !== 'client' && item.kind !== 'server') return [];
      const reader = readers.get(item.session) ?? read(ENDS);
      readers.set(item.session, reader);
      const readings = reader.read(item.kind, bytesOf(item.text));
      return readings.flatMap((reading) => (reading.type === 'exchange' ? [reading.exchange] : []));
    });
  });
}

test('names and ports are those by which the world finds a protocol, each once', () => {
  expect(Object.keys(protocols)).toEqual(rows.map(({ name }) => name));
  expect(new Set(rows.map(({ port }) => port)).size).toBe(rows.length);
});

describe.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
  const { vocabulary, meaning } = row;
  const exchanges = exchangesOf(row);

  test('every verb’s states, equals and ways lead to what there is', () => {
    for (const [key, { verb, states, sameAs = [], wayFrom = {} }] of vocabulary.verbs) {
      expect(verb).toBe(key);
      for (const other of [...sameAs, ...Object.values(wayFrom)]) expect(vocabulary.verbs.has(other), other).toBe(true);
      for (const state of [...states, ...Object.keys(wayFrom)]) expect(vocabulary.states, verb).toContain(state);
    }
  });

  test('golden conversations are read, and most of their lines known', () => {
    const known = exchanges.filter(({ isKnown }) => isKnown);
    expect(known.length).toBeGreaterThan(exchanges.length / 2);
    for (const { verb, stateBefore, stateAfter } of known) {
      expect(vocabulary.verbs.has(verb) || verb === 'GREETING', verb).toBe(true);
      for (const state of [stateBefore, stateAfter]) expect(typeof state).toBe('string');
    }
  });

  test('what a lab may ask of an argument is what the reader gives', () => {
    for (const { verb, line, arguments: given, problem } of exchanges) {
      const entry = vocabulary.verbs.get(verb);
      if (entry === undefined || problem !== undefined || Object.keys(given).length === 0) continue;
      const names = entry.arguments.map(({ name }) => name);
      for (const name of Object.keys(given)) expect(names, `${name} of ${line}`).toContain(name);
    }
  });

  test('every meaning and every problem has a sentence', () => {
    for (const exchange of exchanges) {
      for (const said of [meaning(exchange), exchange.problem]) {
        if (said !== undefined) expect(Object.hasOwn(en, said.code), said.code).toBe(true);
      }
    }
  });

  test('a line is recognised as the reader reads it', () => {
    for (const { verb, line, isKnown, stateBefore } of exchanges) {
      if (!isKnown || line === '' || stateBefore !== vocabulary.states[0]) continue;
      expect(vocabulary.recognise(latin1(new TextEncoder().encode(line))).verb, line).toBe(verb);
    }
  });
});

test('the four take leave of a client when the fault is ours, each in its own way', () => {
  const leave = Object.fromEntries(rows.map(({ name, farewell }) => [name, farewell('host.thm').split(' ')[0]]));
  expect(leave).toMatchObject({ smtp: '421', pop3: '-ERR', imap: '*', ftp: '421' });
});
