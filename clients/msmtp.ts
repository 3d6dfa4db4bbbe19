/** msmtp: sendmail's place on many machines; says EHLO, authenticates as its account says, sends what it is given. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { EIGHT_BIT, expectLetter, field, HARD_LINES, largeLetter, letter } from './letters.ts';
import type { Place, RunSetting } from './place.ts';
import { HOST, OTHER, setting, USER } from './seed.ts';

/** sysexits(3), as msmtp uses them. */
const DATA_ERROR = 65;
const NO_PERMISSION = 77;

export const msmtp: Client = {
  name: 'msmtp',
  programs: ['msmtp'],
  version: () => /^msmtp version (\S+)/.exec(versionOf('msmtp') ?? '')?.[1],
  journeys: [
    {
      name: 'smtp: one mail to two, every byte of it',
      go: async (place) => {
        const sent = letter({ subject: 'By msmtp', lines: [...HARD_LINES, EIGHT_BIT] });
        await send(place, { auth: 'off', to: [USER.address, OTHER.address] }, { input: sent });
        for (const { user } of [USER, OTHER]) expectLetter(place.arrived(user), sent);
      },
    },
    ...['plain', 'login'].flatMap((auth) =>
      ['smtp', 'submission'].map((service) => ({
        name: `${service}: AUTH ${auth.toUpperCase()}`,
        go: async (place: Place) => {
          const sent = letter({ subject: auth });
          await send(place, { auth, service, to: [OTHER.address] }, { input: sent });
          expectLetter(place.arrived(OTHER.user), sent);
          assert.match(field(place.arrived(OTHER.user)[0] ?? '', 'Received')[0] ?? '', / with esmtpa /);
        },
      })),
    ),
    {
      name: 'smtp: recipients by -t, as the header names them',
      go: async (place) => {
        const sent = letter({ subject: 'Read them', to: `${USER.address}, Archimedes <${OTHER.address}>` });
        await send(place, { auth: 'off', to: ['-t'] }, { input: sent });
        for (const { user } of [USER, OTHER]) expectLetter(place.arrived(user), sent);
      },
    },
    {
      name: "smtp: DSN's parameters",
      seed: setting('smtp', { dsn: true }),
      go: async (place) => {
        const sent = letter({ subject: 'Tell me', from: USER.address });
        const to = ['--dsn-notify=success,failure', '--dsn-return=headers', `--from=${USER.address}`, OTHER.address];
        await send(place, { auth: 'off', to }, { input: sent });
        expectLetter(await place.awaited(OTHER.user, 1), sent, USER.address);
        // RFC 3461 §5.2.1: the sender is told of the success.
        const [notification = '', ...more] = await place.awaited(USER.user, 1);
        assert.equal(more.length, 0);
        assert.deepEqual(field(notification, 'Return-path'), ['<>']);
        assert.match(notification, new RegExp(`^Final-Recipient: rfc822;\\s*${OTHER.address}\r$`, 'im'));
        assert.match(notification, /^Action: delivered\r$/im);
      },
    },
    {
      name: 'smtp: three megabytes',
      go: async (place) => {
        const sent = largeLetter('Large', 3_000_000);
        await send(place, { auth: 'off', to: [USER.address] }, { input: sent });
        expectLetter(place.arrived(USER.user), sent);
      },
    },
    {
      name: 'smtp: a wrong password and an unknown user are refused',
      go: async (place) => {
        const sent = letter({ subject: 'Refused' });
        const wrong = { auth: 'plain', password: 'wrong', to: [OTHER.address] };
        const denied = await send(place, wrong, { input: sent, code: NO_PERMISSION });
        assert.match(denied.errors, /server message: 535 /);
        const unknown = await send(place, { auth: 'off', to: [`nobody@${HOST}`] }, { input: sent, code: DATA_ERROR });
        assert.match(unknown.errors, /server message: 550 Unknown user/);
        assert.deepEqual(place.arrived(OTHER.user), []);
      },
    },
  ],
};

interface Account {
  /** `off`, or a mechanism. */
  readonly auth: string;
  readonly password?: string;
  readonly service?: string;
  readonly to: readonly string[];
}

async function send(place: Place, account: Account, setting: RunSetting) {
  const { auth, password = USER.password, service = 'smtp', to } = account;
  const login = auth === 'off' ? [] : [`user ${USER.user}`, `password ${password}`];
  const lines = ['account default', 'host 127.0.0.1', `port ${place.port(service)}`, 'tls off', 'domain client.thm'];
  const file = await place.write(
    'msmtprc',
    [...lines, 'from user@client.thm', `auth ${auth}`, ...login, ''].join('\n'),
  );
  return place.run('msmtp', [`--file=${file}`, ...to], setting);
}
