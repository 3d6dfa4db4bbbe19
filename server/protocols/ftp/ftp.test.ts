import { ftpWorld, linkedFiles, openSettings, referenceFiles } from '../../sandbox/ftp-world.testkit.ts';
import { playFolder } from '../play-folder.testkit.ts';
import { FtpEngine } from './engine.ts';

/** One file that is older than the others. */
const datedFiles = referenceFiles.map((entry) =>
  entry.path === '/srv/ftp-open/pub/flag.txt' ? { ...entry, modified: entry.modified - 60_000 } : entry,
);

/** The settings behind a transcript's name: what the reference ran on its second port, and on that one with demands. */
function placeOf(name: string): ReturnType<typeof ftpWorld> {
  const files = name.includes('links')
    ? linkedFiles
    : name === 'open-64-list-options.txt'
      ? datedFiles
      : referenceFiles;
  if (name.startsWith('open-')) return ftpWorld({ settings: openSettings, files });
  if (name.startsWith('quota-')) {
    // The account owns 25 bytes in two files and three directories, guests the directory to upload into.
    const guests = { anonymousRoot: '/srv/ftp-open', anonymousUpload: true };
    return ftpWorld({ settings: { quotaBytes: 85, quotaFiles: 8, ...guests } });
  }
  if (name.startsWith('mlst-'))
    return ftpWorld({ settings: { ...openSettings, machineListings: true }, files: linkedFiles });
  if (name.startsWith('tls-')) return ftpWorld({ settings: openSettings, tls: 'both' });
  const settings = {
    ...openSettings,
    plaintextLogin: false,
    dataTls: 'required',
    anonymousTls: 'refused',
    dataTlsResumed: true,
    clients: 3,
    clientsPerAddress: 2,
    clearCommandChannel: true,
  };
  return name.startsWith('demanding-') ? ftpWorld({ settings, tls: 'both' }) : ftpWorld({ files });
}

playFolder(new URL('./transcripts/', import.meta.url), (name) => {
  const place = placeOf(name);
  return {
    create: () => new FtpEngine(place.setting()),
    server: { host: '10.10.41.192', port: 21 },
    client: { host: '10.11.81.126', port: 40_000 },
    // `-- file PATH: LINE|LINE|…`: what stands there now; `-- no file PATH`.
    does: (event) => {
      const [, isMissing, path = '', wanted] = /^(no )?file (\S+?)(?:: (.*))?$/.exec(event) ?? [];
      const node = place.world.files('server.thm').find(path);
      if (isMissing !== undefined) return node === undefined;
      return node?.kind === 'file' && new TextDecoder().decode(node.body.subarray()).replaceAll('\n', '|') === wanted;
    },
  };
});
