/**
 * The syntax of SMTP's commands and replies: the only parser of them, used by engine, reader and coach. What Exim
 * takes is taken, what it refuses is refused; and for a line that is nearly right, what is wrong with it. Never throws.
 */
import type { ArgumentValue, LineProblem, ReplyClass } from '../../../labs/observation.ts';
import type { RecognisedLine } from '../../../labs/vocabulary.ts';
import { formatMailbox, parsePath, takeParameters } from './address.ts';
import { addressProblem } from './address-problem.ts';
import { type CommandEntry, commands } from './commands.ts';

/** A line as the server takes it. */
export interface CommandLine {
  /** Undefined: `unrecognized command`. */
  readonly command: CommandEntry | undefined;
  /** What follows the command, without white space around it. */
  readonly argument: string;
}

const LONGEST_START = Math.max(...[...commands.values()].map(({ start }) => start.length));

/** @param line without its line end; each byte one character */
export function parseCommandLine(line: string): CommandLine {
  const text = line.trimEnd();
  const head = text.slice(0, LONGEST_START).toUpperCase();
  for (const command of commands.values()) {
    const { start } = command;
    if (!head.startsWith(start)) continue;
    const next = text[start.length];
    // `MAIL FROM:` needs nothing behind it, `HELO` a space (RFC 5321 §4.1.1).
    if (!start.endsWith(':') && next !== undefined && next !== ' ') continue;
    return { command, argument: text.slice(start.length).trimStart() };
  }
  return { command: undefined, argument: '' };
}

/** The domain or address literal of HELO and EHLO; undefined where Exim takes it for neither. */
export function parseDomain(argument: string): string | undefined {
  if (/^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]+)\]$/i.test(argument)) return argument;
  return /^[A-Za-z0-9.-]+$/.test(argument) ? argument : undefined;
}

/** AUTH's mechanism in upper case and its initial response. */
export function parseAuth(argument: string): { readonly mechanism: string; readonly initial: string | undefined } {
  const [, mechanism = '', initial = ''] = /^(\S*)\s*(.*)$/s.exec(argument) ?? [];
  return { mechanism: mechanism.toUpperCase(), initial: initial === '' ? undefined : initial };
}

/** BDAT's chunk-size and whether it is the last (RFC 3030 §2); undefined where the size is missing. */
export function parseChunk(argument: string): { readonly sizeBytes: number; readonly isLast: boolean } | undefined {
  const [, size, last = ''] = /^(\d{1,10})(?:\s+(.*))?$/s.exec(argument) ?? [];
  if (size === undefined) return undefined;
  return { sizeBytes: Number(size), isLast: last.toUpperCase() === 'LAST' };
}

const MAIL_PARAMETERS = new Set(['SIZE', 'BODY', 'AUTH', 'SMTPUTF8', 'RET', 'ENVID']);
const RCPT_PARAMETERS = new Set(['NOTIFY', 'ORCPT']);

/** MAIL's path and parameters. Exim looks for parameters only after EHLO. */
export function parseMailArgument(argument: string, isExtended: boolean): ReturnType<typeof takeParameters> {
  if (!isExtended) return { path: argument.trimEnd(), parameters: [] };
  return takeParameters(
    argument,
    ({ name, value }) => MAIL_PARAMETERS.has(name) && (name !== 'SMTPUTF8' || value === undefined),
  );
}

/** RCPT's path and parameters: those of RFC 3461, which Exim knows only where it offers DSN. */
export function parseRcptArgument(
  argument: string,
  { isExtended, offersDsn }: { readonly isExtended: boolean; readonly offersDsn: boolean },
): ReturnType<typeof takeParameters> {
  if (!isExtended) return { path: argument.trimEnd(), parameters: [] };
  // Of a word that it doesn't know Exim puts back, in RCPT alone, the `=` that it looked for, also where none stood.
  return takeParameters(argument, ({ name }) => offersDsn && RCPT_PARAMETERS.has(name), '=');
}

/** One line of a reply (RFC 5321 §4.2): `250-SIZE 1000` is not the last of its reply. */
export interface ReplyLine {
  readonly code: string;
  readonly isLast: boolean;
  readonly text: string;
}

export function parseReplyLine(line: string): ReplyLine | undefined {
  const [, code, mark = ' ', text = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line) ?? [];
  return code === undefined ? undefined : { code, isLast: mark !== '-', text };
}

/** RFC 5321 §4.2.1: what the first digit says. */
export function replyClass(code: string): ReplyClass {
  if (code.startsWith('2')) return 'success';
  return code.startsWith('3') ? 'intermediate' : 'failure';
}

/** Reads a line as the server would, and says what is wrong with one that is nearly a command. */
export function recognise(line: string): RecognisedLine {
  const { command, argument } = parseCommandLine(line);
  if (command !== undefined) {
    return { verb: command.verb, isKnown: true, ...read(command, argument) };
  }
  const [, space = '', word = '', rest = ''] = /^(\s*)(\S*)(.*)$/s.exec(line) ?? [];
  const meant = commands.get(word.toUpperCase().replace(/:$/, ''));
  if (meant === undefined) return { verb: word, isKnown: false, arguments: {}, ...headerProblem(word, rest) };
  const problem = space === '' ? problemOfStart(meant, word, rest) : problemOf('leading-space');
  return { verb: meant.verb, isKnown: true, arguments: {}, problem: problem ?? problemOf('shape', meant) };
}

type Arguments = Readonly<Record<string, ArgumentValue>>;
type Read = { readonly arguments: Arguments; readonly problem?: LineProblem };

/** The arguments of a line that begins as it should. */
function read(command: CommandEntry, argument: string): Read {
  switch (command.verb) {
    case 'HELO':
    case 'EHLO': {
      if (argument === '') return wrong('missing-domain', command);
      const domain = parseDomain(argument);
      return domain === undefined ? wrong('bad-domain', command) : { arguments: { domain } };
    }
    case 'MAIL':
      return readPath(command, argument, 'reversePath');
    case 'RCPT':
      return readPath(command, argument, 'forwardPath');
    case 'AUTH': {
      const { mechanism } = parseAuth(argument);
      return mechanism === '' ? wrong('missing-mechanism', command) : { arguments: { mechanism } };
    }
    case 'BDAT': {
      const chunk = parseChunk(argument);
      if (chunk === undefined) return wrong('missing-size', command);
      return { arguments: { chunkSize: chunk.sizeBytes, isLast: chunk.isLast } };
    }
    case 'ETRN':
      return argument.startsWith('#') ? { arguments: { text: argument } } : wrong('shape', command);
    case 'VRFY':
    case 'EXPN':
      return argument === '' ? wrong('missing-address', command) : { arguments: { text: argument } };
    case 'NOOP':
    case 'HELP':
      return { arguments: argument === '' ? {} : { text: argument } };
    case 'DATA':
    case 'RSET':
    case 'QUIT':
    case 'STARTTLS':
      return argument === '' ? { arguments: {} } : wrong('extra-argument', command);
    default:
      return command.verb satisfies never;
  }
}

function readPath(command: CommandEntry, argument: string, name: 'reversePath' | 'forwardPath'): Read {
  if (argument === '') return wrong('missing-address', command);
  const { path: text, parameters } =
    name === 'reversePath'
      ? parseMailArgument(argument, true)
      : parseRcptArgument(argument, { isExtended: true, offersDsn: true });
  const result = parsePath(text);
  if ('error' in result) return wrong(addressProblem(argument), command);
  const { path } = result;
  const isNull = path.localPart === '' && path.domain === undefined;
  if (isNull && name === 'forwardPath') return wrong('bad-address', command);
  const isPostmaster = name === 'forwardPath' && path.localPart.toLowerCase() === 'postmaster';
  const named = parameters.map((parameter) =>
    parameter.value === undefined ? parameter.name : `${parameter.name}=${parameter.value}`,
  );
  const read = { [name]: formatMailbox(path), ...(named.length > 0 && { parameters: named }) };
  if (path.domain === undefined && !isNull && !isPostmaster) {
    return { arguments: read, problem: problemOf('unqualified-address', command) };
  }
  return { arguments: read };
}

/** A header line, where a command is awaited. */
function headerProblem(word: string, rest: string): { readonly problem?: LineProblem } {
  const [, name] = /^(From|To|Subject|Cc|Bcc|Date|Reply-To|Message-ID):/i.exec(word + rest) ?? [];
  return name === undefined ? {} : { problem: { code: 'smtp.problem.header-early', params: { name } } };
}

/** What keeps `word rest` from being the start of the command that it means. */
function problemOfStart({ verb, start }: CommandEntry, word: string, rest: string): LineProblem | undefined {
  if (word.endsWith(':')) return problemOf('colon-after-verb', { verb, start });
  if (verb !== 'MAIL' && verb !== 'RCPT') return undefined;
  const preposition = verb === 'MAIL' ? 'FROM' : 'TO';
  const other = verb === 'MAIL' ? 'TO' : 'FROM';
  const after = rest.trimStart().toUpperCase();
  if (new RegExp(`^${other}\\b`).test(after)) return problemOf('wrong-preposition', { verb, start });
  if (after === preposition || after.startsWith(`${preposition} `) || after.startsWith(`${preposition}<`)) {
    // `MAIL FROM :<a@b>` has its colon, behind a space.
    return problemOf(/^\w+ +:/.test(after) ? 'space-before-colon' : 'missing-colon', { verb, start });
  }
  if (after.startsWith(`${preposition}:`)) return problemOf('two-spaces', { verb, start });
  return problemOf(verb === 'MAIL' ? 'missing-from' : 'missing-to', { verb, start });
}

const wrong = (code: string, command: CommandEntry): Read => ({ arguments: {}, problem: problemOf(code, command) });

function problemOf(
  code: string,
  command?: { readonly verb: string; readonly start?: string; readonly shape?: string },
): LineProblem {
  const params: Record<string, string> = {};
  if (command !== undefined) params['verb'] = command.verb;
  const shape = command?.shape ?? commands.get(command?.verb ?? '')?.shape;
  if (shape !== undefined) params['shape'] = shape;
  return { code: `smtp.problem.${code}`, params };
}
