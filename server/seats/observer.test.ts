import { describe, expect, test } from 'vitest';
import type { Observation } from '../../labs/observation.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import { Observer } from './observer.ts';
import type { RecordBody } from './records.ts';

const LEARNER = '10.11.81.126';
const NAMES = new Map([
  [LEARNER, 'client.thm'],
  ['10.10.41.192', 'example.thm'],
  ['10.10.9.9', 'far.thm'],
]);

function watch() {
  const observations: Observation[] = [];
  const records: RecordBody[] = [];
  const observer = new Observer({
    learnerHost: LEARNER,
    nameOf: (address) => NAMES.get(address) ?? address,
    protocols: new Map(Object.entries<Protocol>(protocols)),
    keptBytes: 1000,
    firstConnection: 1,
    record: (body) => records.push(body),
    observe: (observation) => observations.push(observation),
  });
  /** A conversation, from the SYN to the end. */
  const talk = (from: string, to: string): void => {
    const client = { host: from, port: 50_000 };
    observer.opened({ connection: 1, client, server: { host: to, port: 25 }, protocol: 'smtp', terminal: undefined });
    observer.crossed(1, 'server', new TextEncoder().encode('220 ready\r\n'));
    observer.crossed(1, 'client', new TextEncoder().encode('HELO there\r\n'));
    observer.crossed(1, 'server', new TextEncoder().encode('250 hello\r\n'));
    observer.closed(1, 'client');
  };
  return { observer, observations, records, talk };
}

describe('what is observed, and may tick a step', () => {
  test('the learner’s own conversations, and those with him', () => {
    const { talk, observations } = watch();
    talk(LEARNER, '10.10.41.192');
    talk('10.10.41.192', LEARNER);
    expect(observations.map(({ type }) => type)).toEqual([
      ...['connected', 'exchange', 'exchange', 'closed'],
      ...['connected', 'closed'],
    ]);
  });

  test('nothing of what servers say among themselves, though all of it is on the wire', () => {
    const { talk, observations, records } = watch();
    talk('10.10.41.192', '10.10.9.9');
    expect(observations).toEqual([]);
    expect(records.map(({ type }) => type)).toEqual([
      ...['connection-opened', 'wire', 'exchange', 'wire', 'wire', 'exchange', 'connection-closed'],
    ]);
    expect(records[0]).toMatchObject({ others: { client: 'example.thm', server: 'far.thm' } });
  });

  test('a refusal that the learner met, no other', () => {
    const { observer, observations } = watch();
    const server = { host: '10.10.9.9', port: 25 };
    observer.refused({ host: '10.10.41.192', server, terminal: undefined, reason: 'connection-refused' });
    observer.refused({ host: LEARNER, server, terminal: 'laptop', reason: 'connection-refused' });
    expect(observations).toMatchObject([{ type: 'refused', terminal: 'laptop' }]);
  });
});

test('a transfer is over with its sender and the reply, though the receiver keeps the data connection open', () => {
  const { observer, observations } = watch();
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const transfers = () => observations.flatMap((one) => (one.type === 'transfer' ? [one.bytes] : []));
  const ftp = { host: '10.10.41.192', port: 21 };
  observer.opened({
    connection: 1,
    client: { host: LEARNER, port: 50_000 },
    server: ftp,
    protocol: 'ftp',
    terminal: undefined,
  });
  observer.crossed(1, 'server', bytes('220 ready\r\n'));
  observer.crossed(1, 'client', bytes('PORT 10,11,81,126,200,10\r\n'));
  observer.crossed(1, 'server', bytes('200 PORT command successful.\r\n'));
  observer.crossed(1, 'client', bytes('RETR tea.txt\r\n'));
  observer.crossed(1, 'server', bytes('150 Opening BINARY mode data connection.\r\n'));
  const listening = { host: LEARNER, port: 51_210 };
  observer.opened({
    connection: 2,
    client: { ...ftp, port: 20 },
    server: listening,
    protocol: undefined,
    terminal: undefined,
  });
  observer.crossed(2, 'client', bytes('tea\n'));
  observer.crossed(1, 'server', bytes('226 Transfer complete.\r\n'));
  expect(transfers()).toEqual([]);
  observer.ended(2, 'client');
  expect(transfers()).toEqual([4]);
  observer.closed(2, 'client');
  expect(transfers()).toEqual([4]);
});

describe('a conversation with TLS', () => {
  const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', isResumed: false };
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  test('that ends within TLS is told as such', () => {
    const { observer, observations } = watch();
    const server = { host: '10.10.41.192', port: 995 };
    const client = { host: LEARNER, port: 50_000 };
    observer.opened({ connection: 1, client, server, protocol: 'pop3', terminal: undefined });
    observer.secured(1, tls);
    observer.closed(1, 'server');
    expect(observations.at(-1)).toMatchObject({ type: 'closed', by: 'server', isSecure: true });
  });

  test('is read as its two ends see it, and each layer is kept for itself', () => {
    const { observer, observations, records } = watch();
    const client = { host: LEARNER, port: 50_000 };
    const server = { host: '10.10.41.192', port: 25 };
    observer.opened({ connection: 1, client, server, protocol: 'smtp', terminal: undefined });
    observer.crossed(1, 'server', bytes('220 ready\r\n'));
    observer.crossed(1, 'client', bytes('STARTTLS\r\n'));
    observer.crossed(1, 'server', bytes('220 TLS go ahead\r\n'));
    // Longer than what is kept of a layer: the other is kept whole all the same.
    observer.crossed(1, 'client', bytes('HELO records that are no words of the client\r\n'.repeat(100)), 'encrypted');
    observer.secured(1, tls);
    observer.crossed(1, 'client', bytes('EHLO there\r\n'), 'clear');
    observer.crossed(1, 'server', bytes('250 hello\r\n'), 'clear');
    observer.unsecured(1);
    const exchanges = observations.flatMap((one) =>
      one.type === 'exchange' ? [[one.exchange.verb, one.isSecure] as const] : [],
    );
    expect(exchanges).toEqual([
      ['GREETING', false],
      ['STARTTLS', false],
      ['EHLO', true],
    ]);
    const types = observations.map(({ type }) => type);
    expect(types.filter((type) => type.endsWith('secured'))).toEqual(['secured', 'unsecured']);
    const kept = records.flatMap((one) => (one.type === 'wire' ? [[one.layer, one.omittedBytes] as const] : []));
    expect(kept).toEqual([
      ...[0, 0, 0].map((omitted) => [undefined, omitted] as const),
      ['encrypted', 4600 - 1000],
      ['clear', 0],
      ['clear', 0],
    ]);
    expect(records).toContainEqual({
      type: 'secured',
      connection: 1,
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
    });
  });
});
