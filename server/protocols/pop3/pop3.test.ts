import { mailWorld, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { playFolder } from '../play-folder.testkit.ts';
import { Pop3Engine } from './engine.ts';

/** What the world of a transcript sets, by the number before its name; the others set nothing. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '15b': { lock: true },
  '15c': { lock: true },
  '15d': { lock: true },
  '29': { plaintextLogin: false },
  '29b': { plaintextLogin: false },
  '38': { apop: true },
  '39': { connectionsPerUser: 1 },
};

/** Those whose host can begin TLS. */
const SECURED = new Set(['27', '29b']);

playFolder(new URL('./transcripts/', import.meta.url), (name) => {
  const number = name.slice(0, name.indexOf('-'));
  const tls = SECURED.has(number) ? { tls: 'both' as const } : {};
  const pop3 = { software: 'Dovecot (Ubuntu)', settings: SETTINGS[number] ?? {}, ...tls };
  const place = mailWorld({ services: { pop3 } });
  return {
    create: () => new Pop3Engine(settingOf(place, 'pop3', pop3Store)),
    server: { host: '10.10.41.192', port: 110 },
    client: { host: '10.11.81.126', port: 40_000 },
  };
});
