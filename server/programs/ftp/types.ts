/** Commands that set the transfer type (RFC 959 §3.1.1). */
import type { Client } from './client.ts';
import type { Command, Commands } from './command.ts';

function setType(ftp: Client, type: 'A' | 'I'): void {
  ftp.command(`TYPE ${type}`, ({ code }) => {
    if (code >= 200 && code < 300) {
      ftp.options.type = type;
      if (ftp.peer !== undefined) ftp.peer.serverType = type;
    }
    ftp.done();
  });
}

const ascii: Command = { needsPeer: true, run: (ftp) => setType(ftp, 'A') };
const binary: Command = { needsPeer: true, run: (ftp) => setType(ftp, 'I') };

const type: Command = {
  usage: '[ ascii | binary | image ]',
  needsPeer: true,
  run(ftp, [name]) {
    if (name === undefined) {
      ftp.print(`Using ${ftp.options.type === 'A' ? 'ascii' : 'binary'} mode to transfer files.\n`);
      ftp.done();
    } else if (name === 'ascii') setType(ftp, 'A');
    else if (name === 'binary' || name === 'image') setType(ftp, 'I');
    else {
      ftp.print(`${name}: unknown type.\n`);
      ftp.done();
    }
  },
};

export const typeCommands: Commands = { ascii, binary, image: binary, type };
