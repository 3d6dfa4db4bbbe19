/**
 * The syntax of FTP's commands and replies: the only parser of them, used by engine, reader and coach. What vsftpd
 * takes is taken, what it refuses is refused. Text is a byte string: each character one byte. Never throws.
 */
import { instantOf } from '../../../labs/calendar.ts';
import type { ArgumentValue, LineProblem, ReplyClass } from '../../../labs/observation.ts';
import type { RecognisedLine } from '../../../labs/vocabulary.ts';
import type { Address } from '../engine.ts';
import { latin1Bytes } from '../lines.ts';
import { type CommandEntry, commands } from './commands.ts';

/** A line as the server takes it. */
export interface CommandLine {
  /** Upper case; empty where the line begins with a space. */
  readonly verb: string;
  /** What follows the first space, as it is. */
  readonly argument: string;
}

/** Telnet's IP and DM, which a client puts before an urgent ABOR (RFC 959 §4.1.3). */
const TELNET_INTERRUPT = /^(?:\xff[\xf0-\xfe])+/;

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

/** `h1,h2,h3,h4,p1,p2` of PORT and 227 (RFC 959 §4.1.2). */
export function parseHostPort(text: string): Address | undefined {
  const match = /^(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const numbers = match.slice(1).map(Number);
  if (numbers.some((number) => number > 255)) return undefined;
  const [high = 0, low = 0] = numbers.slice(4);
  return { host: numbers.slice(0, 4).join('.'), port: high * 256 + low };
}

export function formatHostPort({ host, port }: Address): string {
  return [...host.split('.'), port >> 8, port & 255].join(',');
}

/** `|1|address|port|` (RFC 2428 §2); the delimiter is whatever comes first. */
export function parseExtendedPort(argument: string): Address | 'bad-protocol' | 'bad-command' {
  const delimiter = argument.charAt(0);
  const [, protocol = '', host = '', port = ''] = delimiter === '' ? [] : argument.split(delimiter);
  if (protocol !== '1') return 'bad-protocol';
  const octets = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) ? host.split('.').map(Number) : [256];
  if (octets.some((octet) => octet > 255) || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return 'bad-command';
  return { host: octets.join('.'), port: Number(port) };
}

/** The address in the text of a 227. */
export function parsePassiveReply(text: string): Address | undefined {
  const [, numbers = ''] = /(\d{1,3}(?:,\d{1,3}){5})/.exec(text) ?? [];
  return parseHostPort(numbers);
}

/** The port in the text of a 229 (RFC 2428 §3). */
export function parseExtendedPassiveReply(text: string): number | undefined {
  const [, , port] = /\(([\x21-\x7e])\1\1(\d{1,5})\1\)/.exec(text) ?? [];
  return port === undefined || Number(port) > 65_535 ? undefined : Number(port);
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
    case 'REST':
      return /^\d{1,15}$/.test(argument) ? { arguments: { offset: Number(argument) } } : wrong('offset', command);
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
