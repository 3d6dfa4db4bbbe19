/**
 * The syntax of POP3's commands and replies: the only parser of them, used by engine, reader and coach. Takes what
 * Dovecot takes, words what it refuses as Dovecot does. `recognise` and the
 * parsers never throw; `expect…` refuses.
 */
import type { ArgumentValue, LineProblem } from '../../../labs/observation.ts';
import type { RecognisedLine } from '../../../labs/vocabulary.ts';
import { ReplyError } from '../reply-error.ts';
import { type CommandEntry, commands } from './commands.ts';

/** A line taken apart. */
export interface CommandLine {
  /** As typed. */
  readonly word: string;
  /** Undefined where there is no such command. */
  readonly command: CommandEntry | undefined;
  /** All behind the first space, spaces and all: passwords may have some (RFC 1939 §7). */
  readonly argument: string;
}

/** @param line without its line end; each byte one character. A NUL ends it, as it ends a string of C. */
export function parseCommandLine(line: string): CommandLine {
  const nul = line.indexOf('\0');
  return parseText(nul < 0 ? line : line.slice(0, nul));
}

function parseText(line: string): CommandLine {
  const space = line.indexOf(' ');
  const word = space < 0 ? line : line.slice(0, space);
  return {
    word,
    command: commands.get(word.toUpperCase()),
    argument: space < 0 ? '' : line.slice(space + 1),
  };
}

/** Whether there is no argument, as Dovecot sees it: nothing but spaces. */
export function isBlank(argument: string): boolean {
  return /^ *$/.test(argument);
}

/** The largest numbers of a message, and of lines: those of 32 and 64 bits. */
const MESSAGE_LIMIT = 2n ** 32n - 1n;
const SIZE_LIMIT = 2n ** 64n - 1n;

/**
 * A message-number and what follows it, worded as Dovecot words it.
 * @param isMore whether another argument must follow (TOP)
 * @throws ReplyError
 */
export function expectMessage(argument: string, isMore: boolean): { readonly number: number; readonly rest: string } {
  const what = { name: 'message number', limit: MESSAGE_LIMIT, isMore };
  const { value: number, rest } = expectNumber(argument.replace(/^ +/, ''), what);
  return { number, rest };
}

/** TOP's number of lines. @throws ReplyError */
export function expectSize(argument: string): number {
  return expectNumber(argument.replace(/^ +/, ''), { name: 'size', limit: SIZE_LIMIT, isMore: false }).value;
}

interface ExpectedNumber {
  readonly name: string;
  readonly limit: bigint;
  readonly isMore: boolean;
}

function expectNumber(text: string, { name, limit, isMore }: ExpectedNumber): { value: number; rest: string } {
  const [, digits = '', rest = ''] = /^(\d*)(.*)$/s.exec(text) ?? [];
  if (digits === '') throw new ReplyError('-ERR', `Invalid ${name}: ${text}`);
  const significant = digits.replace(/^0+(?=\d)/, '');
  // Twenty digits are what 64 bits may take; Dovecot has not read on where they take more.
  const value = significant.length > 20 ? SIZE_LIMIT + 1n : BigInt(significant);
  if (value > limit) {
    throw new ReplyError('-ERR', `${capitalised(name)} too large: ${value > SIZE_LIMIT ? text : rest}`);
  }
  if (isMore ? !rest.startsWith(' ') : rest !== '') throw new ReplyError('-ERR', `Noise after ${name}: ${rest}`);
  return { value: Number(value), rest };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** APOP's arguments (RFC 1939 §7), worded as Dovecot words what is wrong with them. @throws ReplyError */
export function expectApop(argument: string): { readonly user: string; readonly digest: string } {
  const space = argument.indexOf(' ');
  const digest = argument.slice(space + 1);
  if (space < 0 || digest.length !== 32) throw new ReplyError('-ERR', 'Invalid parameters.');
  if (!/^[0-9a-f]{32}$/i.test(digest)) throw new ReplyError('-ERR', 'Invalid characters in MD5 response.');
  return { user: argument.slice(0, space), digest };
}

/** AUTH's mechanism in upper case and its initial response (RFC 5034 §4), without the spaces around that. */
export function parseAuth(argument: string): { readonly mechanism: string; readonly initial: string | undefined } {
  const space = argument.indexOf(' ');
  const initial = space < 0 ? '' : argument.slice(space).trim();
  return {
    mechanism: upperCased(space < 0 ? argument : argument.slice(0, space)),
    initial: initial === '' ? undefined : initial,
  };
}

/** In upper case as C has it: the letters of ASCII, no others. */
export function upperCased(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** The first line of a reply (RFC 1939 §3), its response code parted from the text (RFC 2449 §8). */
export interface StatusLine {
  readonly status: '+OK' | '-ERR' | '+';
  readonly text: string;
  readonly responseCode?: string;
}

export function parseStatusLine(line: string): StatusLine | undefined {
  const [, status, after = ''] = /^(\+OK|-ERR|\+)(?: (.*))?$/s.exec(line) ?? [];
  if (status !== '+OK' && status !== '-ERR' && status !== '+') return undefined;
  const [, responseCode, text = ''] = /^\[([^\]]+)\] ?(.*)$/s.exec(after) ?? [];
  return responseCode === undefined ? { status, text: after } : { status, text, responseCode };
}

/** Whether lines up to a dot follow a success of this command. */
export function isMultiline(command: CommandEntry | undefined, argument: string): boolean {
  if (command === undefined || command.isMultiline === 'never') return false;
  if (command.isMultiline === 'always') return true;
  return command.verb === 'AUTH' ? parseAuth(argument).mechanism === '' : isBlank(argument);
}

/** Reads a line as the server would, and says what is wrong with one that is nearly right. */
export function recognise(line: string): RecognisedLine {
  const { word, command, argument } = parseCommandLine(line);
  if (command !== undefined) return { verb: command.verb, isKnown: true, ...read(command, argument) };
  const [first = ''] = line.trim().split(/[\s:]/);
  const meant = commands.get(first.toUpperCase());
  if (meant === undefined) return { verb: word, isKnown: false, arguments: {} };
  const code = line.startsWith(' ') ? 'leading-space' : 'shape';
  return { verb: meant.verb, isKnown: true, arguments: {}, problem: problemOf(code, meant) };
}

interface Read {
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
  readonly problem?: LineProblem;
}

function read(command: CommandEntry, argument: string): Read {
  switch (command.verb) {
    case 'USER':
      return argument.trim() === '' ? wrong('missing-user', command) : { arguments: { user: argument.trim() } };
    case 'PASS':
      return argument === '' ? wrong('missing-password', command) : { arguments: { password: argument } };
    case 'RETR':
    case 'DELE':
      return readNumber(command, argument);
    case 'LIST':
    case 'UIDL':
      return argument.trim() === '' ? { arguments: {} } : readNumber(command, argument);
    case 'TOP':
      return readTop(command, argument);
    case 'AUTH': {
      const { mechanism } = parseAuth(argument);
      return { arguments: mechanism === '' ? {} : { mechanism } };
    }
    case 'APOP':
      return readApop(command, argument);
    case 'CAPA':
    case 'STLS':
    case 'STAT':
    case 'RSET':
    case 'NOOP':
    case 'QUIT':
      return { arguments: {} };
    default:
      return command.verb satisfies never;
  }
}

function readNumber(command: CommandEntry, argument: string): Read {
  const [number = '', ...more] = argument.trim().split(/ +/);
  if (number === '') return wrong('missing-number', command);
  if (!/^\d{1,10}$/.test(number)) return wrong('bad-number', command);
  const read = { arguments: { message: Number(number) } };
  return more.length === 0 ? read : { ...read, problem: problemOf('one-number', command) };
}

function readTop(command: CommandEntry, argument: string): Read {
  const [number = '', lines = ''] = argument.trim().split(/ +/);
  const read = readNumber(command, number);
  if (read.problem !== undefined) return read;
  if (!/^\d{1,10}$/.test(lines)) return { ...read, problem: problemOf('missing-lines', command) };
  return { arguments: { ...read.arguments, lines: Number(lines) } };
}

function readApop(command: CommandEntry, argument: string): Read {
  const [user = '', digest = ''] = argument.trim().split(/ +/);
  if (user === '') return wrong('missing-digest', command);
  const read = { arguments: { user, ...(digest !== '' && { digest }) } };
  if (digest === '') return { ...read, problem: problemOf('missing-digest', command) };
  return /^[0-9a-f]{32}$/i.test(digest) ? read : { ...read, problem: problemOf('bad-digest', command) };
}

function wrong(code: string, command: CommandEntry): Read {
  return { arguments: {}, problem: problemOf(code, command) };
}

function problemOf(code: string, { verb, shape }: CommandEntry): LineProblem {
  return { code: `pop3.problem.${code}`, params: { verb, shape } };
}
