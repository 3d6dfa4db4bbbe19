import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { courseCatalogue, LIMITS, protocolMap, storeMap } from '../seats/page.testkit.ts';
import type { JsonSchema } from '../../labs/world-json-schema.ts';
import { hasProgram } from '../needs.testkit.ts';
import { runWorld, type RunningWorld, schemaText, UsageError } from './world.ts';

const run = promisify(execFile);
const LOGIN = 'strategos:TabulaRasa7';

async function startWorld(args: readonly string[] = []): Promise<{ world: RunningWorld; printed: string[] }> {
  const printed: string[] = [];
  const catalogue = courseCatalogue();
  const world = await runWorld(args, {
    protocols: protocolMap,
    stores: storeMap,
    limits: LIMITS,
    find: (name) =>
      catalogue.worlds.includes(name) ? { seed: catalogue.seed(name) } : { faults: [`${name}: no such world`] },
    defaultWorld: 'course',
    print: (line) => printed.push(line),
    onFault: (fault) => printed.push(String(fault)),
  });
  onTestFinished(() => world.close());
  return { world, printed };
}

/** Curl's output, as bytes; it is given what it needs to know of the world's ports. */
async function openCurl() {
  const { world, printed } = await startWorld();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plaintalk curl '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const at = (protocol: string): string => {
    const service = world.services.find(({ name }) => name === protocol);
    return `${protocol}://${service?.address ?? ''}:${service?.port ?? 0}`;
  };
  const curl = async (...args: readonly string[]): Promise<string> => {
    const options = { encoding: 'buffer', maxBuffer: 64e6 } as const;
    const { stdout } = await run('curl', ['--silent', '--show-error', '--max-time', '20', ...args], options);
    return stdout.toString('latin1');
  };
  const file = async (name: string, body: string | Uint8Array): Promise<string> => {
    const place = path.join(folder, name);
    await writeFile(place, body);
    return place;
  };
  return { at, curl, file, folder, printed };
}

/** The course's world, its server with a submission service or without. */
async function startWith(withSubmission: boolean): Promise<RunningWorld> {
  const seed = courseCatalogue().seed('course');
  const hosts = seed.world.hosts.map((host) => {
    const services = Object.entries(host.services).filter(([name]) => withSubmission || name !== 'submission');
    return { ...host, services: Object.fromEntries(services) };
  });
  const running = await runWorld([], {
    protocols: protocolMap,
    stores: storeMap,
    limits: LIMITS,
    find: () => ({ seed: { ...seed, world: { ...seed.world, hosts } } }),
    defaultWorld: 'course',
    print: () => undefined,
    onFault: (fault) => expect(fault).toBeUndefined(),
  });
  onTestFinished(() => running.close());
  return running;
}

describe('the words of the command', () => {
  test('each service is a line, then ready', async () => {
    const { printed } = await startWorld();
    expect(printed.map((line) => line.replace(/\d+$/, 'N')).sort()).toEqual([
      'ftp 127.0.0.1 N',
      'ftps 127.0.0.1 N',
      'imap 127.0.0.1 N',
      'imaps 127.0.0.1 N',
      'pop3 127.0.0.1 N',
      'pop3s 127.0.0.1 N',
      'ready',
      'smtp 127.0.0.1 N',
      'smtps 127.0.0.1 N',
      'submission 127.0.0.1 N',
    ]);
    expect(printed.at(-1)).toBe('ready');
  });

  test('--ports BASE puts each at BASE plus its own port', async () => {
    // A free port high up stands for the rest of its neighbourhood.
    const probe = createServer();
    const free = await new Promise<number>((bound) => {
      probe.listen(0, '127.0.0.1', () => {
        const address = probe.address();
        bound(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    await new Promise((closed) => probe.close(closed));
    const base = free - 143;
    const { world } = await startWorld(['--ports', String(base)]);
    const ports = Object.fromEntries(world.services.map(({ name, port }) => [name, port - base]));
    const secured = { smtps: 465, ftps: 990, imaps: 993, pop3s: 995 };
    expect(ports).toEqual({ ftp: 21, smtp: 25, submission: 587, pop3: 110, imap: 143, ...secured });
  });

  test('a host with a certificate has a TLS port for each, smtps with submission or without', async () => {
    for (const withSubmission of [true, false]) {
      const { services } = await startWith(withSubmission);
      const secured = services.filter(({ isTls }) => isTls);
      expect(secured.map(({ name }) => name).sort()).toEqual(['ftps', 'imaps', 'pop3s', 'smtps']);
      expect(services.filter(({ isTls }) => !isTls)).toHaveLength(withSubmission ? 5 : 4);
      const smtps = secured.find(({ name }) => name === 'smtps');
      const client = connect({ host: '127.0.0.1', port: smtps?.port ?? 0, rejectUnauthorized: false });
      onTestFinished(() => void client.destroy());
      const said: string[] = [];
      client.on('data', (bytes: Buffer) => said.push(bytes.toString()));
      const heard = async (text: string): Promise<void> => {
        while (!said.join('').includes(text)) await once(client, 'data');
      };
      await heard('220 ');
      client.write('EHLO client.thm\r\n');
      await heard('250 HELP');
      client.write('MAIL FROM:<user@client.thm>\r\n');
      // Where there is submission it stands there, and wants a log-in (RFC 6409 §4.3).
      await heard(withSubmission ? '\r\n530 ' : '\r\n250 OK');
    }
  });

  test.each([
    [['--ports', 'abc'], /--ports: expected a whole number from 0 to \d+, came abc/],
    [['--ports', '99999'], /--ports: expected a whole number/],
    [['one', 'two'], /expected one lab or world file at the most, came 2: one two/],
    [['--post', '1'], /--post/],
    [['nowhere'], /nowhere: no such world/],
  ])('%j is answered with what was expected', async (args, message) => {
    await expect(startWorld(args)).rejects.toThrow(UsageError);
    await expect(startWorld(args)).rejects.toThrow(message);
  });

  test('--schema prints what an editor holds a world against', () => {
    expect(schemaText([], protocolMap)).toBeUndefined();
    expect(schemaText(['course', '--ports', '1'], protocolMap)).toBeUndefined();
    expect(() => schemaText(['course', '--schema'], protocolMap)).toThrow(UsageError);
    const schema = JSON.parse(schemaText(['--schema'], protocolMap) ?? '') as JsonSchema;
    const services = schema.properties?.['hosts']?.items?.properties?.['services']?.properties ?? {};
    expect(Object.keys(services)).toEqual([...protocolMap.keys()]);
    expect(services['ftp']?.properties?.['settings']?.properties?.['anonymous']).toMatchObject({
      type: 'boolean',
      default: true,
    });
    expect(schema.required).toEqual(['title', 'clock', 'learner', 'hosts']);
  });

  test('a port that is taken is named', async () => {
    const { world } = await startWorld();
    const imap = world.services.find(({ name }) => name === 'imap')?.port ?? 0;
    await expect(startWorld(['--ports', String(imap - 143)])).rejects.toThrow(/127\.0\.0\.1:\d+ is not \(EADDRINUSE\)/);
  });
});

test('the servers of a world hand mail on to one another, and its people act', async () => {
  const catalogue = courseCatalogue();
  const offices = catalogue.seed('two-offices');
  const errands = offices.world.errands.map((errand) => ({ ...errand, afterMs: 0 }));
  const printed: string[] = [];
  const running = await runWorld(['two-offices'], {
    protocols: protocolMap,
    stores: storeMap,
    limits: LIMITS,
    find: () => ({ seed: { ...offices, world: { ...offices.world, errands } } }),
    defaultWorld: 'course',
    print: (line) => printed.push(line),
    onFault: (fault) => printed.push(String(fault)),
  });
  onTestFinished(() => running.close());
  const { world } = running;
  const inbox = (user: string) => world.account(user)?.mailboxes.get('INBOX')?.mails ?? [];
  await new Promise<void>((come) => {
    world.subscribe(() => {
      if (inbox('strategos').length === 2 && inbox('archimedes').length === 0) come();
    });
  });
  const text = new TextDecoder().decode(inbox('strategos')[1]?.body);
  // Each server knows the other, and the person, by the addresses of the world.
  expect(text).toContain('from [10.20.2.10]');
  expect(text).toContain('from [10.20.2.50]');
  expect(printed.map((line) => line.replace(/\d+$/, 'N'))).toEqual([
    'smtp 127.0.0.1 N',
    'submission 127.0.0.1 N',
    'pop3 127.0.0.1 N',
    'imap 127.0.0.1 N',
    'smtp 127.0.0.2 N',
    'pop3 127.0.0.2 N',
    'smtp 127.0.0.3 N',
    'ready',
  ]);
});

describe.runIf(hasProgram('curl'))('curl', () => {
  test('lists and fetches by ftp, passive in both ways and active', async () => {
    const { at, curl } = await openCurl();
    const coffee = await curl(`${at('ftp')}/coffee.txt`);
    expect(coffee).toHaveLength(1480);
    expect(await curl(`${at('ftp')}/`)).toContain('1595 Jun 27 08:05 tea.txt');
    expect(await curl('--disable-epsv', `${at('ftp')}/coffee.txt`)).toBe(coffee);
    expect(await curl('--ftp-port', '-', `${at('ftp')}/coffee.txt`)).toBe(coffee);
    expect(await curl('--ftp-port', '-', '--disable-eprt', '--list-only', `${at('ftp')}/`)).toContain('flag.txt');
  });

  test('takes 5 MB up and down by ftp, the same bytes', async () => {
    const { at, curl, file, folder } = await openCurl();
    const body = randomBytes(5_000_000);
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    await curl('--user', LOGIN, '--upload-file', await file('large.bin', body), `${at('ftp')}/large.bin`);
    const down = path.join(folder, 'down.bin');
    await curl('--user', LOGIN, '--output', down, `${at('ftp')}/large.bin`);
    expect(digest(await readFile(down))).toBe(digest(body));
  });

  test('sends by smtp what it then fetches by pop3 and imap', async () => {
    const { at, curl, file } = await openCurl();
    const letter = ['From: user@client.thm', 'To: strategos@example.thm', 'Subject: By curl', '', '.a dot', 'end', ''];
    const place = await file('letter.eml', letter.join('\r\n'));
    const envelope = ['--mail-from', 'user@client.thm', '--mail-rcpt', 'strategos@example.thm'];
    await curl(...envelope, '--upload-file', place, `${at('smtp')}/client.thm`);
    expect(await curl('--user', LOGIN, `${at('pop3')}/`)).toMatch(/^1 623\r\n2 668\r\n3 441\r\n4 451\r\n5 \d+\r\n$/);
    const byPop = await curl('--user', LOGIN, `${at('pop3')}/5`);
    expect(byPop).toContain('Subject: By curl\r\n\r\n.a dot\r\nend\r\n');
    expect(byPop).toMatch(/^Return-path: <user@client.thm>\r\n/);
    expect(await curl('--user', LOGIN, `${at('imap')}/INBOX;UID=5`)).toBe(byPop);
  });

  test('lists, searches and appends by imap', async () => {
    const { at, curl, file } = await openCurl();
    expect(await curl('--user', LOGIN, `${at('imap')}/`)).toContain('* LIST (\\HasNoChildren \\Drafts) "." Drafts');
    expect(await curl('--user', LOGIN, `${at('imap')}/INBOX?SUBJECT%20Telnet`)).toBe('* SEARCH 3\r\n');
    const note = await file('note.eml', 'Subject: A note\r\n\r\nRemember.\r\n');
    await curl('--user', LOGIN, '--upload-file', note, `${at('imap')}/Drafts`);
    expect(await curl('--user', LOGIN, `${at('imap')}/Drafts;UID=1`)).toContain('Remember.');
  });

  test('is refused with a wrong password, and as a relay', async () => {
    const { at, curl, file } = await openCurl();
    await expect(curl('--user', 'strategos:wrong', `${at('pop3')}/`)).rejects.toThrow(/curl: \(67\)/);
    const envelope = ['--mail-from', 'user@client.thm', '--mail-rcpt', 'somebody@elsewhere.example'];
    const sent = curl(...envelope, '--upload-file', await file('x.eml', 'Subject: x\r\n\r\nx\r\n'), at('smtp'));
    await expect(sent).rejects.toThrow(/550/);
  });
});
