/**
 * The syntax of FTP's commands and replies: the only parser of them, used by engine, reader and coach. What vsftpd
 * takes is taken, what it refuses is refused. Text is a byte string: each character one byte. Never throws.
 */
import { instantOf } from '../../../labs/calendar.ts';
import type { ArgumentValue, LineProblem, ReplyClass } from '../../../labs/observation.ts';
import type { RecognisedLine } from '../../../labs/vocabulary.ts';
import { latin1Bytes } from '../lines.ts';
import { type CommandEntry, commands } from './commands.ts';
import { parseExtendedPort, parseHostPort } from './host-port.ts';

/** A line as the server takes it. */
export interface CommandLine {
  /** Upper case; empty where the line begins with a space. */
  readonly verb: string;
  /** What follows the first space, as it is. */
  readonly argument: string;
}

/** Telnet's IP and DM, which a client puts before an urgent ABOR (RFC 959 §4.1.3); a system may take the urgent byte out. */
const TELNET_INTERRUPT = /^(?:\xff[\xf0-\xfe])+\xf2?/;

/** Whether a line was sent urgently, to be read before what goes on ends. The signs before it tell: no engine sees urgent data. */
export const isUrgent = (line: string): boolean => TELNET_INTERRUPT.test(line);

/** @param line without its line end */
export function parseCommandLine(line: string): CommandLine {
  const text = line.replace(/\r+$/, '').replace(TELNET_INTERRUPT, '');
  const space = text.indexOf(' ');
  if (space < 0) return { verb: upperCase(text), argument: '' };
  return { verb: upperCase(text.slice(0, space)), argument: text.slice(space + 1) };
}

/** Of ASCII letters only: the line is bytes. */
function upperCase(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** RFC 959 §4.1.2, as vsftpd knows it; undefined for any other. */
export function parseType(argument: string): 'A' | 'I' | undefined {
  const type = upperCase(argument);
  if (type === 'A' || type === 'A N') return 'A';
  return type === 'I' || type === 'L8' || type === 'L 8' ? 'I' : undefined;
}

/** The argument of LIST, NLST and STAT: options come first, and only there. */
export function parseListArgument(argument: string): { readonly options: string; readonly path: string } {
  if (!argument.startsWith('-')) return { options: '', path: argument };
  const space = argument.indexOf(' ');
  return space < 0
    ? { options: argument.slice(1), path: '' }
    : { options: argument.slice(1, space), path: argument.slice(space + 1) };
}

/** A path without `.`, empty names and a final `/`; `..` goes with the name before it. */
export function canonicalPath(path: string): string {
  const names: string[] = [];
  const isAbsolute = path.startsWith('/');
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    const above = names.at(-1);
    if (name !== '..' || (above === undefined && !isAbsolute) || above === '..') names.push(name);
    else names.pop();
  }
  return (isAbsolute ? '/' : '') + names.join('/');
}

/** `YYYYMMDDhhmmss` (RFC 3659 §2.3), in milliseconds since the epoch. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const time = instantOf({ year, month: month - 1, day, hour, minute, second });
  return time >= 0 ? time : undefined;
}

/** One line of a reply (RFC 959 §4.2). */
export interface ReplyLine {
  readonly code: string;
  readonly isLast: boolean;
  readonly text: string;
}

/** A line that begins with a code; inside a reply of several lines others may stand. */
export function parseReplyLine(line: string): ReplyLine | undefined {
  const [, code, mark = ' ', text = ''] = /^([1-5]\d\d)(?:([ -])(.*))?$/s.exec(line) ?? [];
  return code === undefined ? undefined : { code, isLast: mark !== '-', text };
}

/** RFC 959 §4.2: what the first digit says. 1yz is followed by another reply. */
export function replyClass(code: string): ReplyClass {
  if (code.startsWith('2')) return 'success';
  return code.startsWith('1') || code.startsWith('3') ? 'intermediate' : 'failure';
}

/** The bytes as text for people and checks: UTF-8 (RFC 2640), which an FTP server never changes. */
export function textOf(bytes: string): string {
  return new TextDecoder('utf-8').decode(latin1Bytes(bytes));
}

/** Reads a line as the server would, and says what is wrong with one that is nearly a command. */
export function recognise(line: string): RecognisedLine {
  const { verb, argument } = parseCommandLine(line.replace(/[\u0100-\uffff]/g, '?'));
  const command = commands.get(verb);
  if (command !== undefined) return { verb, isKnown: true, ...read(command, argument) };
  const [, space = '', word = ''] = /^(\s*)(\S*)/.exec(line) ?? [];
  const meant = commands.get(upperCase(word).replace(/:$/, ''));
  if (meant === undefined) return { verb: verb === '' ? word : verb, isKnown: false, arguments: {} };
  const code = space !== '' ? 'leading-space' : 'shape';
  return { verb: meant.verb, isKnown: true, arguments: {}, problem: problemOf(code, meant) };
}

type Read = { readonly arguments: Readonly<Record<string, ArgumentValue>>; readonly problem?: LineProblem };

function read(command: CommandEntry, argument: string): Read {
  switch (command.verb) {
    case 'TYPE': {
      const type = parseType(argument);
      return type === undefined ? wrong('type', command) : { arguments: { type } };
    }
    case 'PORT': {
      const address = parseHostPort(argument);
      return address === undefined ? wrong('port', command) : { arguments: { ...address } };
    }
    case 'EPRT': {
      const address = parseExtendedPort(argument);
      return typeof address === 'string' ? wrong('extended-port', command) : { arguments: { ...address } };
    }
    case 'LIST':
    case 'NLST':
    case 'STAT': {
      const { path } = parseListArgument(argument);
      return { arguments: path === '' ? {} : { path: textOf(path) } };
    }
    case 'PASS':
      return { arguments: { password: textOf(argument) } };
    case 'PBSZ':
      return /^\d{1,10}$/.test(argument) ? { arguments: { size: Number(argument) } } : wrong('size', command);
    case 'REST':
      return /^\d{1,15}$/.test(argument) ? { arguments: { offset: Number(argument) } } : wrong('offset', command);
    case 'AUTH':
    case 'PROT':
    case 'MODE':
    case 'STRU': {
      const value = upperCase(argument);
      const [entry] = command.arguments;
      return value === '' || entry === undefined ? wrong('missing', command) : { arguments: { [entry.name]: value } };
    }
    default:
      return readOne(command, argument);
  }
}

/** Commands of one argument, or none: what stands behind those is not looked at. */
function readOne(command: CommandEntry, argument: string): Read {
  const [entry] = command.arguments;
  if (entry === undefined) return { arguments: {} };
  if (argument === '') return entry.isOptional === true ? { arguments: {} } : wrong('missing', command);
  return { arguments: { [entry.name]: textOf(argument) } };
}

const wrong = (code: string, command: CommandEntry): Read => ({ arguments: {}, problem: problemOf(code, command) });

function problemOf(code: string, { verb, shape }: CommandEntry): LineProblem {
  return { code: `ftp.problem.${code}`, params: { verb, shape } };
}
