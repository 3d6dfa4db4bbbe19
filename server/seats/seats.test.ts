import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { WorldSeed } from '../../labs/world.ts';
import { hasSystemFile } from '../needs.testkit.ts';
import { EchoEngine } from '../protocols/echo/engine.ts';
import { temporaryDirectory, temporaryStore } from '../store/temporary.testkit.ts';
import { changedCatalogue, LIMITS, openClassroom, type Page, protocolMap, storeWith } from './page.testkit.ts';

const SMTP = 'telnet 10.10.41.192 25';

async function sendMail(page: Page, subject = 'My first mail'): Promise<void> {
  await page.say('HELO client.thm', '250 ');
  await page.say('MAIL FROM:<user@client.thm>', '250 OK');
  await page.say('RCPT TO:<strategos@example.thm>', '250 Accepted');
  await page.say('DATA', '354');
  for (const line of ['From: user@client.thm', 'To: strategos@example.thm', `Subject: ${subject}`, '', 'Hello.']) {
    page.type(line);
  }
  await page.say('.', '250 OK id=');
}

async function subjects(page: Page): Promise<string> {
  await page.say('telnet 10.10.41.192 143', 'ready.', 'laptop');
  await page.say('a LOGIN strategos TabulaRasa7', 'a OK');
  await page.say('b SELECT INBOX', 'b OK');
  const before = page.screen().length;
  await page.say('c FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]', 'c OK');
  const shown = page.screen().slice(before);
  await page.say('d LOGOUT', 'Connection closed by foreign host.');
  return shown;
}

test('a learner sends a mail by hand, and each step is ticked at its line', async () => {
  const { enter, faults } = await openClassroom();
  const page = await enter('smtp/first-mail');
  await page.say(SMTP, '220 example.thm ESMTP Exim 4.95 Ubuntu Thu, 27 Jun 2024 16:18:');
  await sendMail(page);
  await page.say('QUIT', 'Connection closed by foreign host.');
  await page.until(() => page.progress?.current === undefined, 'the last tick');
  expect(faults).toEqual([]);
  const ticks = page.bodies('progress').filter(({ ticked }) => ticked.length > 0);
  const lineOf = (id: string | undefined): string | undefined =>
    page.bodies('line').find((line) => line.id === id)?.text;
  expect(ticks.slice(0, 3).map(({ line }) => lineOf(line))).toEqual([
    SMTP,
    'HELO client.thm',
    'MAIL FROM:<user@client.thm>',
  ]);
});

test('the catalogue shows how far a learner has come, and a ticked step says why', async () => {
  const { enter, seats } = await openClassroom();
  const page = await enter('smtp/first-mail');
  const reader = { learner: page.learner, language: 'en' };
  expect((await seats.labs.step(reader, 'smtp/first-mail', 'connect'))?.why).toBeUndefined();
  await page.say(SMTP, '220 ');
  await page.until(() => page.ticked.includes('connect'));
  expect((await seats.labs.step(reader, 'smtp/first-mail', 'connect'))?.why).toContain('TCP connection');
  const ticked = async (): Promise<number | undefined> => (await seats.labs.list(reader)).labs[0]?.ticked;
  await expect.poll(ticked).toBe(1);
});

test('free play begins with a line for each server of the world', async () => {
  const { seats, store } = await openClassroom();
  const { beginnings } = (await seats.enter(await store.createLearner(0), '')) ?? {};
  expect(beginnings).toEqual([
    'help',
    'telnet 10.10.41.192 25',
    'telnet 10.10.41.192 110',
    'telnet 10.10.41.192 143',
    'ftp 10.10.41.192',
  ]);
});

test('a mail taken in by SMTP is at once in IMAP', async () => {
  const { enter } = await openClassroom();
  const page = await enter();
  await page.say(SMTP, '220 ');
  await sendMail(page, 'Straight through');
  await page.say('QUIT', 'Connection closed');
  expect(await subjects(page)).toContain('Subject: Straight through');
});

test.runIf(hasSystemFile('/proc/net/tcp'))('the conversation is a TCP connection of this process', async () => {
  const { enter } = await openClassroom();
  const page = await enter();
  await page.say(SMTP, '220 ');
  const port = page.bodies('connection-opened')[0]?.client.port ?? 0;
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  // Column 1 is the local end, 3 the state (01: established), 9 the socket's inode.
  const inode = rows.find((row) => row[1]?.endsWith(`:${hex}`) === true && row[3] === '01')?.[9];
  const open = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  expect(open).toContain(`socket:[${inode ?? 'none'}]`);
});

test('printing the right words fulfils nothing', async () => {
  const { enter } = await openClassroom();
  const page = await enter('smtp/first-mail');
  for (const words of ['220 example.thm ESMTP', '250 OK', 'HELO client.thm', '354 Enter message', '250 OK id=1']) {
    await page.say(`echo "${words}"`, words);
  }
  await page.say('echo "250 Accepted" > reply.txt', '');
  await page.say('cat reply.txt', '250 Accepted');
  expect(page.ticked).toEqual([]);
});

test('two learners never see each other’s world', async () => {
  const { enter } = await openClassroom();
  const one = await enter();
  const other = await enter();
  await one.say(SMTP, '220 ');
  await sendMail(one, 'For my eyes only');
  expect(await subjects(other)).not.toContain('my eyes');
});

test('a seat is its learner’s own', async () => {
  const { enter, seats, store } = await openClassroom();
  const { seat } = await enter();
  const stranger = await store.createLearner(0);
  const channel = { send: () => undefined, waitingBytes: 0, close: () => undefined };
  expect(await seats.attach(stranger, seat, channel)).toBeUndefined();
});

describe('names, clock, users and sizes of the world', () => {
  const changed = (seed: WorldSeed): WorldSeed => ({
    ...seed,
    world: {
      ...seed.world,
      clock: Date.UTC(1999, 11, 31, 23, 59, 0),
      hosts: seed.world.hosts.map((host) =>
        host.name === 'example.thm' ? { ...host, name: 'post.example', address: '10.9.8.7', aliases: [] } : host,
      ),
      accounts: seed.world.accounts.map((account) =>
        account.user === 'strategos' ? { ...account, user: 'hypatia', password: 'Conics' } : account,
      ),
    },
  });

  test('are followed by the servers', async () => {
    const { enter } = await openClassroom({ catalogue: changedCatalogue(changed) });
    const page = await enter();
    await page.say(SMTP, /Unable to connect|No route/);
    await page.say('telnet post.example 25', '220 post.example ESMTP Exim 4.95 Ubuntu Fri, 31 Dec 1999 23:59:');
    await page.say('HELO client.thm', '250 post.example Hello client.thm [10.11.81.126]');
    await page.say('MAIL FROM:<user@client.thm>', '250 OK');
    await page.say('RCPT TO:<strategos@post.example>', '550');
    await page.say('RCPT TO:<hypatia@post.example>', '250 Accepted');
    await page.say('QUIT', 'closed by foreign host');
    await page.say('telnet post.example 110', '+OK');
    await page.say('USER hypatia', '+OK');
    await page.say('PASS Conics', '+OK Logged in.');
    await page.say('STAT', '+OK 4 2183');
  });
});

describe('a page', () => {
  test('that comes again has everything, and nothing twice', async () => {
    const { enter } = await openClassroom();
    const page = await enter();
    page.type(SMTP);
    page.drop();
    await page.attach();
    await page.until(() => page.screen().includes('220 '));
    page.type('HELO client.thm');
    await page.until(() => page.screen().includes('HELO client.thm'));
    page.drop();
    await page.attach();
    await page.until(() => page.screen().includes('250 example.thm'));
    const numbers = page.entries.map(({ n }) => n);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(page.screen().match(/220 example/g)).toHaveLength(1);
  });

  test('that sends a line again because it heard no answer runs it once', async () => {
    const { enter } = await openClassroom();
    const page = await enter();
    page.type('echo once', 'laptop', 'same');
    page.drop();
    await page.attach();
    page.type('echo once', 'laptop', 'same');
    await page.say('echo done', 'done\n');
    expect(page.screen().match(/\nonce\n/g)).toHaveLength(1);
  });

  test('beside another shows the same, and one of them types', async () => {
    const { enter } = await openClassroom();
    const first = await enter();
    const second = await enter('', first.learner);
    expect([first.hasPen, second.hasPen]).toEqual([true, false]);
    second.type('echo not me');
    expect(second.refusals).toEqual(['seat.refused.no-pen']);
    second.send({ type: 'take-pen' });
    expect([first.hasPen, second.hasPen]).toEqual([false, true]);
    await second.say('echo me', 'me\n');
    await first.until(() => first.screen().includes('echo me'));
    expect(first.screen()).toBe(second.screen());
    second.drop();
    expect(first.hasPen).toBe(true);
  });

  test('that sends nonsense is told so, and the seat goes on', async () => {
    const { enter, faults } = await openClassroom();
    const page = await enter();
    page.send({ type: 'line' } as never);
    page.send('x' as never);
    page.send({ type: 'line', terminal: 'laptop', id: 'a', text: 'x'.repeat(5000), seen: 0 });
    expect(page.refusals).toEqual(Array(3).fill('seat.refused.message'));
    await page.say('echo on', 'on\n');
    expect(faults).toEqual([]);
  });

  test('opens terminals up to the limit, and each has its own programs', async () => {
    const { enter } = await openClassroom({ seatLimits: { ...LIMITS, terminals: 2 } });
    const page = await enter();
    page.send({ type: 'open-terminal', terminal: 'phone' });
    await page.until(() => page.screen('phone') === '' && page.bodies('terminal-opened').length === 2);
    await page.say(SMTP, '220 ');
    await page.say('whoami', 'user', 'phone');
    page.send({ type: 'open-terminal', terminal: 'tablet' });
    expect(page.refusals).toEqual(['seat.refused.terminals']);
    page.send({ type: 'close-terminal', terminal: 'laptop' });
    await page.until(() => page.bodies('connection-closed').length === 1);
    page.send({ type: 'close-terminal', terminal: 'phone' });
    expect(page.refusals).toEqual(['seat.refused.terminals', 'seat.refused.last-terminal']);
  });
});

describe('a fresh start', () => {
  test('renews the world and keeps the history', async () => {
    const { enter } = await openClassroom();
    const page = await enter('smtp/first-mail');
    await page.say(SMTP, '220 ');
    await sendMail(page, 'Before');
    expect(page.ticked).not.toEqual([]);
    page.send({ type: 'afresh', id: 'again' });
    await page.until(() => page.bodies('afresh').length === 1 && page.ticked.length === 0, 'the fresh start');
    expect(page.bodies('connection-closed')).toHaveLength(1);
    expect(page.screen()).toContain('Subject: Before');
    expect(await subjects(page)).not.toContain('Before');
    page.send({ type: 'afresh', id: 'again' });
    await page.say('echo still', 'still\n');
    expect(page.bodies('afresh')).toHaveLength(1);
  });
});

describe('when the process ends', () => {
  test('what was acknowledged is there in the next, and the seat goes on', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const before = await openClassroom({ store });
    const page = await before.enter('smtp/first-mail');
    await page.say(SMTP, '220 ');
    await sendMail(page, 'Kept');
    await page.until(() => page.ticked.length >= 5);
    const { ticked } = page;
    // Another set of seats on the same store takes over without a word of the first: as after a kill.
    const after = await openClassroom({ store });
    const again = await after.enter('smtp/first-mail', page.learner);
    expect(again.ticked).toEqual(ticked);
    expect(again.screen()).toContain('Subject: Kept');
    expect(again.screen()).toContain('Plaintalk was started again');
    expect(again.bodies('connection-closed')).toHaveLength(1);
    expect(await subjects(again)).toContain('Subject: Kept');
  });

  test('a line typed to a program that is gone does not reach the shell', async () => {
    const store = await temporaryStore();
    const before = await openClassroom({ store });
    const page = await before.enter();
    await page.say(SMTP, '220 ');
    const { last } = page;
    const after = await openClassroom({ store });
    const again = await after.enter('', page.learner);
    again.send({ type: 'line', terminal: 'laptop', id: 'late', text: 'HELO client.thm', seen: last });
    expect(again.refusals).toEqual(['seat.refused.old-line']);
    expect(again.screen()).not.toContain('HELO');
  });

  test('a seat that another process took can say nothing more', async () => {
    const store = await temporaryStore();
    const before = await openClassroom({ store });
    const page = await before.enter();
    await page.say(SMTP, '220 ');
    const after = await openClassroom({ store });
    await after.enter('', page.learner);
    await expect(sendMail(page)).rejects.toThrow('did not come');
    expect(before.faults.length).toBeGreaterThan(0);
    expect(page.screen()).not.toContain('250 OK id=');
  });
});

test('with a store that never finishes, no 250 comes', async () => {
  const store = await temporaryStore();
  let isStuck = false;
  let unstick: (failure: Error) => void = () => undefined;
  const stuck = storeWith(store, {
    append: (...args) => (isStuck ? new Promise((_, reject) => (unstick = reject)) : store.append(...args)),
  });
  const { enter } = await openClassroom({ store: stuck });
  const page = await enter();
  await page.say(SMTP, '220 ');
  await page.say('HELO client.thm', '250 ');
  await page.say('MAIL FROM:<user@client.thm>', '250 OK');
  await page.say('RCPT TO:<strategos@example.thm>', '250 Accepted');
  await page.say('DATA', '354');
  isStuck = true;
  const sent = page.type('.');
  await page.until(() => page.bodies('line').some(({ id }) => id === sent));
  // Time enough for any number of turns: the reply has none to wait for but the disk.
  await new Promise((done) => setTimeout(done, 300));
  expect(page.screen()).not.toContain('250 OK id=');
  unstick(new Error('the disk was taken away'));
});

test('an exception in one learner’s world ends that connection with 421 and reaches no other', async () => {
  class Broken extends EchoEngine {
    override handle(): never {
      throw new Error('a bug of ours');
    }
  }
  const smtp = protocolMap.get('smtp');
  if (smtp === undefined) throw new Error('no SMTP');
  let isBroken = false;
  const protocols = new Map(protocolMap).set('smtp', {
    ...smtp,
    create: (setting) => (isBroken ? new Broken() : smtp.create(setting)),
  });
  const { enter, faults } = await openClassroom({ protocols });
  const well = await enter();
  await well.say(SMTP, '220 ');
  isBroken = true;
  const ill = await enter();
  await ill.say(SMTP, 'Connection closed by foreign host.');
  expect(ill.screen()).toContain('421 example.thm');
  expect(faults).toHaveLength(1);
  await well.say('HELO client.thm', '250 ');
  await ill.say('echo alive', 'alive\n');
});

test('echo is the fifth protocol: a world that has it speaks it, and the wire and the checker see it', async () => {
  const withEcho = (seed: WorldSeed): WorldSeed => ({
    ...seed,
    world: {
      ...seed.world,
      hosts: seed.world.hosts.map((host) =>
        host.name === 'example.thm'
          ? { ...host, services: { ...host.services, echo: { software: 'echo', settings: {} } } }
          : host,
      ),
    },
  });
  const { enter } = await openClassroom({ catalogue: changedCatalogue(withEcho) });
  const page = await enter();
  await page.say('telnet 10.10.41.192 7', 'Escape character');
  await page.say('Hello, echo', 'Hello, echo\n');
  expect(page.bodies('connection-opened')).toMatchObject([{ protocol: 'echo', server: { port: 7 } }]);
  expect(page.bodies('wire').map(({ from, data }) => [from, data])).toEqual([
    ['client', 'Hello, echo\r\n'],
    ['server', 'Hello, echo\r\n'],
  ]);
  expect(page.bodies('exchange')).toMatchObject([{ protocol: 'echo', verb: 'ECHO', line: 'Hello, echo' }]);
});

test('an evicted seat comes back as it was', async () => {
  const { enter, seats } = await openClassroom({ seatIdleMs: 20 });
  const page = await enter();
  await page.say('echo kept > note.txt', '');
  page.drop();
  await expect.poll(() => seats.counts.seats).toBe(0);
  const again = await enter('', page.learner);
  await again.say('cat note.txt', 'kept');
});
