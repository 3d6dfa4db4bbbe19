/** nodemailer: what programs of Node's send mail with; runs in this process. */
import assert from 'node:assert/strict';
import { createTransport, type Transporter } from 'nodemailer';
import packageFile from 'nodemailer/package.json' with { type: 'json' };
import type { Client } from './client.ts';
import { ATTACHMENT, contents, crlf, EIGHT_BIT, expectLetter, field, HARD_LINES, letter } from './letters.ts';
import type { Place } from './place.ts';
import { HOST, OTHER, USER } from './seed.ts';

const MAILS = 50;

export const nodemailer: Client = {
  name: 'nodemailer',
  programs: [],
  version: () => packageFile.version,
  journeys: [
    {
      name: 'smtp: one mail to two, every byte of it',
      go: (place) =>
        withTransport(place, {}, async (transport) => {
          const sent = letter({ subject: 'By nodemailer', lines: [...HARD_LINES, EIGHT_BIT] });
          const envelope = { from: 'user@client.thm', to: [USER.address, OTHER.address] };
          const { accepted } = await transport.sendMail({ envelope, raw: Buffer.from(sent, 'latin1') });
          assert.deepEqual(accepted, envelope.to);
          for (const { user } of [USER, OTHER]) expectLetter(place.arrived(user), sent);
        }),
    },
    ...['PLAIN', 'LOGIN'].flatMap((method) =>
      ['smtp', 'submission'].map((service) => ({
        name: `${service}: AUTH ${method}, a text, its HTML and an attachment`,
        go: (place: Place) =>
          withTransport(
            place,
            { ...as(USER), authMethod: method },
            async (transport) => {
              const text = [...HARD_LINES, 'Grüße', ''].join('\r\n');
              const attachments = [{ filename: 'every.bin', content: Buffer.from(ATTACHMENT, 'latin1') }];
              const html = '<p>Grüße</p>';
              await transport.sendMail({
                from: USER.address,
                to: OTHER.address,
                subject: 'Grüße',
                text,
                html,
                attachments,
              });
              const [mail = ''] = place.arrived(OTHER.user);
              assert.deepEqual(field(mail, 'Subject'), ['=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=']);
              const expected = [text, html].map((part) => Buffer.from(part, 'utf8').toString('latin1'));
              assert.deepEqual(contents(mail), [...expected, ATTACHMENT]);
            },
            service,
          ),
      })),
    ),
    {
      name: `smtp: ${MAILS} mails over pooled connections`,
      go: (place) =>
        withTransport(place, { pool: true, maxConnections: 4 }, async (transport) => {
          const numbers = Array.from({ length: MAILS }, (_, index) => `Number ${index}`);
          await Promise.all(
            numbers.map((subject) =>
              transport.sendMail({ from: 'user@client.thm', to: USER.address, subject, text: '.' }),
            ),
          );
          const subjects = place.arrived(USER.user).flatMap((mail) => field(mail, 'Subject'));
          assert.deepEqual(subjects.toSorted(), numbers.toSorted());
        }),
    },
    {
      name: 'smtp: one of two refused, and the other gets it',
      go: (place) =>
        withTransport(place, {}, async (transport) => {
          const sent = letter({ subject: 'To one of two' });
          const envelope = { from: 'user@client.thm', to: [USER.address, `nobody@${HOST}`] };
          const { rejected } = await transport.sendMail({ envelope, raw: crlf(sent) });
          assert.deepEqual(rejected, [`nobody@${HOST}`]);
          expectLetter(place.arrived(USER.user), sent);
        }),
    },
    {
      name: 'submission: refused without AUTH, and with a wrong password',
      go: async (place) => {
        const mail = { from: USER.address, to: OTHER.address, subject: 'Refused', text: 'x' };
        await withTransport(
          place,
          {},
          (transport) => assert.rejects(transport.sendMail(mail), { responseCode: 530 }),
          'submission',
        );
        const wrong = as({ ...USER, password: 'wrong' });
        await withTransport(
          place,
          wrong,
          (transport) => assert.rejects(transport.sendMail(mail), { responseCode: 535 }),
          'submission',
        );
        assert.deepEqual(place.arrived(OTHER.user), []);
      },
    },
  ],
};

interface Setting {
  readonly auth?: { readonly user: string; readonly pass: string };
  readonly authMethod?: string;
  readonly pool?: true;
  readonly maxConnections?: number;
}

const as = ({ user, password }: { readonly user: string; readonly password: string }): Setting => ({
  auth: { user, pass: password },
});

async function withTransport(
  place: Place,
  setting: Setting,
  use: (transport: Transporter) => Promise<void>,
  service = 'smtp',
): Promise<void> {
  const base = { host: '127.0.0.1', port: place.port(service), name: 'client.thm', secure: false, ignoreTLS: true };
  const transport: Transporter = createTransport({ ...base, ...setting });
  try {
    await use(transport);
  } finally {
    transport.close();
  }
}
