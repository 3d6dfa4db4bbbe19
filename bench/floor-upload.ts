/**
 * A bare FTP server that takes files and nothing else: each is in memory as a whole, and on the disk in a file of its
 * own, before its 226. No name is looked at, nobody else could read it, nothing would survive half a file.
 */
import { open } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { HOST } from './compare.ts';
import { serveAlone } from './listening.ts';

export interface UploadOrder {
  /** Where the files go. */
  readonly folder: string;
}

export async function serveFloorUpload(): Promise<void> {
  const { folder } = await new Promise<UploadOrder>((told) => process.once('message', told));
  const files: Buffer[] = [];

  const keep = async (file: Buffer): Promise<void> => {
    files.push(file);
    const kept = await open(path.join(folder, String(files.length)), 'w');
    await kept.writeFile(file);
    await kept.sync();
    await kept.close();
  };

  const server = createServer({ noDelay: true }, (control) => {
    const say = (reply: string): void => void control.write(`${reply}\r\n`, 'latin1');
    let data: Promise<Socket> | undefined;
    const listen = (): void => {
      data = new Promise((came) => {
        const listener = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
          listener.close();
          came(socket);
        });
        listener.listen(0, HOST, () => {
          const bound = listener.address();
          const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
          say(`227 Entering Passive Mode (127,0,0,1,${port >> 8},${port & 255}).`);
        });
      });
    };
    const receive = async (): Promise<void> => {
      const socket = await data;
      if (socket === undefined) return;
      say('150 Ok to send data.');
      const pieces: Buffer[] = [];
      socket.on('data', (piece: Buffer) => pieces.push(piece)).resume();
      await new Promise((ended) => socket.once('end', ended));
      socket.destroy();
      await keep(Buffer.concat(pieces));
      say('226 Transfer complete.');
    };
    const turns: Readonly<Record<string, () => void>> = {
      USER: () => say('331 Please specify the password.'),
      PASS: () => say('230 Login successful.'),
      TYPE: () => say('200 Switching to Binary mode.'),
      PASV: listen,
      STOR: () => void receive(),
      QUIT: () => void control.end('221 Goodbye.\r\n', 'latin1'),
    };
    control.on('error', () => undefined);
    control.on('data', (line: Buffer) => turns[line.toString('latin1', 0, 4)]?.());
    say('220 (vsFTPd 3.0.3)');
  });
  serveAlone(server);
}
