/** mbsync: two-way between a Maildir and the server's mailboxes; knows mails by uid, and keeps its own account of both. */
import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { crlf, delivered, expectSameMails, lf, without } from './letters.ts';
import { flagsInName, maildir, named } from './maildir.ts';
import type { Place } from './place.ts';
import { largeMaildrop, OTHER, USER } from './seed.ts';

const LARGE = 500;

export const mbsync: Client = {
  name: 'mbsync',
  programs: ['mbsync'],
  version: () => /^isync (\S+)/.exec(versionOf('mbsync') ?? '')?.[1],
  journeys: [
    {
      name: 'imap: every mailbox, every mail, its flags and its date',
      go: async (place) => {
        await sync(place, USER);
        for (const name of place.mailboxNames(USER.user)) {
          const far = place.mails(USER.user, name);
          const near = await maildir(place, folderOf(name));
          expectSameMails(
            near.map(textOf),
            far.map(({ text }) => text),
          );
          const flags = (mails: readonly { readonly flags: readonly string[] }[]): readonly string[] =>
            mails.map((mail) => mail.flags.toSorted().join(' ')).sort();
          // A keyword has no letter in a Maildir's file names.
          const system = far.map((mail) => ({ flags: mail.flags.filter((flag) => flag.startsWith('\\')) }));
          assert.deepEqual(flags(near), flags(system));
          const dates = (mails: readonly { readonly text: string; readonly seconds: number }[]): readonly string[] =>
            mails.map((mail) => `${mail.seconds} ${textOf(mail)}`).sort();
          assert.deepEqual(
            dates(near.map(({ text, writtenAt }) => ({ text, seconds: writtenAt }))),
            dates(far.map(({ text, internalDate }) => ({ text, seconds: Math.floor(internalDate / 1000) }))),
          );
        }
      },
    },
    {
      name: `imap: ${LARGE} mails both ways; a second run changes nothing`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        await sync(place, OTHER);
        const near = await maildir(place, 'mail/INBOX');
        expectSameMails(near.map(textOf), place.inbox(OTHER.user));
        await expectUnchanged(place);
        await changeBoth(place);
        await sync(place, OTHER);
        await expectSame(place);
        await expectUnchanged(place);
      },
    },
    {
      name: 'imap: a wrong password opens nothing',
      go: (place) => sync(place, { ...USER, password: 'wrong' }, 1),
    },
  ],
};

/** Here: one flagged, one deleted, one new. There: one answered, one deleted, one new. */
async function changeBoth(place: Place): Promise<void> {
  const near = await maildir(place, 'mail/INBOX');
  const find = (number: number): string => named(near, `Number ${number}`);
  const cur = path.join(place.folder, 'mail/INBOX/cur');
  const flagged = find(10);
  await rename(flagged, path.join(cur, flagsInName(path.basename(flagged), 'F')));
  await rm(find(20));
  await place.write('mail/INBOX/new/1719500000.1.here', lf(delivered('Written here')));
  const mails = place.mails(OTHER.user);
  const uidOf = (number: number): number =>
    mails.find(({ text }) => text.includes(`Subject: Number ${number}\r\n`))?.uid ?? 0;
  place.setFlags(OTHER.user, uidOf(30), ['\\Answered']);
  place.remove(OTHER.user, uidOf(40));
  place.deliver(OTHER.user, delivered('Come there'));
}

/** Both have what was changed at either. */
async function expectSame(place: Place): Promise<void> {
  const near = await maildir(place, 'mail/INBOX');
  const far = place.mails(OTHER.user);
  assert.equal(far.length, LARGE);
  expectSameMails(near.map(textOf), far.map(textOf));
  for (const [number, flag] of [
    [10, '\\Flagged'],
    [30, '\\Answered'],
  ] as const) {
    const subject = `Subject: Number ${number}\r\n`;
    assert.deepEqual(far.find(({ text }) => text.includes(subject))?.flags, [flag]);
    assert.deepEqual(near.find(({ text }) => crlf(text).includes(subject))?.flags, [flag]);
  }
  for (const number of [20, 40]) assert.ok(far.every(({ text }) => !text.includes(`Subject: Number ${number}\r\n`)));
}

async function expectUnchanged(place: Place): Promise<void> {
  const state = async (): Promise<unknown> => [
    await maildir(place, 'mail/INBOX'),
    await place.read('mail/INBOX/.mbsyncstate'),
    place.mails(OTHER.user),
  ];
  const before = await state();
  await sync(place, OTHER);
  assert.deepEqual(await state(), before);
}

const folderOf = (mailbox: string): string => `mail/${mailbox.replaceAll('.', '/')}`;

/** What mbsync adds to a mail that was written here, so that it finds it again. */
const textOf = ({ text }: { readonly text: string }): string => without(lf(text), 'X-TUID');

async function sync(place: Place, account: { readonly user: string; readonly password: string }, code = 0) {
  const isFirst = (await place.list()).every((name) => name !== 'mail');
  if (isFirst) await place.makeFolders('mail');
  const lines = [
    'IMAPAccount course',
    'Host 127.0.0.1',
    `Port ${place.port('imap')}`,
    `User ${account.user}`,
    `Pass ${account.password}`,
    'SSLType None',
    'AuthMechs PLAIN',
    '',
    'IMAPStore far',
    'Account course',
    '',
    'MaildirStore near',
    `Path ${place.folder}/mail/`,
    `Inbox ${place.folder}/mail/INBOX`,
    'SubFolders Verbatim',
    '',
    'Channel course',
    'Far :far:',
    'Near :near:',
    'Patterns *',
    'Create Both',
    'Expunge Both',
    'CopyArrivalDate yes',
    'SyncState *',
    '',
  ];
  await place.write('mbsyncrc', lines.join('\n'));
  await place.run('mbsync', ['--config', 'mbsyncrc', '--all'], { code });
}
