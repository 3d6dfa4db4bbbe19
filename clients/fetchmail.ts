/** fetchmail: fetches by POP3 and hands on by SMTP, to a program, or into a file of batched SMTP; knows mails by UIDL. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { assertSame, bodyOf, delivered, expectSameMails, without } from './letters.ts';
import type { Place } from './place.ts';
import { largeMaildrop, OTHER, USER } from './seed.ts';

/** fetchmail(1), EXIT CODES. */
const NO_MAIL = 1;
const LOGIN_DENIED = 3;
const LARGE = 300;

export const fetchmail: Client = {
  name: 'fetchmail',
  programs: ['fetchmail'],
  version: () => /release (\d[\d.]*\d)/.exec(versionOf('fetchmail') ?? '')?.[1],
  journeys: [
    {
      name: 'pop3: every mail, kept; then only new ones, by UIDL',
      go: async (place) => {
        const options = ['keep', `mda "cat > ${place.folder}/mails/$$.eml"`];
        await place.makeFolders('mails');
        await fetch(place, options);
        expectSameMails(await place.readAll('mails'), place.inbox(USER.user));
        await fetch(place, options, NO_MAIL);
        place.deliver(USER.user, delivered('New'));
        await fetch(place, options);
        expectSameMails(await place.readAll('mails'), place.inbox(USER.user));
      },
    },
    {
      name: 'pop3: what was fetched is gone',
      go: async (place) => {
        const before = place.inbox(USER.user);
        await place.makeFolders('mails');
        await fetch(place, ['fetchall', `mda "cat > ${place.folder}/mails/$$.eml"`]);
        expectSameMails(await place.readAll('mails'), before);
        assert.deepEqual(place.inbox(USER.user), []);
      },
    },
    {
      name: 'pop3 and smtp: from one mailbox into the other, each body the same',
      go: async (place) => {
        place.deliver(USER.user, delivered('Hard lines'));
        const before = place.inbox(USER.user);
        await fetch(place, ['fetchall', `smtphost "127.0.0.1/${place.port('smtp')}"`, `smtpname "${OTHER.address}"`]);
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
        await fetch(place, ['fetchall', `bsmtp "${place.folder}/batch"`], 0, OTHER);
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
        await fetch(place, ['fetchall', 'mda "cat > /dev/null"'], LOGIN_DENIED, { ...USER, password: 'wrong' });
        assert.deepEqual(place.inbox(USER.user), before);
      },
    },
  ],
};

async function fetch(place: Place, options: readonly string[], code = 0, { user, password } = USER): Promise<void> {
  const from = `poll 127.0.0.1 protocol pop3 service ${place.port('pop3')} uidl auth password`;
  const login = `user "${user}" password "${password}" sslproto "" no rewrite`;
  const file = await place.write(
    'fetchmailrc',
    `set invisible\nset no bouncemail\n${from}\n${login}\n${options.join('\n')}\n`,
  );
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
