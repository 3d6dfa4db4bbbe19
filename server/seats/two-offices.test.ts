/** The world of two offices, played: what goes from one to the other, and what other people do there. */
import { describe, expect, test } from 'vitest';
import { Catalogue } from './catalogue.ts';
import { changedCatalogue, type Classroom, courseCatalogue, openClassroom, type Page } from './page.testkit.ts';

const WORLD = 'two-offices';

/** The two offices, with these errands alone, each as soon as the world begins. */
function offices(...errands: readonly string[]): Promise<Classroom> {
  const seed = courseCatalogue().seed(WORLD);
  const soon = seed.world.errands.filter(({ id }) => errands.includes(id)).map((errand) => ({ ...errand, afterMs: 0 }));
  const world = { ...seed.world, errands: soon };
  return openClassroom({
    catalogue: new Catalogue([], new Map([[WORLD, { ...seed, world }]])),
    freePlayWorld: WORLD,
  });
}

/** What others said among themselves, a text each conversation: `client > server`, then the bytes. */
function conversations(page: Page): string[] {
  const opened = page.bodies('connection-opened').filter(({ others }) => others !== undefined);
  return opened.map(({ connection, others }) => {
    const wire = page.bodies('wire').filter((body) => body.connection === connection);
    return `${others?.client ?? ''} > ${others?.server ?? ''}\n${wire.map(({ data }) => data).join('')}`;
  });
}

async function handIn(page: Page, to: string, server = 'smtp.athens.thm', subject = 'By hand'): Promise<void> {
  await page.say(`telnet ${server} 25`, '220 ');
  await page.say('EHLO desk.athens.thm', '250 HELP');
  await page.say('MAIL FROM:<strategos@athens.thm>', '250 OK');
  await page.say(`RCPT TO:<${to}>`, '250 Accepted');
  await page.say('DATA', '354');
  page.type(`Subject: ${subject}`);
  page.type('');
  page.type('Hello.');
  await page.say('.', '250 OK id=');
  await page.say('QUIT', 'Connection closed by foreign host.');
}

test('a mail goes from one office to the other, and is fetched there', async () => {
  const { enter, faults } = await offices();
  const page = await enter();
  await handIn(page, 'archimedes@syracuse.thm');
  await page.until(() => conversations(page).some((text) => text.includes('QUIT')), 'the handing over');
  expect(conversations(page)[0]).toMatch(
    /^mail\.athens\.thm > mail\.syracuse\.thm\n220 .*RCPT TO:<archimedes@syracuse\.thm>/s,
  );
  await page.say('telnet mail.syracuse.thm 110', '+OK');
  await page.say('USER archimedes', '+OK');
  await page.say('PASS Eureka42', '+OK');
  await page.say('LIST', '+OK 2 messages');
  await page.say('RETR 2', 'Subject: By hand');
  expect(faults).toEqual([]);
});

test('where both offices have certificates the mail is handed on within TLS, and the log has both layers', async () => {
  const seed = courseCatalogue().seed(WORLD);
  const hosts = seed.world.hosts.map((host) => {
    const services = Object.entries(host.services).map(
      ([name, service]) => [name, { ...service, tls: 'both' }] as const,
    );
    return { ...host, certificate: 'trusted' as const, services: Object.fromEntries(services) };
  });
  const secured = { ...seed, world: { ...seed.world, hosts, errands: [] } };
  const { enter, faults } = await openClassroom({
    catalogue: new Catalogue([], new Map([[WORLD, secured]])),
    freePlayWorld: WORLD,
  });
  const page = await enter();
  await handIn(page, 'archimedes@syracuse.thm');
  const [relayed] = page.bodies('connection-opened').filter(({ others }) => others !== undefined);
  await page.until(
    () => page.bodies('connection-closed').some(({ connection }) => connection === relayed?.connection),
    'the end of the handing over',
  );
  const pieces = page.bodies('wire').filter(({ connection }) => connection === relayed?.connection);
  const crossed = (layer: 'encrypted' | 'clear' | undefined): string =>
    pieces.flatMap((piece) => (piece.layer === layer ? [piece.data] : [])).join('');
  expect(crossed(undefined)).toMatch(/^220 .*250-STARTTLS\r\n.*STARTTLS\r\n220 TLS go ahead\r\n$/s);
  expect(crossed('clear')).toMatch(/^EHLO mail\.athens\.thm\r\n.*Subject: By hand\r\n.*QUIT\r\n221 /s);
  // Records of the handshake, of data, and an alert at the end (RFC 8446 §5.1); no word in the clear.
  expect(crossed('encrypted')).toMatch(/^\x16\x03/);
  expect(crossed('encrypted')).not.toContain('Subject');
  expect(page.bodies('secured')).toMatchObject([{ connection: relayed?.connection, tls: { version: 'TLSv1.3' } }]);
  await page.say('telnet mail.syracuse.thm 110', '+OK');
  await page.say('USER archimedes', '+OK');
  await page.say('PASS Eureka42', '+OK');
  await page.say('RETR 2', 'with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384');
  expect(faults).toEqual([]);
});

test('the backup server takes the mail of the other office, hands it on there, and takes nothing else', async () => {
  const { enter } = await offices();
  const page = await enter();
  await handIn(page, 'archimedes@syracuse.thm', 'backup.syracuse.thm');
  await page.until(() => conversations(page).some((text) => text.includes('QUIT')), 'the handing over');
  expect(conversations(page)[0]).toMatch(/^backup\.syracuse\.thm > mail\.syracuse\.thm\n/);
  await page.say('telnet backup.syracuse.thm 25', '220 ');
  await page.say('HELO desk.athens.thm', '250 ');
  await page.say('MAIL FROM:<strategos@athens.thm>', '250 OK');
  await page.say('RCPT TO:<theon@athens.thm>', '550 relay not permitted');
});

test('an account is known where the world says, and nowhere else', async () => {
  const { enter } = await offices();
  const page = await enter();
  await page.say('telnet mail.athens.thm 110', '+OK');
  await page.say('USER archimedes', '+OK');
  await page.say('PASS Eureka42', '-ERR');
});

test('an invitation comes from Syracuse by way of both servers', async () => {
  const { enter, faults } = await offices('invitation');
  const page = await enter();
  await page.say('telnet imap.athens.thm 143', 'ready.');
  await page.say('a LOGIN strategos TabulaRasa7', 'a OK');
  await page.say('b SELECT INBOX', 'b OK');
  await page.until(() => conversations(page).filter((text) => text.includes('QUIT')).length === 2, 'both ways');
  const [first, second] = conversations(page);
  expect(first).toMatch(/^desk\.syracuse\.thm > mail\.syracuse\.thm\n/);
  expect(second).toMatch(/^mail\.syracuse\.thm > mail\.athens\.thm\n/);
  await page.say('c NOOP', '* 2 EXISTS');
  await page.say('d FETCH 2 BODY.PEEK[HEADER.FIELDS (RECEIVED SUBJECT)]', 'd OK');
  expect(page.screen()).toMatch(/helo=mail\.syracuse\.thm\).*helo=desk\.syracuse\.thm\).*Subject: Come and see/s);
  expect(faults).toEqual([]);
});

test('Archimedes fetches his mail, and his maildrop is empty', async () => {
  const { enter } = await offices('archimedes-fetches');
  const page = await enter();
  await page.until(() => page.bodies('connection-closed').length > 0, 'the fetching');
  expect(conversations(page)[0]).toMatch(/^desk\.syracuse\.thm > mail\.syracuse\.thm\n\+OK .*DELE 1/s);
  await page.say('telnet mail.syracuse.thm 110', '+OK');
  await page.say('USER archimedes', '+OK');
  await page.say('PASS Eureka42', '+OK');
  await page.say('LIST', '+OK 0 messages');
});

test.each([
  ['host -t mx syracuse.thm', 'mail is handled by 20 backup.syracuse.thm'],
  ['host -t txt athens.thm', '"v=spf1 mx -all"'],
  ['host imap.athens.thm', 'mail.athens.thm has address 10.20.1.10'],
])('%s', async (command, answer) => {
  const { enter } = await offices();
  const page = await enter();
  await page.say(command, answer);
});

/** The lab, with every errand of its world as soon as that begins. */
function officesOfTheLab(): Promise<Classroom> {
  return openClassroom({
    catalogue: changedCatalogue((seed) => {
      const errands = seed.world.errands.map((errand) => ({ ...errand, afterMs: 0 }));
      return { ...seed, world: { ...seed.world, errands } };
    }),
  });
}

describe('the lab is ticked by nothing', () => {
  test('that other people do', async () => {
    const { enter } = await officesOfTheLab();
    const page = await enter('smtp/two-offices');
    await page.until(() => conversations(page).filter((text) => text.includes('QUIT')).length === 3, 'the errands');
    await page.say('host imap.athens.thm', 'has address');
    expect(page.ticked).toEqual([]);
  });

  test('that passes its own server by', async () => {
    const { enter } = await openClassroom();
    const page = await enter('smtp/two-offices');
    await handIn(page, 'archimedes@syracuse.thm', 'mail.syracuse.thm', 'The eclipse');
    expect(page.ticked).toEqual([]);
  });

  test('but the bounce, and its reading', async () => {
    const { enter } = await openClassroom();
    const page = await enter('smtp/two-offices');
    await handIn(page, 'strategos@athens.thm', 'mail.athens.thm', 'Mail delivery failed');
    await handIn(page, 'nobody@syracuse.thm', 'mail.athens.thm');
    await page.until(() => page.ticked.includes('nobody'), 'the bounce');
    for (const [message, ticked] of [
      [3, ['connect', 'nobody']],
      [4, ['connect', 'nobody', 'bounce']],
    ] as const) {
      await page.say('telnet mail.athens.thm 110', '+OK');
      await page.say('USER strategos', '+OK');
      await page.say('PASS TabulaRasa7', '+OK Logged in.');
      await page.say(`RETR ${message}`, 'Return-path:');
      await page.say('QUIT', 'Connection closed by foreign host.');
      await page.say('host imap.athens.thm', 'has address');
      expect(page.ticked).toEqual(ticked);
    }
  });
});
