import fc from 'fast-check';
import { expect, test } from 'vitest';
import { file, ftpWorld, openSettings, referenceFiles } from '../../sandbox/ftp-world.testkit.ts';
import { en } from '../../../labs/words/en/index.ts';
import type { WorldChange } from '../../sandbox/change.ts';
import { MAIN } from '../engine.ts';
import { latin1Bytes } from '../lines.ts';
import { byteByByte, cutBySeed } from '../transcript.ts';
import { commands } from './commands.ts';
import { Joined, SERVER } from './joined.testkit.ts';
import { meaning } from './meaning.ts';
import { FtpReader } from './reader.ts';
import { recognise } from './syntax.ts';

const name = fc.constantFrom(
  '..',
  '.',
  '',
  'pub',
  'coffee.txt',
  'secret',
  'srv',
  'ftp',
  'etc',
  '~',
  '*',
  '\0',
  '\xff\xfe',
);
const path = fc.tuple(fc.boolean(), fc.array(name, { maxLength: 12 })).map(([isAbsolute, names]) => {
  return (isAbsolute ? '/' : '') + names.join('/');
});
const verb = fc.constantFrom(...commands.keys(), 'FOO', '', 'P@SW');
const argument = fc.oneof(
  path,
  fc.constantFrom('A', 'I', '-laR', '-a {a,b}*', '10,11,81,126,200,1', '|1|10.11.81.126|51200|', '12', 'CHMOD 777 pub'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const line = fc.tuple(verb, argument).map(([first, second]) => `${first} ${second.replace(/[\n\u0100-\uffff]/g, 'x')}`);
const session = fc.array(line, { maxLength: 25 });

/** Everything a session says, with whatever data connection it asks for taken at once. */
function play(lines: readonly string[], seed: number | undefined, changes: WorldChange[] = []): readonly unknown[] {
  const place = ftpWorld({
    settings: { ...openSettings, anonymousOtherWrite: true },
    files: [...referenceFiles, file('/srv/secret', 'SECRET'), file('/etc/secret', 'SECRET'), file('/secret', 'SECRET')],
    record: (recorded) => changes.push(...recorded),
  });
  const joined = new Joined(place, seed === undefined ? undefined : seed === 0 ? byteByByte : cutBySeed(seed));
  joined.ports.add(51_200);
  const said = ['USER anonymous', 'PASS', ...lines].map((each) => {
    const reply = joined.say(each);
    for (const reading of joined.readings.splice(0)) {
      if (reading.type !== 'expects' || reading.mode === 'active' || joined.isClosed) continue;
      joined.dial(reading.address.port);
    }
    if (/^150 (?:Ok|FILE)[^\n]*$/.test(reply)) joined.sendFile('new\n');
    return reply + joined.takeSaid();
  });
  return [said, joined.files, joined.engine.state, joined.isClosed];
}

test('cut anywhere, the outcome is the same', () => {
  fc.assert(
    fc.property(session, fc.nat(1000), (lines, seed) => {
      expect(play(lines, seed)).toEqual(play(lines, undefined));
    }),
    { numRuns: 60 },
  );
});

test('no path leads out of the directory in which a guest is shut', () => {
  fc.assert(
    fc.property(session, (lines) => {
      const changes: WorldChange[] = [];
      expect(JSON.stringify(play(['EPSV', ...lines], undefined, changes))).not.toContain('SECRET');
      for (const change of changes) {
        expect('path' in change && change.path.startsWith('/srv/ftp-open/')).toBe(true);
        if (change.type === 'path-renamed') expect(change.to.startsWith('/srv/ftp-open/')).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
  for (const wanted of [
    '../secret',
    '/../secret',
    'pub/../../secret',
    '//..//..//secret',
    '..\0/secret',
    '/..',
    '~/../secret',
  ]) {
    expect(
      JSON.stringify(play(['PASV', `RETR ${wanted}`, 'PASV', `LIST ${wanted}`, `SIZE ${wanted}`], undefined)),
    ).not.toMatch(/SECRET|213 6|secret\\r/);
  }
});

test('no bytes stop the engine, and a line without an end is refused in time', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
      const joined = new Joined(ftpWorld());
      for (const chunk of chunks) joined.bytes(chunk);
      expect(joined.reader.state).toBeDefined();
    }),
  );
  const joined = new Joined(ftpWorld());
  joined.takeSaid();
  for (let i = 0; i < 5000 && !joined.isClosed; i++) joined.bytes(latin1Bytes('A'));
  expect(joined.takeSaid()).toBe('500 Input line too long.');
  expect(joined.isClosed).toBe(true);
  expect(joined.engine.handle({ type: 'data', channel: MAIN, bytes: latin1Bytes('NOOP\r\n') })).toEqual([]);
});

test('a longest line is taken, however it is cut', () => {
  for (const cutting of [byteByByte, cutBySeed(1)]) {
    const joined = new Joined(ftpWorld(), cutting);
    joined.takeSaid();
    expect(joined.say(`USER ${'a'.repeat(4091)}`)).toBe('331 Please specify the password.');
    expect(joined.say(`USER ${'a'.repeat(4092)}`)).toBe('500 Input line too long.');
  }
});

test('no bytes stop the reader, from either side', () => {
  const side = fc.constantFrom('client' as const, 'server' as const);
  const reply = fc.constantFrom(
    '220 x\r\n',
    '227 (1,2,3,4,5,6)\r\n',
    '229 (|||9|)\r\n',
    '150 x\r\n',
    '226 x\r\n',
    '211-a\r\n',
  );
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    reply.map(latin1Bytes),
    line.map((each) => latin1Bytes(`${each}\r\n`)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(side, piece), { maxLength: 50 }), (pieces) => {
      const reader = new FtpReader(SERVER);
      for (const [from, bytes] of pieces) {
        for (const reading of reader.read(from, bytes)) {
          if (reading.type !== 'exchange') continue;
          const code = meaning(reading.exchange)?.code;
          expect(code === undefined || Object.hasOwn(en, code) ? '' : code).toBe('');
          const problem = reading.exchange.problem?.code;
          expect(problem === undefined || Object.hasOwn(en, problem) ? '' : problem).toBe('');
        }
      }
    }),
  );
});

test('a client that never gets a reply is no longer followed', () => {
  const reader = new FtpReader(SERVER);
  for (let i = 0; i < 3000; i++) reader.read('client', latin1Bytes('NOOP\r\n'));
  expect(reader.read('server', latin1Bytes('220 x\r\n'))).toEqual([]);
});

test('no line stops the syntax', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(recognise(text).verb).toBeDefined();
    }),
  );
});
