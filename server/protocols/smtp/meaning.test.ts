import { expect, test } from 'vitest';
import { smtp as words } from '../../../labs/words/en/smtp.ts';
import type { Exchange } from '../../../labs/observation.ts';
import { commands, STATES } from './commands.ts';
import { meaning } from './meaning.ts';
import { replyClass } from './syntax.ts';

function exchange(verb: string, status: string, text = 'OK', rest: Partial<Exchange> = {}): Exchange {
  const reply = { status, class: replyClass(status), text, lines: [`${status} ${text}`] };
  return { verb, isKnown: true, arguments: {}, line: verb, stateBefore: 'ready', stateAfter: 'ready', reply, ...rest };
}

const STATUSES = [
  '214',
  '220',
  '221',
  '235',
  '250',
  '252',
  '334',
  '354',
  '421',
  '451',
  '452',
  '458',
  '500',
  '501',
  '503',
  '504',
  '530',
  '535',
  '550',
  '552',
  '554',
];

test('every verb and status in every state has a sentence', () => {
  for (const verb of ['GREETING', 'FOO', ...commands.keys()]) {
    for (const status of STATUSES) {
      for (const stateBefore of STATES) {
        const code = meaning(exchange(verb, status, 'text', { stateBefore }))?.code ?? 'none';
        expect(words).toHaveProperty([code]);
      }
    }
  }
});

test.each([
  [exchange('MAIL', '250', 'OK', { arguments: { reversePath: 'a@b' } }), 'smtp.meaning.MAIL.250'],
  [exchange('MAIL', '503', 'HELO or EHLO required', { stateBefore: 'connected' }), 'smtp.meaning.MAIL.503.hello'],
  [exchange('RCPT', '550', 'relay not permitted'), 'smtp.meaning.RCPT.550.relay'],
  [exchange('RCPT', '550', 'Unknown user'), 'smtp.meaning.RCPT.550'],
  [
    exchange('DATA', '250', 'OK id=x', { stateBefore: 'data', arguments: { hasBlankLine: true } }),
    'smtp.meaning.message.250',
  ],
  [
    exchange('RCPT', '451', '10.0.0.1 is not yet authorized to deliver mail from <> to <a@b>. Please try later.'),
    'smtp.meaning.RCPT.451.greylist',
  ],
  [exchange('RCPT', '451', 'Sender rate overlimit - 3 / 1m'), 'smtp.meaning.RCPT.451'],
  [exchange('RCPT', '452', 'mailbox is full'), 'smtp.meaning.RCPT.452.full'],
  [exchange('RCPT', '452', 'too many recipients'), 'smtp.meaning.RCPT.452'],
  [exchange('MAIL', '530', '5.7.0 Authentication required'), 'smtp.meaning.MAIL.530'],
  [exchange('MAIL', '421', 'too many messages in this connection'), 'smtp.meaning.MAIL.messages'],
  [exchange('DATA', '550', 'Error: bare <LF> received', { stateBefore: 'data' }), 'smtp.meaning.message.bare-lf'],
  [exchange('RCPT', '554', 'SMTP synchronization error'), 'smtp.meaning.synchronization'],
  [exchange('FOO', '500', 'Too many unrecognized commands'), 'smtp.meaning.too-many'],
])('%# means %s', (given, code) => {
  expect(meaning(given)?.code).toBe(code);
});
