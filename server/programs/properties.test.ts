/** No bytes of a peer and no typed line stop, hang or grow a program; none of them can drive the terminal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createShell } from './index.ts';
import { memoryMachine } from './machine.testkit.ts';
import { securedBy } from './openssl/tls.testkit.ts';
import type { ProgramInput, ProgramOutput } from './machine.ts';

const bytes = fc.uint8Array({ maxLength: 60 });
const replies = fc
  .array(
    fc.constantFrom(
      '220 hi',
      '331 x',
      '230 ok',
      '227 (10,10,41,192,7,7)',
      '150 go',
      '226 done',
      '550 no',
      '421 bye',
      '213 20240627080300',
      '211-a',
      ' b',
      '211 c',
      '229 (|||7|)',
      '350 x',
      '\x1b[2J',
      '\u009b1m',
    ),
  )
  .map((lines) => new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join('')));
const lines = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'telnet 10.10.41.192 25',
    'nc -C example.thm 25',
    'openssl s_client -connect 10.10.41.192:25',
    'openssl s_client -starttls smtp -crlf 10.10.41.192:25',
    'openssl s_client -brief -starttls imap -tls1_2 -connect example.thm:143',
    'QUIT',
    'RSET',
    'ftp 10.10.41.192',
    'ftp -d example.thm',
    'ls',
    'get a b',
    'get a -',
    'put f',
    'mget *',
    'mput *',
    'y',
    'a',
    '?',
    'q',
    'help',
    'status',
    'passive',
    'quit',
    'cat f | nc example.thm 25',
    'nc -l 9',
    'cat',
    'echo a > b',
    'reget f',
    'type ascii',
    'user x y',
    'close',
    'open',
    'send ayt',
    'mdelete f',
    'hash',
    'debug',
    'ls -l f',
    'cat < f > g; cat g',
  ),
);

/** What may come in; a channel is chosen when it is known which there are. */
const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('typed' as const), line: lines }),
    fc.record({
      type: fc.constant('signal' as const),
      signal: fc.constantFrom('interrupt' as const, 'end-of-file' as const, 'escape' as const),
    }),
    fc.record({ type: fc.constant('data' as const), bytes: fc.oneof(bytes, replies), pick: fc.nat() }),
    fc.record({
      type: fc.constantFrom('connected' as const, 'ended' as const, 'closed' as const, 'listening' as const),
      pick: fc.nat(),
    }),
    fc.record({
      type: fc.constant('secured' as const),
      by: fc.constantFrom('the reference', 'a trusted server', 'an expired server'),
      version: fc.constantFrom('TLSv1.2', 'TLSv1.3'),
      pick: fc.nat(),
    }),
    fc.record({ type: fc.constant('tls-session' as const), session: bytes, pick: fc.nat() }),
    fc.record({
      type: fc.constant('tls-failed' as const),
      ...{ reason: fc.constant('wrong version number'), bytesRead: fc.nat(), bytesWritten: fc.nat() },
      pick: fc.nat(),
    }),
    fc.record({
      type: fc.constant('refused' as const),
      reason: fc.constantFrom('connection-refused' as const, 'limit' as const),
      pick: fc.nat(),
    }),
  ),
  { maxLength: 40 },
);

const at = { host: '10.10.41.192', port: 7 };

test('whatever is typed and whatever comes, the shell goes on and the terminal is safe', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const shell = createShell(memoryMachine({ files: { f: 'one\ntwo\n' } }));
      const channels: string[] = [];
      const take = (input: ProgramInput): number => {
        let printed = 0;
        for (const output of shell.handle(input)) {
          if (output.type === 'connect' || output.type === 'listen') channels.push(output.channel);
          if (output.type === 'print' || output.type === 'complain') {
            expect(output.text).not.toMatch(/[\x1b\x80-\x9f]/);
            printed += output.text.length;
          }
          if (output.type === 'mode') expect(output.mode.prompt).not.toMatch(/[\x1b\x80-\x9f]/);
          expect(output.type).not.toBe('exit');
        }
        return printed;
      };
      take({ type: 'started' });
      for (const step of all) {
        if (step.type === 'typed' || step.type === 'signal') take(step);
        else {
          const channel = channels[step.pick % Math.max(1, channels.length)];
          if (channel === undefined) continue;
          if (step.type === 'data') expect(take({ type: 'data', channel, bytes: step.bytes })).toBeLessThan(100_000);
          else if (step.type === 'secured') take({ ...securedBy(step.by, step.version), channel });
          else if (step.type === 'tls-session') take({ type: step.type, channel, session: step.session });
          else if (step.type === 'tls-failed') take({ ...step, channel });
          else if (step.type === 'refused') take({ type: 'refused', channel, reason: step.reason });
          else if (step.type === 'connected') take({ type: 'connected', channel, local: at, remote: at });
          else if (step.type === 'listening') take({ type: 'listening', channel, address: at });
          else take({ type: step.type, channel });
        }
      }
      expectFree(shell.handle.bind(shell));
    }),
    { numRuns: 500 },
  );
});

/** ^C, ^D and `quit` lead back to the shell from wherever a learner is. */
function expectFree(handle: (input: ProgramInput) => readonly ProgramOutput[]): void {
  for (let i = 0; i < 8; i++) {
    handle({ type: 'signal', signal: 'interrupt' });
    handle({ type: 'signal', signal: 'escape' });
    handle({ type: 'signal', signal: 'end-of-file' });
    handle({ type: 'signal', signal: 'interrupt' });
    handle({ type: 'signal', signal: 'end-of-file' });
  }
  const outputs = handle({ type: 'typed', line: 'echo free' });
  expect(outputs).toContainEqual({ type: 'print', text: 'free\n' });
}

test('a server that sends without end does not grow ftp', () => {
  const shell = createShell(memoryMachine());
  shell.handle({ type: 'started' });
  shell.handle({ type: 'typed', line: 'ftp example.thm' });
  const channel = '1/main';
  shell.handle({ type: 'connected', channel, local: at, remote: at });
  shell.handle({ type: 'data', channel, bytes: new TextEncoder().encode('220 hello\r\n') });
  const line = new Uint8Array(100_000).fill(97);
  let printed = 0;
  for (let i = 0; i < 200; i++) {
    for (const output of shell.handle({ type: 'data', channel, bytes: line }))
      if (output.type === 'print') printed += output.text.length;
  }
  for (const output of shell.handle({ type: 'data', channel, bytes: new TextEncoder().encode('\r\n') })) {
    if (output.type === 'print') printed += output.text.length;
  }
  expect(printed).toBeLessThan(5000);
});
