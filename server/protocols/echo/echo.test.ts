import { expect, test } from 'vitest';
import { playFolder } from '../play-folder.testkit.ts';
import { EchoEngine } from './engine.ts';
import { EchoReader } from './reader.ts';

playFolder(new URL('./transcripts/', import.meta.url), () => ({
  create: () => new EchoEngine(),
  server: { host: '10.10.41.192', port: 7 },
  client: { host: '10.11.81.126', port: 40_000 },
}));

test('a reader pairs each line with its echo', () => {
  const reader = new EchoReader();
  const bytes = new TextEncoder().encode('one\r\ntwo\r\n');
  expect(reader.read('client', bytes)).toEqual([]);
  expect(reader.read('server', bytes)).toMatchObject([{ exchange: { line: 'one' } }, { exchange: { line: 'two' } }]);
});
