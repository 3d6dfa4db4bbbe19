/** A bare FTP server: the replies of one session in turn and a real data connection, whatever it is that comes; nothing is parsed. */
import { createServer, type Socket } from 'node:net';
import { HOST } from './compare.ts';
import { BENCH_FILES } from './house.ts';
import { serveAlone } from './listening.ts';

export function serveFloorFtp(): void {
  const body = Buffer.alloc(BENCH_FILES.small.bytes, 'x');
  const server = createServer({ noDelay: true }, (control) => {
    let data: Socket | undefined;
    let commands = 0;
    const say = (reply: string): void => void control.write(`${reply}\r\n`, 'latin1');
    const listen = (): void => {
      const listener = createServer({ noDelay: true }, (socket) => {
        socket.on('error', () => undefined);
        data = socket;
        listener.close();
      });
      listener.listen(0, HOST, () => {
        const bound = listener.address();
        const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
        say(`227 Entering Passive Mode (127,0,0,1,${port >> 8},${port & 255}).`);
      });
    };
    const send = (): void => {
      // The client may have said RETR before its connection is here.
      if (data === undefined) {
        setImmediate(send);
        return;
      }
      data.on('close', () => say('226 Transfer complete.'));
      data.resume().end(body);
    };
    const turns = [
      () => say('331 Please specify the password.'),
      () => say('230 Login successful.'),
      () => say('200 Switching to Binary mode.'),
      listen,
      () => {
        say('150 Opening BINARY mode data connection.');
        send();
      },
      () => void control.end('221 Goodbye.\r\n', 'latin1'),
    ];
    control.on('error', () => undefined);
    control.on('data', () => turns[commands++]?.());
    say('220 (vsFTPd 3.0.3)');
  });
  serveAlone(server);
}
