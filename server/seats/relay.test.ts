/** Mail that goes on to another server, over real TCP, as the learner and his wire see it. */
import { expect, test } from 'vitest';
import type { AccountDefinition, HostDefinition, ServiceDefinition, WorldSeed } from '../../labs/world.ts';
import { temporaryStore } from '../store/temporary.testkit.ts';
import { changedCatalogue, openClassroom, type Page } from './page.testkit.ts';

const FAR = '10.10.9.9';

interface FarSetting {
  /** What is set of SMTP on the host at which the learner hands mail in. */
  readonly near?: ServiceDefinition['settings'];
  /** What is set of SMTP there; null: nobody listens. */
  readonly far?: ServiceDefinition['settings'] | null;
  readonly quotaBytes?: number;
}

/** The course's world, in which example.thm hands on whatever it is given, and a second office stands far away. */
const withFar =
  ({ near = {}, far = {}, quotaBytes }: FarSetting) =>
  (seed: WorldSeed): WorldSeed => {
    const { hosts, accounts } = seed.world;
    const smtp = (settings: ServiceDefinition['settings']): ServiceDefinition => ({ software: 'Exim 4.96', settings });
    const farHost: HostDefinition = {
      name: 'mail.far.thm',
      address: FAR,
      aliases: ['far.thm'],
      services: {
        ...(far !== null && { smtp: smtp({ domains: ['office.thm'], ...far }) }),
        pop3: { software: 'Dovecot', settings: {} },
      },
      files: [],
    };
    const [strategos] = accounts;
    if (strategos === undefined) throw new Error('the course has no account');
    const alice: AccountDefinition = {
      ...strategos,
      user: 'alice',
      hosts: ['mail.far.thm'],
      mailboxes: strategos.mailboxes.filter(({ name }) => name === 'INBOX'),
      ...(quotaBytes !== undefined && { quotaBytes }),
    };
    const here = hosts.map((host) =>
      host.name === 'example.thm'
        ? { ...host, services: { ...host.services, smtp: smtp({ openRelay: true, retrySeconds: [1], ...near }) } }
        : host,
    );
    const names = [{ type: 'MX', name: 'office.thm', preference: 10, exchange: 'mail.far.thm' } as const];
    return { ...seed, world: { ...seed.world, hosts: [...here, farHost], accounts: [...accounts, alice], names } };
  };

async function handIn(page: Page, to: string): Promise<void> {
  await page.say('telnet 10.10.41.192 25', '220 ');
  await page.say('EHLO client.thm', '250 HELP');
  await page.say('MAIL FROM:<strategos@example.thm>', '250 OK');
  await page.say(`RCPT TO:<${to}>`, '250 Accepted');
  await page.say('DATA', '354');
  for (const line of ['From: strategos@example.thm', `To: ${to}`, 'Subject: Far away', '', 'Hello.']) page.type(line);
  await page.say('.', '250 OK id=');
  await page.say('QUIT', 'Connection closed by foreign host.');
}

/** The verbs and statuses of what was said between servers. */
function relayed(page: Page): string[] {
  const others = page.bodies('connection-opened').filter((body) => body.others !== undefined);
  const numbers = new Set(others.map(({ connection }) => connection));
  return page
    .bodies('exchange')
    .filter(({ connection }) => numbers.has(connection))
    .map(({ verb, status }) => `${verb} ${status}`);
}

async function pop(page: Page, host: string, user: string): Promise<void> {
  await page.say(`telnet ${host} 110`, '+OK');
  await page.say(`USER ${user}`, '+OK');
  await page.say('PASS TabulaRasa7', '+OK Logged in.');
}

/** Waits for the failure in the sender's INBOX, and gives the mail. */
async function bounce(page: Page): Promise<string> {
  await page.say('telnet 10.10.41.192 143', 'ready.', 'laptop');
  await page.say('a LOGIN strategos TabulaRasa7', 'a OK');
  await page.say('b SELECT INBOX', 'b OK');
  page.type('c IDLE');
  await page.until(() => page.screen().includes('* 5 EXISTS'), 'the returned mail');
  await page.say('DONE', 'c OK');
  const before = page.screen().length;
  await page.say('d FETCH 5 BODY.PEEK[]', 'd OK');
  return page.screen().slice(before).replaceAll('\r', '');
}

test('a mail for another office is handed on over a connection that the wire shows', async () => {
  const { enter, faults } = await openClassroom({ catalogue: changedCatalogue(withFar({})) });
  const page = await enter();
  await handIn(page, 'alice@office.thm');
  await page.until(() => relayed(page).includes('QUIT 221'), 'the relaying');
  expect(relayed(page)).toEqual(['GREETING 220', 'EHLO 250', 'MAIL 250', 'RCPT 250', 'BDAT 250', 'QUIT 221']);
  const [connection] = page.bodies('connection-opened').filter(({ others }) => others !== undefined);
  expect(connection).toMatchObject({
    client: { host: '10.10.41.192' },
    server: { host: FAR, port: 25 },
    others: { client: 'example.thm', server: 'mail.far.thm' },
  });
  const wire = page.bodies('wire').filter((body) => body.connection === connection?.connection);
  expect(wire.map(({ data }) => data).join('')).toContain('RCPT TO:<alice@office.thm>\r\nBDAT ');
  await pop(page, FAR, 'alice');
  await page.say('RETR 5', 'Subject: Far away');
  expect(page.screen().match(/^Received: from/gm)).toHaveLength(2);
  expect(faults).toEqual([]);
});

test('a mail that the other office refuses comes back', async () => {
  const { enter, faults } = await openClassroom({ catalogue: changedCatalogue(withFar({})) });
  const page = await enter();
  await handIn(page, 'nobody@office.thm');
  const mail = await bounce(page);
  expect(mail).toContain('X-Failed-Recipients: nobody@office.thm');
  expect(mail).toContain('after RCPT TO:<nobody@office.thm>:\n    550 Unknown user');
  expect(mail).toContain('Diagnostic-Code: smtp; 550 Unknown user');
  expect(faults).toEqual([]);
});

test('a mail for an office where nobody answers is tried again, then comes back', async () => {
  const dead = withFar({ near: { giveUpSeconds: 1 }, far: null });
  const { enter, faults } = await openClassroom({ catalogue: changedCatalogue(dead) });
  const page = await enter();
  await handIn(page, 'alice@office.thm');
  const mail = await bounce(page);
  expect(mail).toContain('\n  alice@office.thm\n    retry timeout exceeded\n');
  expect(relayed(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('offices that each take the other for the right one send no mail round in circles', async () => {
  // Whose mail it is, neither says: the far office would only send it to itself.
  const circle = (seed: WorldSeed): WorldSeed => {
    const far = withFar({ far: { domains: [], openRelay: true } })(seed);
    const names = [
      { type: 'MX', name: 'one.thm', preference: 10, exchange: 'example.thm' } as const,
      { type: 'MX', name: 'two.thm', preference: 10, exchange: 'mail.far.thm' } as const,
    ];
    return { ...far, world: { ...far.world, names } };
  };
  const { enter, faults } = await openClassroom({ catalogue: changedCatalogue(circle) });
  const page = await enter();
  await handIn(page, 'alice@two.thm');
  const mail = await bounce(page);
  expect(mail).toContain('lowest numbered MX record points to local host');
  expect(mail).toContain('From: Mail Delivery System <Mailer-Daemon@mail.far.thm>');
  expect(faults).toEqual([]);
});

test('a mail that waits goes on waiting after a restart, and arrives once', async () => {
  const store = await temporaryStore();
  const catalogue = changedCatalogue(withFar({ far: { fullMailbox: 'defer' }, quotaBytes: 2500 }));
  const before = await openClassroom({ store, catalogue });
  const page = await before.enter();
  await handIn(page, 'alice@office.thm');
  await page.until(() => relayed(page).includes('RCPT 452'), 'the first attempt');
  // Another set of seats on the same store takes over without a word of the first: as after a kill.
  const after = await openClassroom({ store, catalogue });
  const again = await after.enter('', page.learner);
  const known = relayed(again).length;
  await again.until(() => relayed(again).slice(known).includes('RCPT 452'), 'an attempt after the restart');
  await pop(again, FAR, 'alice');
  for (const number of [1, 2, 3, 4]) await again.say(`DELE ${number}`, '+OK');
  await again.say('QUIT', 'Connection closed by foreign host.');
  await again.until(() => relayed(again).includes('RCPT 250') && relayed(again).at(-1) === 'QUIT 221', 'the arrival');
  await pop(again, FAR, 'alice');
  await again.say('LIST', '+OK 1 messages');
  expect(relayed(again).filter((said) => said === 'RCPT 250')).toHaveLength(1);
  expect(after.faults).toEqual([]);
});
