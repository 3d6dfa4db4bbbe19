import { mailWorld, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { playFolder } from '../play-folder.testkit.ts';
import { Pop3Engine } from './engine.ts';

playFolder(new URL('./transcripts/', import.meta.url), () => {
  const place = mailWorld();
  return {
    create: () => new Pop3Engine(settingOf(place, 'pop3', pop3Store)),
    server: { host: '10.10.41.192', port: 110 },
    client: { host: '10.11.81.126', port: 40_000 },
  };
});
