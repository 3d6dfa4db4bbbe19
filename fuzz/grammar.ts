/** What a client may say, as text whose characters are bytes: arguments by kind, and ways to spoil what is right. */
import type { ArgumentKind, VerbEntry } from '../labs/vocabulary.ts';
import { HOST } from './world.ts';
import type { Random } from './random.ts';

/** How a protocol's lines are made; the row of a protocol says what the vocabulary does not. */
export interface Grammar {
  /** A line of this verb without its line end, right or nearly so. It may be several lines. */
  readonly line: (entry: VerbEntry, random: Random) => string;
  /** By verb: the text that leads on for sure, where the verb alone does not. */
  readonly sure: Readonly<Record<string, string>>;
  /** States that no verb's `wayFrom` leads to: the verb that enters them. */
  readonly enters: Readonly<Record<string, string>>;
  /** What leaves a state in which no commands are read. */
  readonly leaves: Readonly<Record<string, string>>;
  /** Bytes with their line ends for a state in which no commands are read; undefined: commands are read there. */
  readonly payload: (state: string, random: Random) => string | undefined;
  /** Said first in some, made of what the server greeted with. */
  readonly answer?: (greeting: string) => string | undefined;
  /** Said first in some conversations: the way to where most happens. */
  readonly openings: readonly string[];
}

/** Characters at which parsers tend to slip. */
export const NASTY = [
  '\0', '\r', '\n', '\r\n', '\t', ' ', '  ', '"', '\\', '<', '>', '@', ':', ',', ';', '(', ')', '[', ']', '{', '}', '=', '*',
  '+', '-', '.', '..', '/', '../', '%', '~', '|', '&', '&-', '&AA', '\x7f', '\x80', '\xff', '\xff\xf4', '\xc3\xa9', '=?utf-8?q?x?=',
]; // prettier-ignore

const DOMAINS = [HOST, 'SERVER.THM', 'mail.thm', 'other.thm', 'gone.thm', 'loop.thm', 'round.thm', 'nowhere.thm', 'client.thm',
  '[10.10.41.192]', '[10.11.81.126]', '[IPv6:::1]', 'a', '-', 'under_score', 'x..y', '\xe9t\xe9.thm', `${'a'.repeat(70)}.thm`]; // prettier-ignore
const LOCAL_PARTS = ['strategos', 'archimedes', 'STRATEGOS', 'nobody', 'postmaster', 'staff', 'noreply', 'broken', 'strategos+tag',
  '"strategos"', '"a b"', '"a\\"b"', '.dot', 'a..b', 'a%b', '', '"', 'caf\xc3\xa9', 'x'.repeat(80)]; // prettier-ignore
const NUMBERS = ['0', '1', '2', '3', '5', '8', '9', '20', '100', '-1', '+1', '1.5', '01', '4294967295', '4294967296',
  '99999999999999999999', '1 2', '0x1', '']; // prettier-ignore
const PATHS = ['tea.txt', '.', '..', '/', '/tea.txt', 'incoming', 'incoming/new.txt', 'private', 'private/x', 'deep/er/leaf.txt', 'big.bin',
  'docs', 'docs/report.txt', 'notes.txt', '~', '*', '*.txt', '{tea,old}*', 'with space.txt', '../../etc', '/srv/ftp', '-la', '-R', '"q"',
  'new\xff\xff', 'n'.repeat(300), '']; // prettier-ignore

export const USERS = [
  'strategos',
  'archimedes',
  'Strategos',
  'anonymous',
  'ftp',
  'nobody',
  '',
  'str ategos',
  'x'.repeat(300),
  '\xff',
];
export const PASSWORDS = ['TabulaRasa7', 'Eureka42', 'wrong', '', ' ', 'Tabula Rasa', 'p\0w', '\xe9'];
const MAILBOXES = ['INBOX', 'inbox', 'Sent', 'Letters', 'Archive.2023', 'Junk', 'New', 'New.Sub', 'Archive', '""', '"Sent"', '"a b"', 'INBOX.Sub',
  '&AOk-', '&', '%', '*', '.', 'a..b', 'a.', '"\\"q"', 'x'.repeat(300), '../x', '{4}\r\nSent', '{5+}\r\nINBOX', '']; // prettier-ignore
const SETS = [
  '1',
  '2',
  '1:*',
  '*',
  '1:3',
  '3:1',
  '1,3,5',
  '*:4',
  '0',
  '1:',
  ':',
  '1,',
  '99',
  '4294967295',
  '4294967296',
  '1:2:3',
  'x',
  '',
];
const FLAGS = [
  '("quoted")',
  `(${'k'.repeat(51)})`,
  `(${Array.from({ length: 101 }, (_, i) => `k${i}`).join(' ')})`,
  '(a]b)',
  '(\\Seen)',
  '(\\Deleted)',
  '()',
  '\\Flagged',
  '(\\Seen \\Answered $Label1 word)',
  '(\\Recent)',
  '(\\Nope)',
  '(',
  '\\',
  '(a]b)',
];

/** Texts in base64, of credentials and of nothing. */
export const RESPONSES = [
  'AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==', 'c3RyYXRlZ29z', 'VGFidWxhUmFzYTc=', 'AGFyY2hpbWVkZXMARXVyZWthNDI=', 'AHN0cmF0ZWdvcwB3cm9uZw==',
  '=', '*', '', 'AAA=', 'AAAA', '====', 'not base64!', 'c3RyYXRlZ29z=', 'A', 'YQBiAGMAZA==', 'x'.repeat(1000),
]; // prettier-ignore

const TEXTS = ['', 'hello', 'a b c', 'x'.repeat(2000), '"quoted"', 'ON', 'all', '\xc3\xa9', '%s%n', '<a@b>'];

/** A value of a kind: mostly one that is known, now and then nonsense. */
export function argument(kind: ArgumentKind, random: Random): string {
  if (random.percent(3)) return random.bytes(random.small(20));
  switch (kind) {
    case 'domain':
      return random.pick(DOMAINS);
    case 'address':
      return address(random);
    case 'mailbox':
      return random.pick(MAILBOXES);
    case 'path':
      return random.pick(PATHS);
    case 'user':
      return random.percent(70) ? random.pick(USERS.slice(0, 2)) : random.pick(USERS);
    case 'password':
      return random.percent(70) ? random.pick(PASSWORDS.slice(0, 2)) : random.pick(PASSWORDS);
    case 'number':
      return random.pick(NUMBERS);
    case 'sequence-set':
      return random.pick(SETS);
    case 'flags':
      return random.pick(FLAGS);
    case 'tag':
    case 'items':
    case 'headers':
    case 'text':
      return random.pick(TEXTS);
    default:
      return kind satisfies never;
  }
}

/** With and without brackets, route, comment, name and domain. */
export function address(random: Random): string {
  const bare = random.percent(92) ? `${random.pick(LOCAL_PARTS)}@${random.pick(DOMAINS)}` : random.pick(LOCAL_PARTS);
  if (random.percent(60)) return `<${bare}>`;
  return random.pick([
    bare,
    '<>',
    `<@relay.thm,@b.thm:${bare}>`,
    `<@relay.thm>`,
    `Name <${bare}>`,
    `"Q, \\"N" <${bare}>`,
    `<${bare}> (comment)`,
    `<${bare}>x`,
    `<${bare}`,
    `${bare}>`,
    `< ${bare} >`,
    `<<${bare}>>`,
    '',
    '@',
    '<@>',
  ]);
}

/** The verb and its arguments with a space between: right for most verbs of most protocols. */
export function plainLine(entry: VerbEntry, random: Random): string {
  let line = spelled(entry.verb, random);
  for (const { kind, isOptional } of entry.arguments) {
    if (isOptional === true && random.percent(50)) break;
    line += ` ${argument(kind, random)}`;
  }
  return line;
}

/** In upper case mostly. */
export function spelled(verb: string, random: Random): string {
  return random.percent(85) ? verb : verb.toLowerCase();
}

/** Spoils a text in a place or two. */
export function mutated(text: string, random: Random): string {
  let spoiled = text;
  for (let left = random.small(3); left > 0; left--) {
    const at = random.below(spoiled.length + 1);
    const to = Math.min(spoiled.length, at + random.small(4));
    switch (random.below(6)) {
      case 0:
        spoiled = spoiled.slice(0, at) + spoiled.slice(to);
        break;
      case 1:
        spoiled = spoiled.slice(0, at) + random.pick(NASTY) + spoiled.slice(at);
        break;
      case 2:
        spoiled = spoiled.slice(0, at) + random.bytes(random.small(3)) + spoiled.slice(to);
        break;
      case 3:
        spoiled += spoiled.slice(at, to);
        break;
      case 4:
        spoiled = spoiled.slice(0, at) + random.pick(NASTY).repeat(random.small(60)) + spoiled.slice(at);
        break;
      default:
        spoiled = spoiled.slice(0, at);
    }
  }
  return spoiled;
}

/** A text that is longer than it should be: of one thing again and again, which is what backtracking fears. */
export function overlong(start: string, random: Random): string {
  const bytes = random.pick([600, 1100, 4200, 9000, 17_000, 70_000]);
  const piece = random.percent(50)
    ? random.pick(NASTY.filter((each) => !each.includes('\n')))
    : random.pick(['a', 'a ', '<a', '"\\', '(a', '@a,', 'a=b ']);
  return start + piece.repeat(Math.ceil(bytes / piece.length));
}

const FIELDS = [
  'Subject: x',
  'From: <a@b>',
  'To: strategos@server.thm',
  'X: \xe9',
  ' folded',
  '\tfolded',
  'no colon',
  'Date: x',
  'Message-ID: <x@y>',
  ':',
  'Bcc : spaced',
  '',
];
const BODY = [
  'hello',
  '',
  '.',
  '..',
  '. ',
  '.\r',
  'x'.repeat(100),
  'y'.repeat(1200),
  '\xff\0',
  'From me',
  'a\rb',
  '\r',
];

/** A message as it might be sent: a header of sorts, lines with all sorts of ends; no line of one dot on purpose. */
export function message(random: Random): string {
  let text = '';
  for (let left = random.small(8); left > 0; left--) text += random.pick(FIELDS) + lineEnd(random);
  // More fields than anybody looks at, and one longer than that.
  if (random.below(500) === 0) text += `${'X: y\r\n'.repeat(300)}Z: ${'z\r\n '.repeat(600)}\r\n`;
  // As often received as a mail in a loop.
  if (random.below(200) === 0) text += 'Received: by x\r\n'.repeat(40);
  if (random.percent(80)) text += lineEnd(random);
  for (let left = random.small(8); left > 0; left--) text += random.pick(BODY) + lineEnd(random);
  return text;
}

/** CRLF mostly. */
export function lineEnd(random: Random): string {
  return random.percent(94) ? '\r\n' : random.pick(['\n', '\r', '\r\r\n', '\n\r', '\r\n\r\n', '']);
}
