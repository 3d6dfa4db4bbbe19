import { ftpWorld, openSettings } from '../../sandbox/ftp-world.testkit.ts';
import { playFolder } from '../play-folder.testkit.ts';
import { FtpEngine } from './engine.ts';

playFolder(new URL('./transcripts/', import.meta.url), (name) => {
  const place = ftpWorld(name.startsWith('open-') ? { settings: openSettings } : {});
  return {
    create: () => new FtpEngine(place.setting()),
    server: { host: '10.10.41.192', port: 21 },
    client: { host: '10.11.81.126', port: 40_000 },
    // `-- file PATH: LINE|LINE|…`: what stands there now; `-- no file PATH`.
    does: (event) => {
      const [, isMissing, path = '', wanted] = /^(no )?file (\S+?)(?:: (.*))?$/.exec(event) ?? [];
      const node = place.world.files('server.thm').find(path);
      if (isMissing !== undefined) return node === undefined;
      return node?.kind === 'file' && new TextDecoder().decode(node.body).replaceAll('\n', '|') === wanted;
    },
  };
});
