/** `openssl s_client` at a learner's terminal, over real sockets: what it shows, and what the log and the lab have of it. */
import { describe, expect, test } from 'vitest';
import type { CertificateKind, HostDefinition } from '../../labs/world.ts';
import { changedCatalogue, openClassroom, type Page } from './page.testkit.ts';

/** The course's worlds, their servers with certificates. */
async function learner({
  lab = '',
  certificate = 'trusted',
  trustsAuthority = true,
}: {
  readonly lab?: string;
  readonly certificate?: CertificateKind;
  readonly trustsAuthority?: boolean;
} = {}): Promise<Page> {
  const secure = (host: HostDefinition): HostDefinition => {
    const services = Object.entries(host.services).map(([name, own]) => [name, { ...own, tls: 'both' }] as const);
    return { ...host, certificate, services: Object.fromEntries(services) };
  };
  const catalogue = changedCatalogue(({ world, ...seed }) => ({
    ...seed,
    world: { ...world, learner: { ...world.learner, trustsAuthority }, hosts: world.hosts.map(secure) },
  }));
  const { enter } = await openClassroom({ catalogue });
  return enter(lab);
}

test('a lab is done within TLS as it is in the clear, and what crosses can be read by nobody', async () => {
  const page = await learner({ lab: 'pop3/read-mail' });
  await page.say('openssl s_client -quiet -crlf -connect 10.10.41.192:995', 'ready.');
  await page.say('USER strategos', '+OK');
  await page.say('PASS TabulaRasa7', '+OK Logged in.');
  await page.until(() => page.bodies('progress').some(({ ticked }) => ticked.length > 0), 'a tick');
  await page.say('QUIT', 'Logging out.');
  const crossed = page.bodies('wire').filter(({ layer }) => layer === 'encrypted');
  expect(crossed.length).toBeGreaterThan(4);
  expect(crossed.map(({ data }) => data).join('')).not.toContain('TabulaRasa7');
  const clear = page.bodies('wire').filter(({ layer }) => layer === 'clear');
  expect(clear.map(({ data }) => data).join('')).toContain('PASS TabulaRasa7\r\n');
});

describe.each([
  ['smtp', 25, 'EHLO client.thm', '250 HELP', '250 HELP'],
  ['pop3', 110, 'CAPA', '.', '+OK Dovecot'],
  ['imap', 143, 'a CAPABILITY', 'a OK', '. OK'],
  ['ftp', 21, 'STAT', '530 Please login', '220 (vsFTPd'],
] as const)('-starttls %s', (protocol, port, line, reply, lastLine) => {
  test('begins TLS as the protocol has it, and goes on with the conversation', async () => {
    const page = await learner();
    await page.say(
      `openssl s_client -crlf -connect example.thm:${port} -starttls ${protocol}`,
      /(?:read R BLOCK.*){2}/s,
    );
    expect(page.screen()).toContain(`Verify return code: 0 (ok)\n---\n${lastLine}`);
    await page.say(line, reply);
    await page.say('R', 'wrong ssl version');
    expect(page.bodies('secured')).toMatchObject([{ tls: { version: 'TLSv1.3', serverName: 'example.thm' } }]);
  });
});

test.each([
  ['trusted', false, '21 (unable to verify the first certificate)'],
  ['self-signed', true, '18 (self-signed certificate)'],
  ['expired', true, '10 (certificate has expired)'],
  ['wrong-name', true, '0 (ok)'],
] as const)(
  'a certificate %s, the authority trusted: %s, comes to %s',
  async (certificate, trustsAuthority, verdict) => {
    const page = await learner({ certificate, trustsAuthority });
    await page.say('openssl s_client -connect example.thm:993', `Verify return code: ${verdict}`);
    await page.say('Q', 'DONE');
  },
);

test('TLS 1.2 tells its session with the handshake', async () => {
  const page = await learner();
  await page.say('openssl s_client -tls1_2 -showcerts -connect example.thm:990', '220 ');
  expect(page.screen()).toMatch(/New, TLSv1\.2, .*\nSSL-Session:\n.*Master-Key: [0-9A-F]{96}\n.*---\n220 /s);
  await page.say('Q', 'DONE');
});

test('where no TLS is spoken, or nobody listens, it says what OpenSSL says', async () => {
  const page = await learner();
  await page.say('openssl s_client -connect example.thm:110', 'wrong version number');
  await page.say('openssl s_client -connect example.thm:2599', 'connect:errno=111');
  await page.say('telnet example.thm 110', '+OK');
});
