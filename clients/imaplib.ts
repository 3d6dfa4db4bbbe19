/** imaplib: the IMAP client of Python's own library; speaks by `imaplib.py`. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { USER } from './seed.ts';

export const imaplib: Client = {
  name: 'imaplib',
  programs: ['python3'],
  version: () => /^Python (\S+)/.exec(versionOf('python3') ?? '')?.[1],
  journeys: [
    {
      name: 'imap: log-in, folders, search, sort, thread, fetch, store, copy, append, expunge',
      go: async (place) => {
        const before = place.mails(USER.user);
        const script = await place.write('imaplib.py', await readFile(path.resolve('clients/imaplib.py'), 'latin1'));
        const words = ['-I', script, String(place.port('imap')), USER.user, USER.password];
        const said = JSON.parse((await place.run('python3', words)).output) as Readonly<Record<string, unknown>>;
        assert.deepEqual(said['status'], ['INBOX (MESSAGES 4 UIDNEXT 5 UNSEEN 3)']);
        assert.deepEqual(said['count'], ['4']);
        assert.deepEqual(said['search'], ['2 3 4']);
        assert.deepEqual(said['sort'], ['4 3 2 1']);
        assert.deepEqual(said['thread'], ['(1)(2)(3)(4)']);
        assert.equal(said['body'], before[2]?.text);
        assert.deepEqual(said['store'], ['2 (FLAGS (\\Flagged))']);
        assert.deepEqual(said['expunge'], ['1']);
        assert.deepEqual(said['examine'], ['3']);
        assert.equal(said['last'], Buffer.from('By imaplib, ü.\r\n', 'utf8').toString('latin1'));
        for (const verb of ['noop', 'create', 'subscribe', 'copy', 'append', 'rename', 'delete', 'unsubscribe']) {
          assert.equal(said[verb], 'OK', verb);
        }
        assert.equal(said['logout'], 'BYE');
        for (const verb of ['login', 'enable']) assert.equal(said[verb], 'OK', verb);
        assert.deepEqual(said['sorted'], ['2 4 3']);
        assert.match(String(said['esearch']), /^\(TAG "\w+"\) UID MIN 2 MAX 4 COUNT 3$/);
        assert.match(String(said['refused']), /SEARCH illegal in state AUTH/);
        assert.match(String(said['wrong']), /\[AUTHENTICATIONFAILED\] Authentication failed\./);
        const after = place.mails(USER.user);
        assert.deepEqual(
          after.map(({ text }) => text),
          before.slice(1).map(({ text }) => text),
        );
        assert.deepEqual(after[0]?.flags, ['\\Flagged']);
        assert.ok(!place.mailboxNames(USER.user).some((name) => name === 'Python' || name === 'Snake'));
      },
    },
  ],
};
