/** fetchmail: fetches by POP3 or IMAP and hands on by SMTP, to a program, or into a file of batched SMTP; knows mails by UIDL, or by \Seen. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { assertSame, bodyOf, delivered, expectSameMails, field, without } from './letters.ts';
import type { Place } from './place.ts';
import { largeMaildrop, OTHER, setting, USER } from './seed.ts';

/** fetchmail(1), EXIT CODES. */
const NO_MAIL = 1;
const LOGIN_DENIED = 3;
const LARGE = 200;
/** Each mail into a file of its own. */
const intoFiles = ({ folder }: Place): string => `mda "cat > ${folder}/mails/$$.eml"`;

export const fetchmail: Client = {
  name: 'fetchmail',
  programs: ['fetchmail'],
  version: () => /release (\d[\d.]*\d)/.exec(versionOf('fetchmail') ?? '')?.[1],
  journeys: [
    {
      name: 'pop3: every mail, kept; then only new ones, by UIDL',
      go: async (place) => {
        const options = ['keep', intoFiles(place)];
        await place.makeFolders('mails');
        await fetch(place, { options });
        expectSameMails(await place.readAll('mails'), place.inbox(USER.user));
        await fetch(place, { options, code: NO_MAIL });
        place.deliver(USER.user, delivered('New'));
        await fetch(place, { options });
        expectSameMails(await place.readAll('mails'), place.inbox(USER.user));
      },
    },
    {
      name: 'pop3: APOP, where nothing else is allowed',
      seed: setting('pop3', { apop: true, plaintextLogin: false }),
      go: async (place) => {
        await place.makeFolders('mails');
        await fetch(place, { options: ['keep', intoFiles(place)], protocol: 'apop' });
        expectSameMails(await place.readAll('mails'), place.inbox(USER.user));
      },
    },
    {
      name: 'pop3: what was fetched is gone',
      go: async (place) => {
        const before = place.inbox(USER.user);
        await place.makeFolders('mails');
        await fetch(place, { options: ['fetchall', intoFiles(place)] });
        expectSameMails(await place.readAll('mails'), before);
        assert.deepEqual(place.inbox(USER.user), []);
      },
    },
    {
      name: 'pop3 and smtp: from one mailbox into the other, each body the same',
      go: async (place) => {
        place.deliver(USER.user, delivered('Hard lines'));
        const before = place.inbox(USER.user);
        await fetch(place, {
          options: ['fetchall', `smtphost "127.0.0.1/${place.port('smtp')}"`, `smtpname "${OTHER.address}"`],
        });
        assert.deepEqual(place.inbox(USER.user), []);
        const came = place.arrived(OTHER.user);
        assert.equal(came.length, before.length);
        for (const [index, mail] of came.entries()) assertSame(bodyOf(mail), bodyOf(before[index] ?? ''));
      },
    },
    {
      name: `pop3: ${LARGE} mails`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const before = place.inbox(OTHER.user);
        await fetch(place, { options: ['fetchall', `bsmtp "${place.folder}/batch"`], account: OTHER });
        const mails = batched(await place.read('batch'));
        // The reverse-path stands in MAIL FROM.
        expectSameMails(
          mails,
          before.map((mail) => without(mail, 'Return-path')),
        );
        assert.deepEqual(place.inbox(OTHER.user), []);
      },
    },
    {
      name: 'pop3: a wrong password opens nothing',
      go: async (place) => {
        const before = place.inbox(USER.user);
        await fetch(place, {
          options: ['fetchall', intoFiles(place)],
          code: LOGIN_DENIED,
          account: { ...USER, password: 'wrong' },
        });
        assert.deepEqual(place.inbox(USER.user), before);
      },
    },
    {
      name: 'imap: what is unseen, kept; then only what is new',
      go: async (place) => {
        const options = ['keep', intoFiles(place)];
        await place.makeFolders('mails');
        const unseen = place.mails(USER.user).filter(({ flags }) => !flags.includes('\\Seen'));
        await fetch(place, { options, protocol: 'imap' });
        expectSameMails(
          await place.readAll('mails'),
          unseen.map(({ text }) => text),
        );
        assert.ok(place.mails(USER.user).every(({ flags }) => flags.includes('\\Seen')));
        await fetch(place, { options, protocol: 'imap', code: NO_MAIL });
      },
    },
    {
      name: `imap: ${LARGE} mails, fetched and gone`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const before = place.inbox(OTHER.user);
        const options = ['fetchall', `bsmtp "${place.folder}/batch"`];
        await fetch(place, { options, account: OTHER, protocol: 'imap' });
        expectSameMails(
          batched(await place.read('batch')),
          before.map((mail) => without(mail, 'Return-path')),
        );
        assert.deepEqual(place.inbox(OTHER.user), []);
      },
    },
    {
      name: 'imap and smtp: mails of a folder into another account',
      go: async (place) => {
        const before = place.mails(USER.user, 'Archive').filter(({ flags }) => !flags.includes('\\Seen'));
        const smtp = [`smtphost "127.0.0.1/${place.port('smtp')}"`, `smtpname "${OTHER.address}"`];
        await fetch(place, { options: ['keep', 'folder "Archive"', ...smtp], protocol: 'imap' });
        const subjects = (mails: readonly string[]): readonly string[] =>
          mails.flatMap((mail) => field(mail, 'Subject')).sort();
        assert.deepEqual(subjects(place.arrived(OTHER.user)), subjects(before.map(({ text }) => text)));
      },
    },
  ],
};

interface Fetching {
  readonly options: readonly string[];
  readonly code?: number;
  readonly account?: { readonly user: string; readonly password: string };
  readonly protocol?: 'pop3' | 'apop' | 'imap';
}

async function fetch(place: Place, fetching: Fetching): Promise<void> {
  const { options, code = 0, account = USER, protocol = 'pop3' } = fetching;
  const service = protocol === 'imap' ? 'imap' : 'pop3';
  const lines = [
    'set invisible\nset no bouncemail',
    `poll 127.0.0.1 protocol ${protocol} service ${place.port(service)} ${service === 'pop3' ? 'uidl ' : ''}auth password`,
    `user "${account.user}" password "${account.password}" sslproto "" no rewrite`,
    ...options,
    '',
  ];
  const file = await place.write('fetchmailrc', lines.join('\n'));
  const environment = { FETCHMAILHOME: place.folder };
  await place.run('fetchmail', ['--fetchmailrc', file, '--nodetach', '--nosyslog'], { environment, code });
}

/** The mails of a file of batched SMTP (RFC 2442 §2), dots unstuffed. */
function batched(text: string): readonly string[] {
  const mails: string[] = [];
  let lines: string[] | undefined;
  for (const line of text.split('\r\n')) {
    if (lines === undefined) {
      if (line === 'DATA') lines = [];
    } else if (line === '.') {
      mails.push([...lines, ''].join('\r\n'));
      lines = undefined;
    } else lines.push(line.replace(/^\./, ''));
  }
  return mails;
}
