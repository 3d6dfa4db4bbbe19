/** mutt: composes and sends in batch; reads by POP3 and IMAP on a terminal, its keys pressed by a push command. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { ATTACHMENT, contents, crlf, expectSameMails, field, HARD_LINES, without } from './letters.ts';
import type { Place } from './place.ts';
import { HOST, largeMaildrop, OTHER, setting, USER } from './seed.ts';

const LARGE = 100;

export const mutt: Client = {
  name: 'mutt',
  programs: ['mutt', 'script'],
  version: () => /^Mutt (\S+)/.exec(versionOf('mutt') ?? '')?.[1],
  journeys: [
    ...[
      { service: 'smtp', mechanism: '' },
      { service: 'smtp', mechanism: 'plain' },
      { service: 'smtp', mechanism: 'login' },
      { service: 'submission', mechanism: 'plain' },
    ].map(({ service, mechanism }) => ({
      name: `${service}: a text and an attachment to two, ${mechanism === '' ? 'without AUTH' : `AUTH ${mechanism.toUpperCase()}`}`,
      go: async (place: Place) => {
        const text = [...HARD_LINES, 'Grüße', ''].join('\n');
        await place.write('every.bin', ATTACHMENT);
        const words = ['-s', 'Grüße von mutt', '-a', 'every.bin', '--', USER.address, OTHER.address];
        const input = Buffer.from(text, 'utf8').toString('latin1');
        await place.run('mutt', [...(await settings(place, service, mechanism)), ...words], { input });
        for (const { user } of [USER, OTHER]) {
          const [mail = '', ...more] = place.arrived(user);
          assert.equal(more.length, 0);
          assert.deepEqual(field(mail, 'Return-path'), ['<user@client.thm>']);
          assert.deepEqual(field(mail, 'Subject'), ['=?utf-8?B?R3LDvMOfZQ==?= von mutt']);
          assert.deepEqual(contents(mail), [crlf(input), ATTACHMENT]);
        }
      },
    })),
    {
      name: 'smtp: an unknown user is refused, and nobody gets it',
      go: async (place) => {
        const words = ['-s', 'To one of two', '--', USER.address, `nobody@${HOST}`];
        const refused = await place.run('mutt', [...(await settings(place)), ...words], { input: 'Hello\n', code: 1 });
        assert.match(refused.errors, /550 Unknown user/);
        assert.deepEqual(place.arrived(USER.user), []);
      },
    },
    {
      name: 'pop3: every mail, kept',
      go: async (place) => {
        await read(place, '<tag-pattern>~A<enter><tag-prefix><copy-message>MAILS<enter><exit>');
        expectSameMails(await copied(place), place.inbox(USER.user));
        assert.equal(place.inbox(USER.user).length, 4);
      },
    },
    {
      name: 'pop3: APOP, where nothing else is allowed',
      seed: setting('pop3', { apop: true, plaintextLogin: false }),
      go: async (place) => {
        await read(place, '<tag-pattern>~A<enter><tag-prefix><copy-message>MAILS<enter><exit>');
        expectSameMails(await copied(place), place.inbox(USER.user));
      },
    },
    {
      name: 'pop3: what was deleted is gone, the rest is not',
      go: async (place) => {
        const [, second = '', , fourth = ''] = place.inbox(USER.user);
        await read(place, '<first-entry><delete-message><jump>3<enter><delete-message><quit>');
        assert.deepEqual(place.inbox(USER.user), [second, fourth]);
      },
    },
    {
      name: `pop3: ${LARGE} mails`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const before = place.inbox(OTHER.user);
        const keys = '<tag-pattern>~A<enter><tag-prefix><save-message>MAILS<enter><quit>';
        await read(place, keys, { account: OTHER });
        expectSameMails(await copied(place), before);
        assert.deepEqual(place.inbox(OTHER.user), []);
      },
    },
    {
      name: 'imap: every mail, kept',
      go: async (place) => {
        await read(place, '<tag-pattern>~A<enter><tag-prefix><copy-message>MAILS<enter><exit>', { service: 'imap' });
        expectSameMails(await copied(place), place.inbox(USER.user));
      },
    },
    {
      name: 'imap: flags, a copy in another folder, and what was deleted is gone',
      go: async (place) => {
        const [first, , ...rest] = place.mails(USER.user);
        const sent = `imap://127.0.0.1:${place.port('imap')}/Sent`;
        const keys = [
          '<first-entry><flag-message>',
          `<first-entry><copy-message>${sent}<enter>`,
          '<jump>2<enter><delete-message>',
          '<jump>3<enter><clear-flag>N<sync-mailbox><exit>',
        ];
        await read(place, keys.join(''), { service: 'imap' });
        const after = place.mails(USER.user);
        assert.deepEqual(
          after.map(({ uid }) => uid),
          [first, ...rest].map((mail) => mail?.uid),
        );
        assert.deepEqual(after[0]?.flags, ['\\Flagged', '\\Seen']);
        assert.deepEqual(after[1]?.flags, ['\\Seen']);
        assert.deepEqual(
          place.mails(USER.user, 'Sent').map(({ text }) => text),
          [first?.text],
        );
      },
    },
    {
      name: 'imap and smtp: what was replied to is known as answered',
      go: async (place) => {
        const [first] = place.mails(USER.user);
        await read(place, '<first-entry><reply><send-message><quit>', { service: 'imap' });
        const [replied, ...rest] = place.mails(USER.user);
        assert.deepEqual([replied?.uid, replied?.flags], [first?.uid, ['\\Answered', '\\Seen']]);
        assert.ok(rest.every(({ flags }) => !flags.includes('\\Answered')));
        const [reply = '', ...more] = place.arrived(USER.user);
        assert.equal(more.length, 0);
        assert.deepEqual(field(reply, 'In-Reply-To'), field(first?.text ?? '', 'Message-ID'));
      },
    },
    {
      name: `imap: ${LARGE} mails, moved here`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const before = place.inbox(OTHER.user);
        const keys = '<tag-pattern>~A<enter><tag-prefix><save-message>MAILS<enter><quit>';
        await read(place, keys, { account: OTHER, service: 'imap' });
        expectSameMails(await copied(place), before);
        assert.deepEqual(place.inbox(OTHER.user), []);
      },
    },
  ],
};

/** What a muttrc says, as arguments; `mechanism` '' is without AUTH. */
async function settings(place: Place, service = 'smtp', mechanism = ''): Promise<readonly string[]> {
  const login = mechanism === '' ? '' : `${USER.user}:${USER.password}@`;
  const lines = [
    `set smtp_url="smtp://${login}127.0.0.1:${place.port(service)}/"`,
    `set smtp_authenticators="${mechanism}"`,
    'set from="user@client.thm" envelope_from_address="user@client.thm" use_envelope_from=yes hostname="client.thm"',
    'set charset="utf-8" send_charset="us-ascii:utf-8" copy=no',
    'set ssl_starttls=no ssl_force_tls=no',
    `set folder="${place.folder}" mbox_type=Maildir header_cache="" message_cachedir=""`,
    'set pop_authenticators="apop:plain:user" pop_delete=no delete=yes move=no quit=yes confirmappend=no confirmcreate=no',
    `set imap_user="${USER.user}" imap_pass="${USER.password}" imap_authenticators="plain" mail_check_stats=no`,
    'set sort=mailbox-order',
    // A text newer than mutt's own look at the clock would be asked about, and the two clocks may differ by a tick.
    'set editor="touch -t 200001010000" abort_unmodified=no fast_reply=yes include=yes recall=no',
    '',
  ];
  return ['-n', '-F', await place.write('muttrc', lines.join('\n'))];
}

interface Reading {
  readonly account?: { readonly user: string; readonly password: string };
  readonly service?: 'pop3' | 'imap';
}

/** Opens the maildrop, or INBOX, and presses the keys; MAILS stands for a Maildir. */
async function read(place: Place, keys: string, { account = USER, service = 'pop3' }: Reading = {}): Promise<void> {
  const { user, password } = account;
  const pushed = keys.replace('MAILS', `${place.folder}/mails`);
  const commands = await place.write('keys', `push "${pushed}"\n`);
  const scheme = service === 'pop3' ? 'pop' : 'imap';
  const from = `${scheme}://${user}:${password}@127.0.0.1:${place.port(service)}/${service === 'imap' ? 'INBOX' : ''}`;
  const words = ['mutt', ...(await settings(place)), '-e', `'source ${commands}'`, '-f', from];
  await place.run('script', ['--quiet', '--return', '--command', words.join(' '), '/dev/null']);
}

/** What mutt wrote, without the fields that it adds to what it keeps. */
async function copied(place: Place): Promise<readonly string[]> {
  const mails = [...(await place.readAll('mails/new')), ...(await place.readAll('mails/cur'))];
  return mails.map((mail) => without(mail, 'Content-Length', 'Lines', 'Status'));
}
