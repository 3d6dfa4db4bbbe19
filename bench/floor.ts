/**
 * The least that a server in Node costs, a process of its own: it says our SMTP server's replies in their order, one for
 * each piece that comes, and looks at nothing and keeps nothing. No server in one thread of Node can be faster.
 */
import { createServer } from 'node:net';
import { serveAlone } from './listening.ts';

const HELLO = '250-example.thm Hello client.thm [127.0.0.1]\r\n250-SIZE 8388608\r\n250 HELP\r\n';
/** To MAIL, RCPT, DATA and the text, over and over. */
const MAIL = [
  '250 OK\r\n',
  '250 Accepted\r\n',
  '354 Enter message, ending with "." on a line by itself\r\n',
  '250 OK id=1sMrpq-0000fs-IJ\r\n',
];
const QUIT = 'Q'.charCodeAt(0);

export function serveFloor(): void {
  const server = createServer({ noDelay: true }, (socket) => {
    let said = -1;
    socket.on('error', () => undefined);
    socket.write('220 example.thm ESMTP Exim 4.95 Ubuntu \r\n', 'latin1');
    socket.on('data', (bytes) => {
      if (said >= 0 && bytes[0] === QUIT) {
        socket.end('221 example.thm closing connection\r\n', 'latin1');
        return;
      }
      socket.write(said < 0 ? HELLO : (MAIL[said % MAIL.length] ?? ''), 'latin1');
      said++;
    });
  });
  serveAlone(server);
}
