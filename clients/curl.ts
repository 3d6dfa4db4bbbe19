/** curl: SMTP, POP3 and IMAP by URL; it checks little and hides nothing, so that what a server says comes out as it is. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { assertSame, crlf, EIGHT_BIT, expectLetter, field, HARD_LINES, largeLetter, letter } from './letters.ts';
import type { Place, RunSetting } from './place.ts';
import { visitServed } from './served.ts';
import { HOST, largeMaildrop, OTHER, setting, USER } from './seed.ts';

const LOGIN = ['--user', `${USER.user}:${USER.password}`];
const LARGE = 500;
/** curl's own exit codes (curl(1), EXIT CODES). */
const SEND_FAILED = 55;
const LOGIN_DENIED = 67;

export const curl: Client = {
  name: 'curl',
  programs: ['curl'],
  version: () => /^curl (\S+)/.exec(versionOf('curl') ?? '')?.[1],
  journeys: [
    {
      name: 'smtp: one mail to two, every byte of it',
      go: async (place) => {
        const sent = letter({ subject: 'By curl', lines: [...HARD_LINES, EIGHT_BIT] });
        await send(place, { text: sent, args: ['--mail-rcpt', USER.address, '--mail-rcpt', OTHER.address] });
        for (const { user } of [USER, OTHER]) expectLetter(place.arrived(user), sent);
        const [received = ''] = field(place.arrived(USER.user)[0] ?? '', 'Received');
        assert.match(received, /^from \[127\.0\.0\.1\] \(helo=client\.thm\)\s+by example\.thm with esmtp /);
      },
    },
    ...['PLAIN', 'LOGIN'].map((mechanism) => ({
      name: `smtp: AUTH ${mechanism}`,
      go: async (place: Place) => {
        const sent = letter({ subject: mechanism });
        await send(place, {
          text: sent,
          args: [...LOGIN, '--login-options', `AUTH=${mechanism}`, '--mail-rcpt', OTHER.address],
        });
        expectLetter(place.arrived(OTHER.user), sent);
        assert.match(field(place.arrived(OTHER.user)[0] ?? '', 'Received')[0] ?? '', / with esmtpa /);
      },
    })),
    {
      name: 'smtp: three megabytes',
      go: async (place) => {
        const sent = largeLetter('Large', 3_000_000);
        await send(place, { text: sent, args: ['--mail-rcpt', USER.address] });
        expectLetter(place.arrived(USER.user), sent);
      },
    },
    {
      name: 'smtp: VRFY as the world allows it, HELP',
      seed: setting('smtp', { vrfy: true }),
      go: async (place) => {
        const ask = (words: readonly string[], code = 0) => run(place, [...words, url(place)], { code });
        const known = await ask(['--mail-rcpt', USER.address]);
        assert.equal(known.output, `250 <${USER.address}> is deliverable\r\n`);
        await ask(['--mail-rcpt', `nobody@${HOST}`], 8);
        const help = await ask(['--request', 'HELP']);
        assert.match(help.output, /^214-Commands supported:\r\n214 .*\bMAIL RCPT DATA\b/);
      },
    },
    {
      name: 'smtp: a wrong password, an unknown user and a foreign one are refused',
      go: async (place) => {
        const sent = letter({ subject: 'Refused' });
        const wrong = ['--user', `${USER.user}:wrong`, '--mail-rcpt', OTHER.address];
        await send(place, { text: sent, args: wrong, code: LOGIN_DENIED });
        const unknown = await send(place, { text: sent, args: ['--mail-rcpt', `nobody@${HOST}`], code: SEND_FAILED });
        assert.match(unknown.errors, /RCPT failed: 550/);
        await send(place, { text: sent, args: ['--mail-rcpt', 'a@elsewhere.example'], code: SEND_FAILED });
        for (const { user } of [USER, OTHER]) assert.deepEqual(place.arrived(user), []);
      },
    },
    {
      name: 'submission: with AUTH, and not without',
      go: async (place) => {
        const sent = letter({ subject: 'Submitted' });
        const to = ['--mail-rcpt', OTHER.address];
        await send(place, { text: sent, args: to, service: 'submission', code: SEND_FAILED });
        assert.deepEqual(place.arrived(OTHER.user), []);
        await send(place, { text: sent, args: [...LOGIN, ...to], service: 'submission' });
        expectLetter(place.arrived(OTHER.user), sent);
      },
    },
    {
      name: 'as `npm run world -- --ports BASE` serves them: smtp at 25, submission at 587, pop3 at 110',
      go: (place) =>
        visitServed(async (base) => {
          const sent = letter({ subject: 'By the ports of the world' });
          const file = await place.write('letter.eml', crlf(sent));
          const to = ['--mail-from', 'user@client.thm', '--mail-rcpt', OTHER.address, '--upload-file', file];
          await run(place, [...to, `smtp://127.0.0.1:${base + 25}/client.thm`]);
          await run(place, [...LOGIN, ...to, `smtp://127.0.0.1:${base + 587}/client.thm`]);
          const login = ['--user', `${OTHER.user}:${OTHER.password}`];
          for (const number of [1, 2]) {
            const { output } = await run(place, [...login, `pop3://127.0.0.1:${base + 110}/${number}`]);
            expectLetter([output], sent);
          }
        }),
    },
    {
      name: 'pop3: LIST, UIDL, TOP, STAT and every mail',
      go: async (place) => {
        const mails = place.inbox(USER.user);
        const list = mails.map((mail, index) => `${index + 1} ${mail.length}\r\n`).join('');
        assert.equal((await ask(place, '/')).output, list);
        const uidl = (await ask(place, '/', '--request', 'UIDL')).output.trimEnd().split('\r\n');
        assert.deepEqual(
          uidl.map((line) => line.split(' ')[0]),
          mails.map((_, index) => String(index + 1)),
        );
        assert.equal(new Set(uidl.map((line) => line.split(' ')[1])).size, mails.length);
        for (const [index, mail] of mails.entries()) {
          assertSame((await ask(place, `/${index + 1}`)).output, mail);
          const top = (await ask(place, '/', '--request', `TOP ${index + 1} 0`)).output;
          assertSame(top, mail.slice(0, mail.indexOf('\r\n\r\n') + 4));
        }
        const octets = mails.reduce((sum, mail) => sum + mail.length, 0);
        assert.match(
          (await ask(place, '/', '--head', '--request', 'STAT', '--verbose')).errors,
          new RegExp(`OK ${mails.length} ${octets}\r`),
        );
      },
    },
    {
      name: 'pop3: APOP, PLAIN, LOGIN',
      seed: setting('pop3', { apop: true }),
      go: async (place) => {
        const [first = ''] = place.inbox(USER.user);
        for (const mechanism of ['+APOP', 'PLAIN', 'LOGIN']) {
          assertSame((await ask(place, '/1', '--login-options', `AUTH=${mechanism}`)).output, first);
        }
      },
    },
    {
      name: 'pop3: DELE deletes that mail, and a wrong password opens nothing',
      go: async (place) => {
        const [first = '', ...rest] = place.inbox(USER.user);
        await ask(place, '/', '--head', '--request', 'DELE 1');
        assert.deepEqual(place.inbox(USER.user), rest);
        assert.ok(first.length > 0);
        await run(place, ['--user', `${USER.user}:wrong`, `${place.url('pop3')}/1`], { code: LOGIN_DENIED });
      },
    },
    {
      name: `pop3: ${LARGE} mails over one connection`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const login = ['--user', `${OTHER.user}:${OTHER.password}`];
        await run(place, [...login, `${place.url('pop3')}/[1-${LARGE}]`, '--output', '#1.eml']);
        for (const [index, mail] of place.inbox(OTHER.user).entries()) {
          assertSame(await place.read(`${index + 1}.eml`), mail);
        }
      },
    },
    {
      name: 'imap: LIST, SEARCH, mails by number, by uid and in part, flags',
      go: async (place) => {
        const names = (await askImap(place, '/')).output.match(/^\* LIST .*$/gm) ?? [];
        assert.equal(names.length, place.mailboxNames(USER.user).length);
        assert.equal((await askImap(place, '/INBOX?SUBJECT%20circles')).output, '* SEARCH 2\r\n');
        const mails = place.mails(USER.user);
        for (const [index, { uid, text }] of mails.entries()) {
          assertSame((await askImap(place, `/INBOX;MAILINDEX=${index + 1}`)).output, text);
          const body = (await askImap(place, `/INBOX;UID=${uid};SECTION=TEXT`)).output;
          assertSame(body, text.slice(text.indexOf('\r\n\r\n') + 4));
        }
        await askImap(place, '/INBOX', '--request', 'STORE 2 +FLAGS (\\Flagged)');
        assert.deepEqual(place.mails(USER.user)[1]?.flags, ['\\Flagged', '\\Seen']);
        const flags = await askImap(place, '/INBOX', '--request', 'FETCH 2 FLAGS');
        assert.equal(flags.output, '* 2 FETCH (FLAGS (\\Flagged \\Seen))\r\n');
      },
    },
    {
      name: 'imap: APPEND, by AUTH PLAIN and LOGIN, and a wrong password',
      go: async (place) => {
        const sent = crlf(letter({ subject: 'By curl', lines: [...HARD_LINES, EIGHT_BIT] }));
        const file = await place.write('letter.eml', sent);
        for (const mechanism of ['PLAIN', 'LOGIN']) {
          await askImap(place, '/Drafts', '--login-options', `AUTH=${mechanism}`, '--upload-file', file);
        }
        const mails = place.mails(USER.user, 'Drafts');
        for (const { text } of mails) assertSame(text, sent);
        assert.deepEqual(
          mails.map(({ flags }) => flags),
          [['\\Seen'], ['\\Seen']],
        );
        await run(place, ['--user', `${USER.user}:wrong`, `${place.url('imap')}/`], { code: LOGIN_DENIED });
      },
    },
    {
      name: `imap: ${LARGE} mails over one connection`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const login = ['--user', `${OTHER.user}:${OTHER.password}`];
        await run(place, [...login, `${place.url('imap')}/INBOX;UID=[1-${LARGE}]`, '--output', '#1.eml']);
        for (const { uid, text } of place.mails(OTHER.user)) assertSame(await place.read(`${uid}.eml`), text);
      },
    },
  ],
};

/** Asks the mailboxes. */
function askImap(place: Place, at: string, ...args: readonly string[]) {
  return run(place, [...LOGIN, ...args, `${place.url('imap')}${at}`]);
}

const url = (place: Place, service = 'smtp'): string => `${place.url('smtp', service)}/client.thm`;

function run(place: Place, args: readonly string[], options: RunSetting = {}) {
  return place.run('curl', ['--silent', '--show-error', '--max-time', '15', ...args], options);
}

/** Asks the maildrop. */
function ask(place: Place, at: string, ...args: readonly string[]) {
  return run(place, [...LOGIN, ...args, `${place.url('pop3')}${at}`]);
}

interface Sending {
  readonly text: string;
  readonly args: readonly string[];
  readonly service?: string;
  readonly code?: number;
}

async function send(place: Place, { text, args, service = 'smtp', code = 0 }: Sending) {
  const file = await place.write('letter.eml', crlf(text));
  return run(place, ['--mail-from', 'user@client.thm', ...args, '--upload-file', file, url(place, service)], { code });
}
