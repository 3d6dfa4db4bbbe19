/** What an exchange means to somebody who sees it for the first time: a code of the words' catalogue (`pop3.meaning.…`). */
import type { Exchange, LineProblem } from '../../../labs/observation.ts';

/** Successes with a sentence of their own. */
const SUCCESS = new Set([
  'GREETING',
  'USER',
  'PASS',
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
    case 'STAT': {
      const [count = '', bytes = ''] = reply.text.split(' ');
      return { code: 'pop3.meaning.STAT', params: { ...params, count, bytes } };
    }
    case 'AUTH':
      return { code: values['mechanism'] === undefined ? 'pop3.meaning.AUTH.list' : 'pop3.meaning.PASS', params };
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
  if (/^Too many|inactivity|aborting/.test(reply.text)) return 'hang-up';
  if (reply.responseCode === 'AUTH')
    return reply.text.startsWith('Authentication failed') ? 'login-failed' : 'login-refused';
  if (reply.text.startsWith('Unknown command')) {
    if (!isKnown) return 'unknown';
    return stateBefore === 'transaction' && LOGIN.has(verb) ? 'logged-in-already' : 'login-first';
  }
  if (/^No username/.test(reply.text)) return 'user-first';
  if (/^There's no message/.test(reply.text)) return 'no-message';
  if (/^Message is deleted/.test(reply.text)) return 'deleted';
  if (/expunged/.test(reply.text)) return 'expunged';
  return /^(?:Invalid|Noise)/.test(reply.text) ? 'number' : 'failure';
}
