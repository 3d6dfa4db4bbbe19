/** What an exchange means to somebody who sees it for the first time: a code of the words' catalogue. */
import type { ArgumentValue, Exchange, LineProblem } from '../../../labs/observation.ts';
import { commands } from './commands.ts';

/** Response codes that explain themselves better than the verb does (RFC 3501 §7.1, RFC 5530). */
const CODES: Readonly<Record<string, string>> = {
  AUTHENTICATIONFAILED: 'authentication-failed',
  TRYCREATE: 'try-create',
  ALREADYEXISTS: 'already-exists',
  NONEXISTENT: 'nonexistent',
  OVERQUOTA: 'over-quota',
  LIMIT: 'limit',
  PRIVACYREQUIRED: 'privacy-required',
  CANNOT: 'cannot',
  BADCHARSET: 'bad-charset',
  CLIENTBUG: 'client-bug',
  EXPUNGEISSUED: 'expunge-issued',
  'UNKNOWN-CTE': 'unknown-encoding',
};

/** What the server's words tell, where it gives no code. */
const TEXTS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^No mailbox selected/, 'no-mailbox-selected'],
  [/^Mailbox doesn't exist/, 'nonexistent'],
  [/mUTF-7/, 'mailbox-name'],
  [/command tag, not the command name/, 'no-tag'],
  [/IMAP tag: Invalid tag/, 'invalid-tag'],
  [/Expected DONE/, 'expected-done'],
  [/Unknown (?:UID )?command/, 'unknown-command'],
  [/Invalid command name/, 'no-command'],
  [/Invalid (?:messageset|uidset)/, 'no-such-message'],
  [/Too many invalid IMAP commands/, 'too-many'],
  [/Disconnected for inactivity/, 'inactivity'],
  [/session state is inconsistent/, 'inconsistent'],
];

export function meaning(exchange: Exchange): LineProblem | undefined {
  const { verb, reply } = exchange;
  const params = paramsOf(exchange);
  const special = specialOf(reply.responseCode, reply.text);
  if (special !== undefined) return { code: `imap.meaning.${special}`, params };
  if (verb === 'GREETING') return { code: `imap.meaning.greeting.${reply.status === 'OK' ? 'ok' : 'other'}`, params };
  if (reply.class === 'intermediate') return { code: 'imap.meaning.idle.waiting', params };
  const name = verb.replace(/^UID /, '').toLowerCase();
  if (reply.class === 'success') {
    return { code: commands.has(verb) ? `imap.meaning.${name}.ok` : 'imap.meaning.ok', params };
  }
  return { code: `imap.meaning.${reply.status.toLowerCase()}`, params };
}

function specialOf(responseCode: string | undefined, text: string): string | undefined {
  const code = CODES[responseCode?.split(' ')[0] ?? ''];
  return code ?? TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}

function paramsOf({ verb, arguments: values, reply }: Exchange): Readonly<Record<string, string>> {
  // A password is not said again.
  const shown = Object.entries(values).filter(([name]) => name !== 'password');
  const texts = shown.map(([name, value]) => [name, writeValue(value)] as const);
  return { ...Object.fromEntries(texts), verb, status: reply.status, text: reply.text, ...numbersOf(reply.lines) };
}

function writeValue(value: ArgumentValue): string {
  return typeof value === 'object' ? value.join(' ') : String(value);
}

/** What SELECT's untagged lines say: how many mails there are. */
function numbersOf(lines: readonly string[]): Readonly<Record<string, string>> {
  for (const line of lines) {
    const exists = /^\* (\d+) EXISTS/i.exec(line)?.[1];
    if (exists !== undefined) return { exists };
  }
  return {};
}
