/** getmail: fetches by POP3 or IMAP into a Maildir; knows mails by UIDL or uid. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { searchPath, versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { delivered, expectSameMails, without } from './letters.ts';
import type { Place, Ran } from './place.ts';
import { largeMaildrop, OTHER, setting, USER } from './seed.ts';

/** getmail starts a process for each. */
const LARGE = 50;
/** What getmail ends with where anything went wrong. */
const FAILED = 127;

export const getmail: Client = {
  name: 'getmail',
  programs: ['getmail', 'python3'],
  version: () => /^getmail (\S+)/.exec(versionOf('getmail') ?? '')?.[1],
  journeys: [
    {
      name: 'pop3: every mail, kept; then only new ones, by UIDL',
      go: async (place) => {
        await get(place, { options: 'read_all = false\ndelete = false' });
        expectSameMails(await fetched(place), place.inbox(USER.user));
        place.deliver(USER.user, delivered('New'));
        const again = await get(place, { options: 'read_all = false\ndelete = false' });
        assert.match(again.output, /\b1 messages? \(\d+ bytes\) retrieved/);
        expectSameMails(await fetched(place), place.inbox(USER.user));
      },
    },
    {
      name: 'pop3: APOP, where nothing else is allowed',
      seed: setting('pop3', { apop: true, plaintextLogin: false }),
      go: async (place) => {
        await get(place, { options: 'delete = false', retriever: 'use_apop = true' });
        expectSameMails(await fetched(place), place.inbox(USER.user));
      },
    },
    {
      name: 'pop3: what was fetched is gone',
      go: async (place) => {
        const before = place.inbox(USER.user);
        await get(place, { options: 'delete = true' });
        expectSameMails(await fetched(place), before);
        assert.deepEqual(place.inbox(USER.user), []);
      },
    },
    {
      name: `pop3: ${LARGE} mails`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const before = place.inbox(OTHER.user);
        await get(place, { options: 'delete = true', account: OTHER });
        expectSameMails(await fetched(place), before);
        assert.deepEqual(place.inbox(OTHER.user), []);
      },
    },
    {
      name: 'pop3: a wrong password opens nothing',
      go: async (place) => {
        const before = place.inbox(USER.user);
        const said = await get(place, {
          options: 'delete = true',
          account: { ...USER, password: 'wrong' },
          code: FAILED,
        });
        assert.match(said.errors, /-ERR \[AUTH\] Authentication failed\./);
        assert.deepEqual(await fetched(place), []);
        assert.deepEqual(place.inbox(USER.user), before);
      },
    },
    {
      name: 'imap: every mail, kept; then only new ones, by uid',
      go: async (place) => {
        const imap = { options: 'read_all = false\ndelete = false', type: 'SimpleIMAPRetriever' } as const;
        await get(place, imap);
        expectSameMails(await fetched(place), place.inbox(USER.user));
        place.deliver(USER.user, delivered('New'));
        assert.match((await get(place, imap)).output, /\b1 messages? \(\d+ bytes\) retrieved/);
        expectSameMails(await fetched(place), place.inbox(USER.user));
      },
    },
    {
      name: `imap: ${LARGE} mails, fetched and gone`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const before = place.inbox(OTHER.user);
        await get(place, { options: 'delete = true', account: OTHER, type: 'SimpleIMAPRetriever' });
        expectSameMails(await fetched(place), before);
        assert.deepEqual(place.inbox(OTHER.user), []);
      },
    },
  ],
};

/** What lies in the Maildir; getmail writes a field in a way of its own, and adds one that says from where it came. */
async function fetched(place: Place): Promise<readonly string[]> {
  const mails = await place.readAll('Maildir/new');
  return mails.map((mail) =>
    without(mail.replace(/^Return-Path:/, 'Return-path:'), 'X-getmail-retrieved-from-mailbox'),
  );
}

interface Getting {
  readonly options: string;
  readonly account?: { readonly user: string; readonly password: string };
  /** More of the retriever. */
  readonly retriever?: string;
  readonly code?: number;
  readonly type?: 'SimplePOP3Retriever' | 'SimpleIMAPRetriever';
}

async function get(place: Place, getting: Getting): Promise<Ran> {
  const { options, account = USER, retriever = '', code = 0, type = 'SimplePOP3Retriever' } = getting;
  const isFirst = (await place.list()).every((name) => name !== 'Maildir');
  if (isFirst) await place.makeFolders('Maildir', 'Maildir/new', 'Maildir/cur', 'Maildir/tmp');
  const text = `[retriever]
type = ${type}
server = 127.0.0.1
port = ${place.port(type === 'SimplePOP3Retriever' ? 'pop3' : 'imap')}
username = ${account.user}
password = ${account.password}
${retriever}
[destination]
type = Maildir
path = ${place.folder}/Maildir/
[options]
${options}
delivered_to = false
received = false
`;
  await place.write('getmailrc', text);
  const script = await place.write('getmail.py', await readFile(path.resolve('clients/getmail.py'), 'latin1'));
  const words = ['-I', script, programFile(), `--getmaildir=${place.folder}`, '--rcfile=getmailrc'];
  return place.run('python3', words, { code });
}

function programFile(): string {
  const found = searchPath
    .split(':')
    .map((folder) => path.join(folder, 'getmail'))
    .find((file) => existsSync(file));
  assert.ok(found !== undefined, 'expected getmail on the PATH');
  return found;
}
