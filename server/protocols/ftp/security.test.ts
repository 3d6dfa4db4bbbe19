/** FTP and TLS (RFC 4217): what is not heard, how handshakes that come to nothing leave the session, and its limits. */
import { expect, test } from 'vitest';
import { ftpWorld, type FtpWorldOptions } from '../../sandbox/ftp-world.testkit.ts';
import type { Input } from '../engine.ts';
import { connected, connectedSecurely, givenTo, handshakeFailed, secured, sends } from '../given.testkit.ts';
import { FtpEngine } from './engine.ts';

/** Before a server that has TLS. */
const before = (settings: FtpWorldOptions['settings'] = {}) =>
  givenTo(new FtpEngine(ftpWorld({ settings, tls: 'both' }).setting()));

const fromVersion6: Input = {
  type: 'connected',
  channel: 'main',
  local: { host: '::1', port: 21 },
  remote: { host: '::1', port: 40_000 },
};

test('what comes behind AUTH TLS, in one write or later, is neither answered nor kept', () => {
  const give = before();
  give(connected);
  const { said, did } = give(sends('AUTH TLS\r\nUSER injected\r\nhalf a li'));
  expect(said).toBe('234 Proceed with negotiation.\r\n');
  expect(did.filter((kind) => kind !== 'timer')).toEqual(['send', 'start-tls']);
  expect(give(sends('USER injected\r\nPASS ')).said).toBe('');
  give(secured);
  expect(give(sends('PASS TabulaRasa7\r\n')).said).toBe('503 Login with USER first.\r\n');
});

test('AUTH sent behind a wrong password begins TLS once, when that has been answered', () => {
  const give = before();
  give(connected);
  expect(give(sends('USER strategos\r\nPASS wrong\r\nAUTH TLS\r\nNOOP\r\n')).said).toBe(
    '331 Please specify the password.\r\n',
  );
  const { said, did } = give({ type: 'elapsed', timer: 'delay' });
  expect(said).toBe('530 Login incorrect.\r\n234 Proceed with negotiation.\r\n');
  expect(did.filter((kind) => kind === 'start-tls')).toHaveLength(1);
});

test('with TLS from the first byte AUTH is not taken, and data is in the clear until PROT P', () => {
  const give = before();
  expect(give(connectedSecurely).said).toMatch(/^220 /);
  expect(give(sends('AUTH TLS\r\n')).said).toBe('530 Please login with USER and PASS.\r\n');
  give(sends('USER strategos\r\nPASS TabulaRasa7\r\n'));
  expect(give(sends('STAT\r\n')).said).toMatch(/Control connection is encrypted\r\n +Data connections will be plain/);
  expect(give(sends('PROT P\r\nSTAT\r\n')).said).toContain('Data connections will be encrypted');
});

test('a handshake that fails or takes too long ends the session without a word', () => {
  const failed = before();
  failed(connected);
  failed(sends('AUTH TLS\r\n'));
  expect(failed(handshakeFailed).said).toBe('');
  expect(failed(sends('FEAT\r\n')).did).toEqual([]);
  const late = before();
  late(connected);
  late(sends('AUTH TLS\r\n'));
  const { said, did } = late({ type: 'elapsed', timer: 'login' });
  expect(said).toBe('');
  expect(did).toContain('close');
});

test('what comes behind CCC before TLS has ended is dropped', () => {
  const give = before({ clearCommandChannel: true });
  give(connectedSecurely);
  give(sends('USER strategos\r\nPASS TabulaRasa7\r\n'));
  const { said, did } = give(sends('CCC\r\nDELE notes.txt\r\n'));
  expect(said).toBe('200 Control connection now clear.\r\n');
  expect(did).toContain('end-tls');
  expect(give(sends('DELE notes.txt\r\n')).said).toBe('');
  give({ type: 'unsecured', channel: 'main' });
  expect(give(sends('SIZE notes.txt\r\n')).said).toBe('213 18\r\n');
});

test('guests may be told to use TLS', () => {
  const give = before({ anonymousTls: 'required' });
  give(connected);
  const { said, did } = give(sends('USER ftp\r\n'));
  expect(said).toBe('530 Anonymous sessions must use encryption.\r\n');
  expect(did).toContain('close');
});

test('a session that has lasted as long as it may is told so, whatever it does', () => {
  const give = before({ sessionSeconds: 600 });
  expect(give(connected).did.filter((kind) => kind === 'timer')).toHaveLength(3);
  give(sends('USER strategos\r\nPASS TabulaRasa7\r\nPASV\r\n'));
  const { said, did } = give({ type: 'elapsed', timer: 'session' });
  expect(said).toBe('421 Timeout.\r\n');
  expect(did).toContain('close');
});

test('over IPv6, EPSV and EPRT know both protocols, and PASV has no address to name', () => {
  const give = before();
  give(fromVersion6);
  give(sends('USER strategos\r\nPASS TabulaRasa7\r\n'));
  const listening: Input = { type: 'listening', channel: 'data-1', address: { host: '::1', port: 30_422 } };
  expect(give(sends('PASV\r\n')).did).toContain('listen');
  expect(give(listening).said).toBe('227 Entering Passive Mode (0,0,0,0,118,214).\r\n');
  for (const [line, reply] of [
    ['EPSV 3', '522 Bad network protocol.'],
    ['EPRT |2|::1|6000|', '200 EPRT command successful. Consider using EPSV.'],
    ['EPRT |2|0:0:0:0:0:0:0:1|6000|', '200 EPRT command successful. Consider using EPSV.'],
    ['EPRT |1|127.0.0.1|6000|', '500 Illegal EPRT command.'],
    ['EPRT |2|::2|6000|', '500 Illegal EPRT command.'],
    ['EPRT |2|nonsense|6000|', '500 Bad EPRT command.'],
    ['EPRT |3|::1|6000|', '500 Bad EPRT protocol.'],
    ['PORT 127,0,0,1,100,1', '500 Illegal PORT command.'],
  ] as const) {
    expect(give(sends(`${line}\r\n`)).said, line).toBe(`${reply}\r\n`);
  }
  expect(give(sends('EPSV 2\r\n')).did).toContain('listen');
});

test('over IPv4 there is no IPv6', () => {
  const give = before();
  give(connected);
  give(sends('USER strategos\r\nPASS TabulaRasa7\r\n'));
  expect(give(sends('EPSV 2\r\n')).said).toBe('522 Bad network protocol.\r\n');
  expect(give(sends('EPRT |2|::1|6000|\r\n')).said).toBe('500 Bad EPRT protocol.\r\n');
});
