/** What an exchange means to somebody who sees it for the first time: a code of the words' catalogue (`pop3.meaning.…`). */
import type { Exchange, LineProblem } from '../../../labs/observation.ts';

/** Successes with a sentence of their own. */
const SUCCESS = new Set([
  'GREETING',
  'USER',
  'PASS',
  'APOP',
  'AUTH',
  'CAPA',
  'STAT',
  'LIST',
  'UIDL',
  'RETR',
  'TOP',
  'DELE',
  'RSET',
  'NOOP',
  'QUIT',
]);
const LOGIN = new Set(['USER', 'PASS', 'AUTH', 'APOP']);

export function meaning(exchange: Exchange): LineProblem | undefined {
  const { verb, reply } = exchange;
  const params = { text: reply.text, verb };
  if (reply.class === 'intermediate') return { code: 'pop3.meaning.challenge', params };
  if (reply.class === 'failure') return { code: `pop3.meaning.${failureOf(exchange)}`, params };
  if (!SUCCESS.has(verb)) return { code: 'pop3.meaning.success', params };
  return successOf(exchange, params);
}

function successOf(
  { verb, reply, arguments: values, stateBefore }: Exchange,
  params: Record<string, string>,
): LineProblem {
  switch (verb) {
    case 'GREETING':
      return { code: `pop3.meaning.GREETING${/<[^<>]+>$/.test(reply.text) ? '.apop' : ''}`, params };
    case 'STAT': {
      const [count = '', bytes = ''] = reply.text.split(' ');
      return { code: 'pop3.meaning.STAT', params: { ...params, count, bytes } };
    }
    case 'AUTH':
      if (values['mechanism'] !== undefined) return { code: 'pop3.meaning.PASS', params };
      return { code: `pop3.meaning.AUTH.${reply.lines.length > 2 ? 'list' : 'none'}`, params };
    case 'LIST':
    case 'UIDL':
      return { code: values['message'] === undefined ? `pop3.meaning.${verb}` : `pop3.meaning.${verb}.one`, params };
    case 'QUIT':
      if (reply.text.includes('deleted')) return { code: 'pop3.meaning.QUIT.deleted', params };
      return { code: stateBefore === 'transaction' ? 'pop3.meaning.QUIT' : 'pop3.meaning.QUIT.early', params };
    default:
      return { code: `pop3.meaning.${verb}`, params };
  }
}

/** Which of the ways to fail it is, by state, response code and Dovecot's words. */
function failureOf({ verb, isKnown, reply, stateBefore }: Exchange): string {
  if (reply.responseCode === 'AUTH') return loginFailureOf(reply.text);
  if (reply.responseCode === 'IN-USE') return reply.text.startsWith('Maximum') ? 'too-many-sessions' : 'locked';
  for (const [pattern, code] of WORDED) if (pattern.test(reply.text)) return code;
  if (reply.text.startsWith('Unknown command')) {
    if (!isKnown) return 'unknown';
    return stateBefore === 'transaction' && LOGIN.has(verb) ? 'logged-in-already' : 'login-first';
  }
  return 'failure';
}

/** Dovecot's words, and what they mean. */
const WORDED: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/^Too many|inactivity|aborting|^Input line too long/, 'hang-up'],
  [/^No username/, 'user-first'],
  [/^There's no message/, 'no-message'],
  [/^Message is deleted/, 'deleted'],
  [/expunged/, 'expunged'],
  [/^APOP not enabled/, 'apop-off'],
  [/^Invalid parameters|MD5 response/, 'apop-shape'],
  [/^Authentication aborted/, 'aborted'],
  [/^TLS support/, 'no-tls'],
  [/^TLS is already/, 'tls-already'],
  [/^(?:Invalid|Noise|Message number|Size)/, 'number'],
];

/** RFC 3206 §5: something about the login itself was wrong. */
function loginFailureOf(text: string): string {
  if (text.startsWith('Authentication failed')) return 'login-failed';
  if (text.startsWith('Plaintext')) return 'tls-first';
  if (text.startsWith('Invalid base64')) return 'base64';
  return text.startsWith('Unsupported') ? 'mechanism' : 'login-refused';
}
