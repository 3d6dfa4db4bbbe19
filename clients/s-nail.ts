/** s-nail: mail(1) as POSIX has it, with SMTP and POP3 of its own. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { ATTACHMENT, contents, crlf, expectSameMails, field, HARD_LINES } from './letters.ts';
import type { Place } from './place.ts';
import { HOST, largeMaildrop, OTHER, USER } from './seed.ts';

const LARGE = 300;
/** What it ends with where a mail could not be sent. */
const SEND_ERROR = 4;

export const sNail: Client = {
  name: 's-nail',
  programs: ['s-nail'],
  version: () => /v(\d[\w.]*)/.exec(versionOf('s-nail') ?? '')?.[1],
  journeys: [
    ...[
      { service: 'smtp', mechanism: 'none' },
      { service: 'smtp', mechanism: 'plain' },
      { service: 'smtp', mechanism: 'login' },
      { service: 'submission', mechanism: 'plain' },
    ].map(({ service, mechanism }) => ({
      name: `${service}: a text and an attachment to two, ${mechanism === 'none' ? 'without AUTH' : `AUTH ${mechanism.toUpperCase()}`}`,
      go: async (place: Place) => {
        const text = Buffer.from([...HARD_LINES, 'Grüße', ''].join('\n'), 'utf8').toString('latin1');
        await place.write('every.bin', ATTACHMENT);
        const login = mechanism === 'none' ? '' : `${USER.user}:${USER.password}@`;
        const words = ['-s', 'By s-nail', '-a', 'every.bin', USER.address, OTHER.address];
        const url = `smtp://${login}127.0.0.1:${place.port(service)}`;
        await send(place, { mechanism, url, words, input: text });
        for (const { user } of [USER, OTHER]) {
          const [mail = '', ...more] = place.arrived(user);
          assert.equal(more.length, 0);
          assert.deepEqual(field(mail, 'Subject'), ['By s-nail']);
          assert.deepEqual(contents(mail), [crlf(text), ATTACHMENT]);
        }
      },
    })),
    {
      name: 'smtp: an unknown user is refused',
      go: async (place) => {
        const words = ['-s', 'x', `nobody@${HOST}`];
        const url = place.url('smtp');
        const refused = await send(place, { mechanism: 'none', url, words, input: 'Hello\n', code: SEND_ERROR });
        assert.match(refused.errors, /550 Unknown user/);
      },
    },
    {
      name: 'pop3: every mail, kept',
      go: async (place) => {
        await read(place, ['copy * MAILS', 'exit']);
        expectSameMails(await copied(place), place.inbox(USER.user));
        assert.equal(place.inbox(USER.user).length, 4);
      },
    },
    {
      name: 'pop3: what was deleted is gone, the rest is not',
      go: async (place) => {
        const [, second = '', , fourth = ''] = place.inbox(USER.user);
        await read(place, ['delete 1 3', 'quit']);
        assert.deepEqual(place.inbox(USER.user), [second, fourth]);
      },
    },
    {
      name: `pop3: ${LARGE} mails`,
      seed: largeMaildrop(LARGE),
      go: async (place) => {
        const before = place.inbox(OTHER.user);
        await read(place, ['copy * MAILS', 'delete *', 'quit'], OTHER);
        expectSameMails(await copied(place), before);
        assert.deepEqual(place.inbox(OTHER.user), []);
      },
    },
  ],
};

/** No system's settings, no own ones; names as the journeys expect them. */
const SETTINGS = ['-:/', '-Sv15-compat', '-Shostname=client.thm', '-Sfrom=user@client.thm', '-Sttycharset=utf-8'];

interface Sending {
  readonly mechanism: string;
  readonly url: string;
  readonly words: readonly string[];
  readonly input: string;
  readonly code?: number;
}

function send(place: Place, { mechanism, url, words, input, code = 0 }: Sending) {
  const mta = [`-Smta=${url}`, `-Ssmtp-auth=${mechanism}`, '-Ssmtp-hostname=client.thm', '-Ssendwait'];
  return place.run('s-nail', [...SETTINGS, ...mta, ...words], { input, code });
}

/** Opens the maildrop and gives the commands; MAILS stands for a Maildir. */
function read(place: Place, commands: readonly string[], { user, password } = USER) {
  const input = `${commands.join('\n')}\n`.replace('MAILS', `maildir://${place.folder}/mails`);
  const maildrop = `pop3://${user}:${password}@127.0.0.1:${place.port('pop3')}`;
  return place.run('s-nail', [...SETTINGS, '-Spop3-auth=plain', '-f', maildrop], { input });
}

/** What s-nail wrote, without the empty line that it puts behind each mail. */
async function copied(place: Place): Promise<readonly string[]> {
  const mails = [...(await place.readAll('mails/new')), ...(await place.readAll('mails/cur'))];
  return mails.map((mail) => mail.replace(/\n\n$/, '\n'));
}
