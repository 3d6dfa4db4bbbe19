import { describe, expect, test } from 'vitest';
import type { WireChunk, WireTurn } from '../../server/capture/chunk.ts';
import type { EntryBody } from '../../server/contract/entries.ts';
import { Capture } from './capture.svelte.ts';

type WireEntry = Parameters<Capture['take']>[1];

const opened = (
  connection: number,
  more: Partial<Extract<EntryBody, { type: 'connection-opened' }>> = {},
): WireEntry => ({
  type: 'connection-opened',
  connection,
  client: { host: '10.11.81.126', port: 40_000 + connection },
  server: { host: '10.10.41.192', port: 25 },
  protocol: 'smtp',
  ...more,
});
const wire = (connection: number, from: 'client' | 'server', data: string, omittedBytes = 0): WireEntry => ({
  type: 'wire',
  connection,
  from,
  data,
  omittedBytes,
});
const layer = (from: 'client' | 'server', layer: 'encrypted' | 'clear', data: string): WireEntry => ({
  type: 'wire',
  connection: 1,
  from,
  layer,
  data,
  omittedBytes: 0,
});
const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' };
const secured: WireEntry = { type: 'secured', connection: 1, tls };
const exchange = (connection: number, verb: string): WireEntry => ({
  type: 'exchange',
  connection,
  protocol: 'smtp',
  verb,
  line: verb,
  status: '250',
  class: 'success',
  text: 'OK',
  state: 'greeted',
});
const closed = (connection: number): WireEntry => ({ type: 'connection-closed', connection, by: 'server' });

function captured(entries: readonly WireEntry[], isPieceByPiece = false): Capture {
  const capture = new Capture();
  entries.forEach((entry, at) => {
    capture.take(at + 1, entry);
    if (isPieceByPiece) capture.publish();
  });
  capture.publish();
  return capture;
}

describe('the wire', () => {
  const session = [
    opened(1),
    wire(1, 'server', '220 hi\r\n'),
    wire(1, 'client', 'RCPT\r\n', 5),
    exchange(1, 'RCPT'),
    opened(2, { protocol: undefined, parent: 1 }),
    wire(2, 'server', 'file'),
    closed(2),
  ];

  test('is what crossed each connection, in order', () => {
    const [control, data] = captured(session).connections;
    expect(control?.seen).toEqual([
      { n: 2, from: 'server', data: '220 hi\r\n', omittedBytes: 0 },
      { n: 3, from: 'client', data: 'RCPT\r\n', omittedBytes: 5 },
    ]);
    expect(control?.exchanges.map(({ n, verb }) => [n, verb])).toEqual([[4, 'RCPT']]);
    expect([control?.closedBy, data?.closedBy, data?.parent, data?.protocol]).toEqual([
      undefined,
      'server',
      1,
      undefined,
    ]);
  });

  test('is the same, however it comes', () => {
    expect(captured(session, true).connections).toEqual(captured(session).connections);
  });

  test('changes once for all that came together, and only where something came', () => {
    const capture = captured(session);
    const before = capture.connections;
    capture.publish();
    expect(capture.connections).toBe(before);
    capture.take(8, wire(1, 'client', 'x'));
    capture.take(9, wire(1, 'client', 'y'));
    expect(capture.connections).toBe(before);
    capture.publish();
    expect(capture.connections[0]?.seen.length).toBe(4);
    expect(capture.connections[1]).toBe(before[1]);
  });

  test('of a connection is not lost where the log says again that it is open', () => {
    expect(captured([...session, opened(1)]).connections[0]?.seen.length).toBe(2);
  });

  test('of a connection with TLS is what its ends saw, and apart from it what crossed', () => {
    const entries: readonly WireEntry[] = [
      opened(1),
      wire(1, 'client', 'STARTTLS\r\n'),
      layer('client', 'encrypted', '\x16\x03\x01'),
      secured,
      layer('client', 'clear', 'EHLO client.thm\r\n'),
      layer('client', 'encrypted', '\x17\x03\x03'),
    ];
    const [connection] = captured(entries).connections;
    const told = (one: WireChunk | WireTurn): unknown => ('tls' in one ? one.tls : one.data);
    expect(connection?.seen.map(told)).toEqual(['STARTTLS\r\n', tls, 'EHLO client.thm\r\n']);
    expect(connection?.crossed.map(told)).toEqual(['STARTTLS\r\n', '\x16\x03\x01', tls, '\x17\x03\x03']);
    expect(connection).toMatchObject({ hasLayers: true, tls: { version: 'TLSv1.3' } });
    expect(captured(entries, true).connections).toEqual([connection]);
    const [after] = captured([...entries, { type: 'unsecured', connection: 1 }]).connections;
    expect(after).toMatchObject({ hasLayers: true, tls: undefined });
    expect(after?.seen.at(-1)).toMatchObject({ tls: undefined });
    const [plain] = captured(session).connections;
    expect(plain).toMatchObject({ hasLayers: false, tls: undefined });
    expect(plain?.crossed).toEqual(plain?.seen);
  });

  test('of a connection whose beginning is no longer kept is left out', () => {
    expect(captured([wire(7, 'server', 'x'), exchange(7, 'RCPT'), closed(7)]).connections).toEqual([]);
  });

  test('is bounded: the oldest connections that are closed go', () => {
    const entries = Array.from({ length: 300 }, (_, at) => [opened(at + 1), ...(at === 0 ? [] : [closed(at + 1)])]);
    const { connections } = captured(entries.flat(), true);
    expect(connections.length).toBe(200);
    expect([connections[0]?.connection, connections[1]?.connection]).toEqual([1, 102]);
  });
});
