import { latin1 } from '../lines.ts';
import { playFolder } from '../play-folder.testkit.ts';
import { Client, type ClientOptions } from './client.testkit.ts';

const OPEN: ClientOptions = {
  settings: { vrfy: true, expn: true, etrn: true, dsn: true, sizeLimit: 20_480, idleSeconds: 5, auth: 'after-tls' },
  names: [{ type: 'A', name: 'elsewhere.thm', address: '10.10.99.1' }],
};
/** What the world sets, by the part of a transcript's name between its dots: `24-vrfy-expn.open.txt`. */
const VARIANTS: Readonly<Record<string, ClientOptions>> = {
  open: OPEN,
  'open-tls': { ...OPEN, tls: 'both' },
  tls: { tls: 'upgrade' },
  submission: { submission: {} },
  strict: { settings: { bareLf: 'strict', angleBrackets: 'strict' } },
};

playFolder(new URL('./transcripts/', import.meta.url), (name) => {
  const options = VARIANTS[name.split('.').at(-2) ?? ''] ?? {};
  const { place } = new Client(options);
  return {
    create: () => new Client({ ...options, place }).engine,
    server: { host: '10.10.41.192', port: 25 },
    client: { host: '10.11.81.126', port: 40_000 },
    // `-- mailbox of USER: LINE|LINE|…`: the newest mail there. `-- queue: ADDRESS,ADDRESS`: whom the host hands mail on to.
    does: (event) => {
      const [, queued] = /^queue: (.*)$/s.exec(event) ?? [];
      const waiting = place.world.queue('server.thm').flatMap(({ recipients }) => recipients);
      if (queued !== undefined) return waiting.map(({ address }) => address).join(',') === queued;
      const [, user = '', wanted] = /^mailbox of (\w+): (.*)$/s.exec(event) ?? [];
      const newest = place.world.account(user)?.mailboxes.get('INBOX')?.mails.at(-1);
      return newest !== undefined && latin1(newest.body).replaceAll('\r\n', '|') === wanted;
    },
  };
});
