/** A learner's seat at a running Plaintalk, as a page has it: over HTTP and a WebSocket. */
import WebSocket from 'ws';
import type { Entry } from '../server/contract/entries.ts';

export interface SeatChannel {
  /** Enters a line on the first terminal. */
  type(text: string): void;
  close(): void;
}

/**
 * A new learner sits down at a lab (undefined: free play). Resolves when the terminal is ready.
 * @param take is given each entry of the log as it comes
 */
export async function openSeat(
  url: string,
  lab: string | undefined,
  take: (entry: Entry) => void,
): Promise<SeatChannel> {
  const { origin } = new URL(url);
  const answer = await fetch(new URL('api/seats', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ lab }),
  });
  if (!answer.ok) throw new Error(`POST api/seats: expected 200, came ${answer.status} ${await answer.text()}`);
  const { seat } = (await answer.json()) as { seat: string };
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const channel = new URL(`api/seats/${seat}/channel`, url);
  channel.protocol = 'ws:';
  const socket = new WebSocket(channel, { headers: { cookie, origin }, perMessageDeflate: false });
  let last = 0;
  let line = 0;
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8');
    const message = JSON.parse(text) as { type: string; bytes?: number; entries?: readonly Entry[] };
    if (message.type === 'refused') throw new Error(`refused: ${text}`);
    if (message.entries === undefined) return;
    socket.send(JSON.stringify({ type: 'credit', bytes: message.bytes }));
    for (const entry of message.entries) {
      last = entry.n;
      if (entry.body.type === 'mode') isReady();
      take(entry);
    }
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.send(JSON.stringify({ type: 'attach', page: 'bench', after: 0 }));
  await ready;
  return {
    type: (text) =>
      socket.send(JSON.stringify({ type: 'line', terminal: 'laptop', id: `b${++line}`, text, seen: last })),
    close: () => socket.close(),
  };
}
