import { expect, test } from 'vitest';
import type { Exchange } from '../../../labs/observation.ts';
import { pop3 as words } from '../../../labs/words/en/pop3.ts';
import { commands, STATES } from './commands.ts';
import { meaning } from './meaning.ts';
import { parseStatusLine } from './syntax.ts';

function exchange(verb: string, line: string, rest: Partial<Exchange> = {}): Exchange {
  const { status, text, responseCode } = parseStatusLine(line) ?? { status: '+OK', text: line };
  const reply = {
    status,
    class: status === '+OK' ? ('success' as const) : status === '+' ? ('intermediate' as const) : ('failure' as const),
    text,
    lines: [line],
    ...(responseCode !== undefined && { responseCode }),
  };
  return {
    verb,
    isKnown: true,
    arguments: {},
    line: verb,
    stateBefore: 'authorization',
    stateAfter: 'authorization',
    reply,
    ...rest,
  };
}

test('every verb and reply in every state has a sentence', () => {
  const lines = ['+OK', '+OK 4 2183', '+ ', '-ERR', '-ERR Unknown command.', '-ERR [AUTH] x', '-ERR [IN-USE] x'];
  for (const verb of ['GREETING', 'FOO', ...commands.keys()]) {
    for (const line of lines) {
      for (const stateBefore of STATES) {
        for (const isKnown of [true, false]) {
          const code = meaning(exchange(verb, line, { stateBefore, isKnown }))?.code ?? 'none';
          expect(words).toHaveProperty([code]);
        }
      }
    }
  }
});

test.each([
  [exchange('GREETING', '+OK Dovecot ready.'), 'GREETING'],
  [exchange('GREETING', '+OK Dovecot ready. <1896.697170952@dbc.mtview.ca.us>'), 'GREETING.apop'],
  [exchange('APOP', '+OK Logged in.'), 'APOP'],
  [exchange('APOP', '-ERR APOP not enabled.'), 'apop-off'],
  [exchange('APOP', '-ERR Invalid parameters.'), 'apop-shape'],
  [exchange('APOP', '-ERR Invalid characters in MD5 response.'), 'apop-shape'],
  [exchange('APOP', '-ERR [AUTH] Authentication failed.'), 'login-failed'],
  [
    exchange('USER', '-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.'),
    'tls-first',
  ],
  [exchange('AUTH', '-ERR [AUTH] Plaintext authentication disabled.'), 'tls-first'],
  [exchange('AUTH', '-ERR [AUTH] Unsupported authentication mechanism.'), 'mechanism'],
  [exchange('AUTH', '-ERR [AUTH] Invalid base64 in response'), 'base64'],
  [exchange('AUTH', '-ERR Authentication aborted by client.'), 'aborted'],
  [exchange('PASS', '-ERR [IN-USE] Mailbox is locked by another POP3 session.'), 'locked'],
  [
    exchange(
      'PASS',
      '-ERR [IN-USE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
    ),
    'too-many-sessions',
  ],
  [exchange('NOOP', '-ERR Input line too long.'), 'hang-up'],
  [exchange('RETR', '-ERR Message number too large: '), 'number'],
  [exchange('STLS', "-ERR TLS support isn't enabled."), 'no-tls'],
  [exchange('STLS', '-ERR TLS is already active.'), 'tls-already'],
])('%j', (observed, code) => {
  expect(meaning(observed)?.code).toBe(`pop3.meaning.${code}`);
  expect(words).toHaveProperty([`pop3.meaning.${code}`]);
});
