import { describe, expect, test } from 'vitest';
import { en } from '../../../labs/words/en/index.ts';
import { commands, STATES } from './commands.ts';
import { compileFilter } from './filter.ts';
import { listDate } from './listing.ts';
import { withLf } from './receiving.ts';
import { withCrlf } from './sending.ts';
import { parseExtendedPassiveReply, parseExtendedPort, parseHostPort, parsePassiveReply } from './host-port.ts';
import { canonicalPath, parseListArgument, parseTime, parseType, recognise } from './syntax.ts';
import { vocabulary } from './vocabulary.ts';

test.each([
  ['10,10,41,192,200,1', { host: '10.10.41.192', port: 51_201 }],
  ['10,10,41,192,256,1', undefined],
  ['10,10,41,192,1', undefined],
  ['10,10,41,192,1,2,3', undefined],
  ['', undefined],
])('PORT %s', (text, address) => expect(parseHostPort(text)).toEqual(address));

test.each([
  ['|1|10.11.81.126|50000|', { host: '10.11.81.126', port: 50_000 }],
  ['!1!10.11.81.126!50000!', { host: '10.11.81.126', port: 50_000 }],
  ['|2|::1|50000|', { host: '::1', port: 50000 }],
  ['|2|0:0::0001|50000|', { host: '::1', port: 50000 }],
  ['|2|2001:DB8:0:0:1:0:0:0|50000|', { host: '2001:db8:0:0:1::', port: 50000 }],
  ['|2|a0:0:0:1:0:0:0:b|50000|', { host: 'a0:0:0:1::b', port: 50000 }],
  ['|2|1:2:3:4:5:6:7:8|50000|', { host: '1:2:3:4:5:6:7:8', port: 50000 }],
  ['|2|1:2:3:4:5:6:7|50000|', 'bad-command'],
  ['|2|1::2::3|50000|', 'bad-command'],
  ['|2|1:2:3:4:5:6:7::8|50000|', 'bad-command'],
  ['|2|::ffff:10.1.1.1|50000|', 'bad-command'],
  ['|2|10.11.81.126|50000|', 'bad-command'],
  ['|3|::1|50000|', 'bad-protocol'],
  ['', 'bad-protocol'],
  ['|1|10.11.81|50000|', 'bad-command'],
  ['|1|10.11.81.126|65536|', 'bad-command'],
  ['|1|10.11.81.999|1|', 'bad-command'],
])('EPRT %s', (text, address) => expect(parseExtendedPort(text)).toEqual(address));

test.each([
  ['Entering Passive Mode (10,10,41,192,117,48).', { host: '10.10.41.192', port: 30_000 }],
  ['10,10,41,192,117,48', { host: '10.10.41.192', port: 30_000 }],
  ['Entering Passive Mode', undefined],
])('227 %s', (text, address) => expect(parsePassiveReply(text)).toEqual(address));

test.each([
  ['Entering Extended Passive Mode (|||30018|)', 30_018],
  ['Entering Extended Passive Mode (|||99999|)', undefined],
  ['Entering Extended Passive Mode', undefined],
])('229 %s', (text, port) => expect(parseExtendedPassiveReply(text)).toBe(port));

test.each([
  ['A', 'A'],
  ['a n', 'A'],
  ['L 8', 'I'],
  ['i', 'I'],
  ['L', undefined],
  ['', undefined],
])('TYPE %s', (text, type) => expect(parseType(text)).toBe(type));

test.each([
  ['-la docs', { options: 'la', path: 'docs' }],
  ['-l with space.txt', { options: 'l', path: 'with space.txt' }],
  ['docs -la', { options: '', path: 'docs -la' }],
  ['-a', { options: 'a', path: '' }],
])('LIST %s', (text, parsed) => expect(parseListArgument(text)).toEqual(parsed));

test.each([
  ['20200102030405', Date.parse('2020-01-02T03:04:05Z')],
  ['20201302030405', undefined],
  ['2020010203040', undefined],
])('MDTM %s', (text, time) => expect(parseTime(text)).toBe(time));

test.each([
  ['./coffee.txt', 'coffee.txt'],
  ['docs//./x/', 'docs/x'],
  ['a/../b', 'b'],
  ['../b', '../b'],
  ['/../b', '/b'],
  ['.', ''],
  ['/', '/'],
])('the path %s', (path, canonical) => expect(canonicalPath(path)).toBe(canonical));

test.each([
  ['retr coffee.txt', { verb: 'RETR', isKnown: true, arguments: { path: 'coffee.txt' } }],
  ['TYPE a', { verb: 'TYPE', isKnown: true, arguments: { type: 'A' } }],
  ['USER anonymous\r', { verb: 'USER', isKnown: true, arguments: { user: 'anonymous' } }],
  ['PASS ', { verb: 'PASS', isKnown: true, arguments: { password: '' } }],
  ['LIST -la', { verb: 'LIST', isKnown: true, arguments: {} }],
  ['\xff\xf4\xff\xf2ABOR', { verb: 'ABOR', isKnown: true, arguments: {} }],
  ['\xff\xf4\xf2ABOR', { verb: 'ABOR', isKnown: true, arguments: {} }],
  ['RETR caf\xc3\xa9', { verb: 'RETR', isKnown: true, arguments: { path: 'caf\u00e9' } }],
  ['get coffee.txt', { verb: 'GET', isKnown: false, arguments: {} }],
])('reads %j', (line, recognised) => expect(recognise(line)).toEqual(recognised));

test.each([
  [' PWD', 'PWD', 'leading-space'],
  ['USER: anonymous', 'USER', 'shape'],
  ['RETR', 'RETR', 'missing'],
  ['TYPE X', 'TYPE', 'type'],
  ['PORT 1,2', 'PORT', 'port'],
  ['EPRT x', 'EPRT', 'extended-port'],
  ['REST x', 'REST', 'offset'],
])('says what is wrong with %j', (line, verb, code) => {
  expect(recognise(line)).toMatchObject({ verb, isKnown: true, problem: { code: `ftp.problem.${code}` } });
  expect(Object.hasOwn(en, `ftp.problem.${code}`)).toBe(true);
});

test.each([
  ['*.txt', 'tea.txt', true],
  ['t?a*', 'tea.txt', true],
  ['{coffee,tea}.txt', 'tea.txt', true],
  ['{a,{te,b}a}.*', 'tea.txt', true],
  ['*.none', 'tea.txt', false],
  ['tea', 'tea.txt', false],
  ['{tea.txt', '{tea.txt', true],
  ['*'.repeat(200), 'tea.txt', true],
  ['*a'.repeat(2000), 'a'.repeat(255), false],
  ['{a,b}'.repeat(500), 'a', false],
])('%s filters %s', (filter, name, passes) => expect(compileFilter(filter)(name)).toBe(passes));

const NOW = Date.parse('2024-06-27T16:18:09Z');
test.each([
  ['2024-06-27T08:03:00Z', 'Jun 27 08:03'],
  ['2024-01-02T03:04:05Z', 'Jan 02 03:04'],
  ['2023-12-01T00:00:00Z', 'Dec 01  2023'],
  ['2024-06-27T16:18:10Z', 'Jun 27  2024'],
])('the date %s', (date, shown) => expect(listDate(Date.parse(date), NOW)).toBe(shown));

test('line ends change both ways, also where pieces meet', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const text = (result: Uint8Array): string => new TextDecoder().decode(result);
  expect(text(withCrlf(bytes('a\nb\r\n\n'), undefined))).toBe('a\r\nb\r\n\r\n');
  expect(text(withCrlf(bytes('\nx'), 13))).toBe('\nx');
  expect(text(withLf(bytes('a\r\nb\rc\n\r')))).toBe('a\nb\rc\n\r');
});

describe('the table', () => {
  test.each([...commands.values()])('$verb is complete', ({ states, sameAs = [], wayFrom = {}, rfc }) => {
    expect(rfc).toMatch(/^RFC \d+/);
    for (const state of [...states, ...Object.keys(wayFrom)]) expect(STATES).toContain(state);
    for (const other of [...sameAs, ...Object.values(wayFrom)]) expect(commands.has(other)).toBe(true);
  });

  test('values mean the same however they are written', () => {
    expect(vocabulary.canonical('path', './tea.txt')).toBe(vocabulary.canonical('path', 'tea.txt'));
    expect(vocabulary.canonical('user', 'FTP')).toBe('anonymous');
    expect(vocabulary.canonical('user', 'Strategos')).toBe('Strategos');
  });
});
