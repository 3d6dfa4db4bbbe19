/**
 * The least that a server in Node costs that sends mails, a process of its own: all replies to a pipelined FETCH of every
 * mail lie ready in one piece of memory, and as many of them leave as lines have come, in one write. It looks at nothing
 * else. No server in one thread of Node can be faster.
 */
import { createServer } from 'node:net';
import { libraryMails, repliesTo } from './imap-pipeline.ts';
import { serveAlone } from './listening.ts';

const LF = 10;
/** To LOGIN and to SELECT. */
const OPENING = ['a OK Logged in\r\n', 'b OK [READ-WRITE] Select completed\r\n'];

export function serveFloorFetch(): void {
  const replies = repliesTo(libraryMails()).map(({ mail, tagged }) => `${mail}${tagged}0.001 + 0.000 secs).\r\n`);
  const ready = Buffer.from(replies.join(''), 'latin1');
  const ends: number[] = [];
  for (const reply of replies) ends.push((ends.at(-1) ?? 0) + reply.length);
  const server = createServer({ noDelay: true }, (socket) => {
    let said = 0;
    let answered = 0;
    socket.on('error', () => undefined);
    socket.write('* OK ready.\r\n', 'latin1');
    socket.on('data', (bytes) => {
      const opening = OPENING[said];
      if (opening !== undefined) {
        said++;
        socket.write(opening, 'latin1');
        return;
      }
      const before = answered;
      for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) answered++;
      socket.write(ready.subarray(ends[before - 1] ?? 0, ends[answered - 1]));
      answered %= ends.length;
    });
  });
  serveAlone(server);
}
