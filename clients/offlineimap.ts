/** offlineimap: two-way between Maildirs and the server's mailboxes, over Python's own IMAP client. */
import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { delivered, expectSameMails, lf, without } from './letters.ts';
import { flagsInName, maildir, named } from './maildir.ts';
import type { Place } from './place.ts';
import { largeMaildrop, OTHER, USER } from './seed.ts';

const LARGE = 100;

export const offlineimap: Client = {
  name: 'offlineimap',
  programs: ['offlineimap'],
  version: () => versionOf('offlineimap'),
  journeys: [
    {
      name: 'imap: every mailbox and every mail',
      go: async (place) => {
        await sync(place, USER);
        for (const name of place.mailboxNames(USER.user)) {
          const far = place.mails(USER.user, name).map(({ text }) => text);
          expectSameMails((await texts(place, name)).map(squeezed), far.map(squeezed));
        }
      },
    },
    {
      name: `imap: ${LARGE} mails both ways; a second run changes nothing`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        await sync(place, OTHER);
        expectSameMails(await texts(place, 'INBOX'), place.inbox(OTHER.user));
        const near = await maildir(place, 'mail/INBOX');
        const flagged = named(near, 'Number 10');
        await rename(flagged, path.join(place.folder, 'mail/INBOX/cur', flagsInName(path.basename(flagged), 'FS')));
        await rm(named(near, 'Number 20'));
        await place.write('mail/INBOX/new/1719500000.1.here', lf(delivered('Written here')));
        const [first] = place.mails(OTHER.user);
        place.remove(OTHER.user, first?.uid ?? 0);
        place.deliver(OTHER.user, delivered('Come there'));
        await sync(place, OTHER);
        const far = place.mails(OTHER.user);
        assert.equal(far.length, LARGE);
        expectSameMails(
          await texts(place, 'INBOX'),
          far.map(({ text }) => without(text, 'X-OfflineIMAP')),
        );
        const ten = far.find(({ text }) => text.includes('Subject: Number 10\r\n'));
        assert.deepEqual(ten?.flags, ['\\Flagged', '\\Seen']);
        const here = await maildir(place, 'mail/INBOX');
        await sync(place, OTHER);
        assert.deepEqual(place.mails(OTHER.user), far);
        assert.deepEqual(await maildir(place, 'mail/INBOX'), here);
      },
    },
  ],
};

/** It writes each mail anew by Python's email package, which puts an empty line before some boundaries. */
const squeezed = (text: string): string => lf(text).replaceAll(/\n+/g, '\n');

async function texts(place: Place, mailbox: string): Promise<readonly string[]> {
  // What it adds so that it finds a mail again that it has uploaded.
  return (await maildir(place, `mail/${mailbox}`)).map(({ text }) => without(text, 'X-OfflineIMAP'));
}

async function sync(place: Place, { user, password }: { readonly user: string; readonly password: string }) {
  const lines = [
    '[general]',
    'accounts = course',
    `metadata = ${place.folder}/known`,
    '[Account course]',
    'localrepository = near',
    'remoterepository = far',
    '[Repository near]',
    'type = Maildir',
    `localfolders = ${place.folder}/mail`,
    '[Repository far]',
    'type = IMAP',
    'remotehost = 127.0.0.1',
    `remoteport = ${place.port('imap')}`,
    `remoteuser = ${user}`,
    `remotepass = ${password}`,
    'ssl = no',
    'starttls = no',
    'auth_mechanisms = PLAIN',
    '',
  ];
  await place.write('offlineimaprc', lines.join('\n'));
  await place.run('offlineimap', ['-o', '-c', 'offlineimaprc', '-u', 'quiet']);
}
