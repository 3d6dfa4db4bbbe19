/** What an exchange means to somebody who sees it for the first time: a code of the words' catalogue (`smtp.meaning.…`). */
import type { Exchange, LineProblem } from '../../../labs/observation.ts';

/** Replies with a sentence of their own, by verb and status; every class has one for the rest. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  GREETING: ['220'],
  HELO: ['250', '501'],
  EHLO: ['250', '501'],
  MAIL: ['250', '451', '501', '503', '530', '550', '552'],
  RCPT: ['250', '451', '452', '501', '503', '550', '552'],
  DATA: ['354', '503'],
  BDAT: ['250', '503'],
  RSET: ['250'],
  NOOP: ['250'],
  VRFY: ['250', '252', '550'],
  EXPN: ['250', '550', '553'],
  ETRN: ['250', '458'],
  HELP: ['214'],
  AUTH: ['235', '334', '501', '503', '504', '535'],
  STARTTLS: ['503'],
  QUIT: ['221'],
};

export function meaning(exchange: Exchange): LineProblem | undefined {
  const { verb, reply, stateBefore } = exchange;
  const { status } = reply;
  const params = { text: reply.text, status };
  if (/^too many messages/.test(reply.text)) return { code: 'smtp.meaning.MAIL.messages', params };
  if (status === '421') return { code: 'smtp.meaning.421', params };
  if (status === '554' && reply.text.includes('synchronization'))
    return { code: 'smtp.meaning.synchronization', params };
  if (/^Too many /.test(reply.text)) return { code: 'smtp.meaning.too-many', params };
  if (status === '500') return { code: 'smtp.meaning.500', params };
  if (verb === 'DATA' && stateBefore === 'data') return messageMeaning(exchange);
  if (verb === 'MAIL' && status === '503' && stateBefore === 'connected')
    return { code: 'smtp.meaning.MAIL.503.hello', params };
  if (verb === 'RCPT' && status === '550' && /relay|route/i.test(reply.text)) {
    return { code: 'smtp.meaning.RCPT.550.relay', params };
  }
  if (verb === 'RCPT' && status === '451' && /not yet authorized|greylist/i.test(reply.text)) {
    return { code: 'smtp.meaning.RCPT.451.greylist', params };
  }
  if (verb === 'RCPT' && status === '452' && /full/i.test(reply.text)) {
    return { code: 'smtp.meaning.RCPT.452.full', params };
  }
  if (SPECIAL[verb]?.includes(status) === true) {
    return { code: `smtp.meaning.${verb}.${status}`, params: { ...params, ...texts(exchange) } };
  }
  return { code: `smtp.meaning.${reply.class}`, params };
}

/** The message itself: taken, or why not. */
function messageMeaning({ reply, arguments: { hasBlankLine } }: Exchange): LineProblem {
  const params = { text: reply.text, status: reply.status };
  if (reply.class === 'success') {
    return { code: hasBlankLine === false ? 'smtp.meaning.message.no-blank-line' : 'smtp.meaning.message.250', params };
  }
  if (reply.text.includes('bare <LF>')) return { code: 'smtp.meaning.message.bare-lf', params };
  const known = ['452', '550', '552'].includes(reply.status);
  return { code: known ? `smtp.meaning.message.${reply.status}` : 'smtp.meaning.failure', params };
}

/** Arguments that are words, as parameters of the sentence. */
function texts({ arguments: values }: Exchange): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}
