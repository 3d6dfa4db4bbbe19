/** What each command does, in the order of RFC 5321 §4.1.1. The rules that stand above them all are in session.ts. */
import { Authentication } from './authentication.ts';
import type { Verb } from './commands.ts';
import type { Conversation } from './conversation.ts';
import { MessageText } from './message-text.ts';
import { Mistake, Refusal } from './mistakes.ts';
import { ChunkText, DotText } from './open-text.ts';
import { expand, verify } from './recipients.ts';
import { smtpSettings } from './settings.ts';
import { parseAuth, parseChunk, parseDomain } from './syntax.ts';

export interface Circumstance {
  /** Whether more bytes came with the line: the client did not wait for its reply. */
  readonly hasMore: boolean;
}

/** Answers by `say` or `leave`. @throws ReplyError where the command is refused */
export type Act = (conversation: Conversation, argument: string, circumstance: Circumstance) => void;

/** RFC 5321 §4.1.1.1; a second one resets (§4.1.4). */
const hello =
  (verb: 'HELO' | 'EHLO'): Act =>
  (conversation, argument) => {
    const domain = parseDomain(argument);
    conversation.isExtended = verb === 'EHLO';
    if (domain === undefined) throw new Mistake('501', `Syntactically invalid ${verb} argument(s)`);
    conversation.helo = domain;
    conversation.offersExtensions = conversation.isExtended;
    conversation.reset();
    const { host } = conversation.setting;
    const greeting = `${host.name} Hello ${domain} [${conversation.remote.host}]`;
    conversation.say('250', greeting, ...(conversation.isExtended ? extensionsOf(conversation) : []));
  };

/** What EHLO promises: only what works. */
function extensionsOf({ setting, transaction, offersAuth, mayStartTls }: Conversation): string[] {
  const { dsn, etrn, expn, vrfy } = smtpSettings(setting.service);
  return [
    `SIZE ${transaction.limitBytes}`,
    '8BITMIME',
    ...(dsn ? ['DSN'] : []),
    ...(etrn ? ['ETRN'] : []),
    ...(vrfy ? ['VRFY'] : []),
    ...(expn ? ['EXPN'] : []),
    'PIPELINING',
    ...(offersAuth ? ['AUTH PLAIN LOGIN'] : []),
    'CHUNKING',
    ...(mayStartTls ? ['STARTTLS'] : []),
    'SMTPUTF8',
    'HELP',
  ];
}

/** RFC 4954 §4. */
const auth: Act = (conversation, argument) => {
  const { offersExtensions, offersAuth } = conversation;
  if (!offersExtensions || !offersAuth) throw new Mistake('503', 'AUTH command used when not advertised');
  if (conversation.user !== undefined) throw new Mistake('503', 'already authenticated');
  if (conversation.transaction.reversePath !== undefined) {
    throw new Mistake('503', 'not permitted in mail transaction');
  }
  const { mechanism, initial } = parseAuth(argument);
  // RFC 4422 §3.1.
  if (!/^[A-Z0-9_-]*$/.test(mechanism)) {
    throw new Mistake('501', 'invalid character in authentication mechanism name');
  }
  if (mechanism !== 'PLAIN' && mechanism !== 'LOGIN') {
    const typed = argument.split(/\s/, 1)[0] ?? '';
    throw new Mistake('504', `${typed} authentication mechanism not supported`);
  }
  conversation.authentication = new Authentication(mechanism, conversation.setting.store);
  if (initial === undefined) conversation.say('334', conversation.authentication.prompt);
  else continueAuthentication(conversation, initial);
};

/** A line of an AUTH exchange. @throws Refusal which ends the exchange */
export function continueAuthentication(conversation: Conversation, response: string): void {
  const { authentication } = conversation;
  if (authentication === undefined) return;
  conversation.authentication = undefined;
  const outcome = authentication.respond(response);
  if (outcome.type === 'prompt') {
    conversation.authentication = authentication;
    conversation.say('334', outcome.text);
    return;
  }
  conversation.user = outcome.user;
  conversation.say('235', 'Authentication succeeded');
}

/** RFC 5321 §4.1.1.2. */
const mail: Act = (conversation, argument) => {
  conversation.current.isRefusedMail = true;
  if (conversation.helo === undefined) throw new Refusal('503', 'HELO or EHLO required');
  conversation.countMessage();
  conversation.countCommand();
  // RFC 6409 §4.3, RFC 4954 §6.
  if (smtpSettings(conversation.setting.service).authRequired && conversation.user === undefined) {
    throw new Refusal('530', '5.7.0 Authentication required');
  }
  conversation.transaction.begin(argument, conversation.isExtended);
  conversation.current.isRefusedMail = false;
  conversation.say('250', 'OK');
};

/** RFC 5321 §4.1.1.3. */
const rcpt: Act = (conversation, argument, { hasMore }) => {
  const { current, last, transaction, offersExtensions } = conversation;
  current.isRcpt = true;
  if (transaction.reversePath === undefined) {
    current.isRefusedMail = offersExtensions && last.isRefusedMail;
    if (current.isRefusedMail) throw new Refusal('503', 'sender not yet given');
    current.isRcpt = false;
    throw new Mistake('503', 'sender not yet given');
  }
  conversation.countCommand();
  transaction.add(argument, {
    remoteHost: conversation.remote.host,
    isAuthenticated: conversation.user !== undefined,
    isExtended: conversation.isExtended,
  });
  if (hasMore && !offersExtensions) {
    conversation.leave('554', 'SMTP synchronization error');
    return;
  }
  transaction.noteRcptReply('250 Accepted');
  conversation.say('250', 'Accepted');
};

/** RFC 5321 §4.1.1.4. */
const data: Act = (conversation) => {
  expectRecipients(conversation, 'DATA');
  const isStrict = smtpSettings(conversation.setting.service).bareLf === 'strict';
  conversation.text = new DotText(conversation.transaction.limitBytes, isStrict);
  conversation.say('354', 'Enter message, ending with "." on a line by itself');
};

/** RFC 3030 §2. */
const bdat: Act = (conversation, argument) => {
  if (!conversation.offersExtensions) throw new Mistake('503', 'BDAT command used when CHUNKING not advertised');
  const chunk = parseChunk(argument);
  if (chunk === undefined) throw new Mistake('501', 'missing size for BDAT command');
  // Should it be refused now, it comes all the same and is dropped.
  const nothing = new MessageText({ limitBytes: 0, endsWithDot: false });
  conversation.text = new ChunkText({ ...chunk, kind: 'flush', message: nothing });
  expectRecipients(conversation, 'BDAT');
  const message = conversation.transaction.announceChunk(chunk.sizeBytes);
  conversation.text = new ChunkText({ ...chunk, kind: 'chunk', message });
};

function expectRecipients(conversation: Conversation, verb: 'DATA' | 'BDAT'): void {
  const { transaction, last, offersExtensions } = conversation;
  conversation.mayRunAhead = false;
  if (transaction.recipients.length > 0) {
    transaction.beginText();
    return;
  }
  const common = transaction.commonRcptReply;
  if (common !== undefined) {
    conversation.sayMore('503', 'All RCPT commands were rejected with this error:');
    conversation.sayMore('503', common);
  }
  if (offersExtensions && last.isRcpt) throw new Refusal('503', `Valid RCPT command must precede ${verb}`);
  throw new Mistake('503', `valid RCPT command must precede ${verb}`);
}

const help: Act = (conversation) => {
  const { auth, etrn, expn, vrfy } = smtpSettings(conversation.setting.service);
  const optional = `${etrn ? ' ETRN' : ''}${expn ? ' EXPN' : ''}${vrfy ? ' VRFY' : ''}`;
  const first = `${auth === 'never' ? '' : 'AUTH '}${conversation.mayStartTls ? 'STARTTLS ' : ''}`;
  const always = `${first}HELO EHLO MAIL RCPT DATA BDAT NOOP QUIT RSET HELP`;
  conversation.say('214', 'Commands supported:', always + optional);
};

/** RFC 3207 §4. What was begun is dropped at once, all else when TLS stands. */
const startTls: Act = (conversation) => {
  if (!conversation.offersTls) throw new Mistake('503', 'STARTTLS command used when not advertised');
  conversation.reset();
  conversation.startTls();
  conversation.say('220', 'TLS go ahead');
};

/** RFC 1985; Exim runs the whole queue, whatever its argument names. */
const etrn: Act = (conversation, argument) => {
  const { setting, transaction } = conversation;
  if (transaction.reversePath !== undefined) throw new Mistake('503', 'ETRN is not permitted inside a transaction');
  if (!smtpSettings(setting.service).etrn) throw new Refusal('458', 'Administrative prohibition');
  if (!argument.startsWith('#')) throw new Mistake('501', 'argument must begin with #');
  setting.store.hurry();
  conversation.say('250', 'OK');
};

export const acts: Readonly<Record<Verb, Act>> = {
  HELO: hello('HELO'),
  EHLO: hello('EHLO'),
  AUTH: auth,
  MAIL: mail,
  RCPT: rcpt,
  DATA: data,
  BDAT: bdat,
  RSET: (conversation) => {
    conversation.reset();
    conversation.say('250', 'Reset OK');
  },
  NOOP: (conversation) => conversation.say('250', 'OK'),
  VRFY: (conversation, argument) => conversation.say('250', verify(conversation.setting, argument)),
  EXPN: (conversation, argument) => conversation.say('250', ...expand(conversation.setting, argument)),
  ETRN: etrn,
  HELP: help,
  STARTTLS: startTls,
  QUIT: (conversation) => conversation.leave('221', `${conversation.setting.host.name} closing connection`),
};
