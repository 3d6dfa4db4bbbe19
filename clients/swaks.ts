/** swaks: the mail administrator's Swiss army knife for SMTP; each step of the session as one asks for it. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { ATTACHMENT, contents, EIGHT_BIT, expectLetter, field, HARD_LINES, letter } from './letters.ts';
import type { Place } from './place.ts';
import { HOST, OTHER, USER } from './seed.ts';

/** swaks(1), EXIT CODES. */
const RECIPIENT_REFUSED = 24;
const NO_AUTH = 28;

export const swaks: Client = {
  name: 'swaks',
  programs: ['swaks'],
  version: () => /^swaks version (\S+)/.exec(versionOf('swaks') ?? '')?.[1],
  journeys: [
    ...['--protocol=SMTP', '--protocol=ESMTP', '--pipeline'].map((how) => ({
      name: `smtp: one mail to two, every byte of it, ${how.replace(/^--(protocol=)?/, '')}`,
      go: async (place: Place) => {
        const sent = letter({ subject: 'By swaks', lines: [...HARD_LINES, EIGHT_BIT] });
        await send(place, {
          args: [how, '--to', `${USER.address},${OTHER.address}`, '--data', '-'],
          input: unended(sent),
        });
        for (const { user } of [USER, OTHER]) expectLetter(place.arrived(user), sent);
        const word = how === '--protocol=SMTP' ? 'smtp' : 'esmtp';
        const [received = ''] = field(place.arrived(USER.user)[0] ?? '', 'Received');
        assert.ok(received.includes(` with ${word} `), received);
      },
    })),
    ...['PLAIN', 'LOGIN'].flatMap((mechanism) =>
      ['smtp', 'submission'].map((service) => ({
        name: `${service}: AUTH ${mechanism}`,
        go: async (place: Place) => {
          const sent = letter({ subject: mechanism });
          const login = ['--auth', mechanism, '--auth-user', USER.user, '--auth-password', USER.password];
          await send(place, { args: [...login, '--to', OTHER.address, '--data', '-'], input: unended(sent), service });
          expectLetter(place.arrived(OTHER.user), sent);
        },
      })),
    ),
    {
      name: 'smtp: an attachment of every byte there is',
      go: async (place) => {
        await place.write('every.bin', ATTACHMENT);
        await send(place, {
          args: ['--to', USER.address, '--attach-type', 'application/octet-stream', '--attach', '@every.bin'],
        });
        const [mail = ''] = place.arrived(USER.user);
        assert.equal(contents(mail).at(-1), ATTACHMENT);
      },
    },
    {
      name: 'smtp: a wrong password and an unknown user are refused',
      go: async (place) => {
        const wrong = ['--auth', 'PLAIN', '--auth-user', USER.user, '--auth-password', 'wrong', '--to', OTHER.address];
        const denied = await send(place, { args: wrong, code: NO_AUTH });
        assert.match(denied.output, /<\*\* 535 Incorrect authentication data/);
        const unknown = await send(place, { args: ['--to', `nobody@${HOST}`], code: RECIPIENT_REFUSED });
        assert.match(unknown.output, /<\*\* 550 Unknown user/);
        assert.deepEqual(place.arrived(OTHER.user), []);
      },
    },
    {
      name: 'smtp: a mail to two of whom one is unknown reaches the other',
      go: async (place) => {
        await send(place, { args: ['--to', `nobody@${HOST},${USER.address}`, '--h-Subject', 'To one of two'] });
        assert.deepEqual(
          place.arrived(USER.user).map((mail) => field(mail, 'Subject')),
          [['To one of two']],
        );
      },
    },
  ],
};

/** swaks ends the last line itself. */
const unended = (text: string): string => text.replace(/\n$/, '');

interface Sending {
  readonly args: readonly string[];
  readonly input?: string;
  readonly service?: string;
  readonly code?: number;
}

function send(place: Place, { args, service = 'smtp', ...setting }: Sending) {
  const server = ['--server', '127.0.0.1', '--port', String(place.port(service)), '--timeout', '15'];
  return place.run('swaks', [...server, '--helo', 'client.thm', '--from', 'user@client.thm', ...args], setting);
}
