import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { type Channel, Channels } from './channel.ts';

async function open(setting: { burst: number; perSecond: number }) {
  const channels = new Channels({ ...setting, limitBytes: 1000, silentMs: 30_000 });
  const messages: string[] = [];
  let channel: Channel | undefined;
  let wake: () => void = () => undefined;
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    channels.upgrade(request, socket, head, (attached) => {
      channel = attached;
      return {
        message: (text) => {
          messages.push(text);
          wake();
        },
        closed: () => undefined,
      };
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    channels.close();
    server.close();
  });
  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await new Promise((opened) => page.once('open', opened));
  const until = async (count: number): Promise<void> => {
    while (messages.length < count) await new Promise<void>((come) => (wake = come));
  };
  const closed = new Promise<number>((gone) => page.once('close', gone));
  return { page, messages, until, closed, channel: () => channel };
}

test('messages of a page that sends too fast are read later: none is lost, all in order', async () => {
  const { page, messages, until } = await open({ burst: 5, perSecond: 500 });
  const sent = Array.from({ length: 100 }, (_, n) => String(n));
  for (const text of sent) page.send(text);
  await until(sent.length);
  expect(messages).toEqual(sent);
});

test('a message that is too large, or not text, ends the channel with the reason', async () => {
  const large = await open({ burst: 100, perSecond: 100 });
  large.page.send('x'.repeat(2000));
  expect(await large.closed).toBe(1009);
  const binary = await open({ burst: 100, perSecond: 100 });
  binary.page.send(Buffer.from([1, 2, 3]));
  expect(await binary.closed).toBe(1003);
  expect([...large.messages, ...binary.messages]).toEqual([]);
});

test('what is sent comes as text', async () => {
  const { page, channel } = await open({ burst: 100, perSecond: 100 });
  const came = new Promise((read) => page.once('message', (data: Buffer) => read(data.toString())));
  channel()?.send('{"type":"pong"}');
  expect(await came).toBe('{"type":"pong"}');
});
