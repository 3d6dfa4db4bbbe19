import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ValueDefinition } from './lab.ts';
import { labOf } from './toy.testkit.ts';
import { templateOf } from './value-template.ts';
import { drawValues, holesOf, seedWithValues, withValues } from './values.ts';
import type { World, WorldSeed } from './world.ts';

const bytesFor =
  (learner: string) =>
  (name: string): Uint8Array =>
    new Uint8Array(createHash('sha256').update(`${learner} ${name}`).digest());

function template(name: string, text: string): ValueDefinition {
  const parsed = templateOf(text);
  if (!('pieces' in parsed)) throw new Error(parsed.message);
  return { name, kind: 'template', pieces: parsed.pieces };
}

test.each([
  ['flag-{hex 8}', /^flag-[0-9a-f]{8}$/],
  ['{digits 4}', /^\d{4}$/],
  ['{letters 64}', /^[a-z]{64}$/],
  ['{word}{number 10 99}', /^[a-z]+\d\d$/],
  ['{ number 7 8 }', /^[78]$/],
])('%s draws what it says, and not the same for two learners', (text, form) => {
  const drawn = Array.from({ length: 40 }, (_, i) => drawValues([template('v', text)], bytesFor(String(i)))['v'] ?? '');
  for (const value of drawn) expect(value).toMatch(form);
  expect(new Set(drawn).size).toBeGreaterThan(1);
  expect(drawValues([template('v', text)], bytesFor('3'))['v']).toBe(drawn[3]);
});

test('a value is one of those that the author lists, each as likely', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 900; i++) {
    const { who = '' } = drawValues([{ name: 'who', kind: 'oneOf', of: ['anna', 'ben', 'cleo'] }], bytesFor(String(i)));
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(['anna', 'ben', 'cleo']);
  for (const count of counts.values()) expect(count).toBeGreaterThan(220);
});

test('values of one learner have nothing to do with one another', () => {
  const { a, b } = drawValues([template('a', '{hex 16}'), template('b', '{hex 16}')], bytesFor('x'));
  expect(a).not.toBe(b);
});

test.each([
  ['flag', 'expected something to draw, like {hex 8}, came "flag"'],
  ['{hex}', 'expected one of {hex}, {digits}, {letters}, {word}, {number} with its numbers, came "{hex}"'],
  ['{hex 65}', 'came "{hex 65}"'],
  ['{number 9 3}', 'came "{number 9 3}"'],
  ['{word 3}', 'came "{word 3}"'],
  ['{hxe 4}', 'came "{hxe 4}"'],
  ['{hex 4', 'expected each { closed by a }, came "{hex 4"'],
])('the template %s is refused', (text, said) => {
  expect(templateOf(text)).toMatchObject({ message: expect.stringContaining(said) as string });
});

const DRAWN = { flag: 'a<b', pin: '1.5' };

describe('in a lab', () => {
  const lab = {
    ...labOf({
      one: `expect:
  all:
    - exchange: { verb: WRITE, arguments: { to: "\${flag}@post.thm" }, replyText: { pattern: "^\${pin}$" } }
    - typed: { line: "\${other}" }
    - answer: { ask: "Is it **\${flag}**?", choice: { options: ["\${pin}", "2"], right: 1 } }
    - mail: { account: ann, headers: { subject: { oneOf: ["\${pin}", 3] } }, contains: "\${flag}", flags: ["\${pin}"], lacks: ["x\${flag}"] }`.replace(
        '    - typed: { line: "${other}" }\n',
        '    - exchange: { verb: HELLO, replyText: { contains: "${other}" } }\n',
      ),
    }),
    values: [template('flag', '{hex 1}'), template('pin', '{hex 1}')],
  };

  test('values stand in every text and check; a hole that is none stays', () => {
    const own = withValues(lab, DRAWN);
    expect(own.steps[0]?.expect).toEqual({
      type: 'all',
      of: [
        {
          type: 'exchange',
          protocol: 'post',
          verb: 'WRITE',
          arguments: { to: 'a<b@post.thm' },
          replyText: { pattern: String.raw`^1\.5$` },
        },
        { type: 'exchange', protocol: 'post', verb: 'HELLO', arguments: {}, replyText: { contains: '${other}' } },
        {
          type: 'answer',
          ask: '<p>Is it <strong>a&lt;b</strong>?</p>\n',
          right: { kind: 'choice', options: ['1.5', '2'], right: 1 },
        },
        {
          type: 'mail',
          account: 'ann',
          mailbox: 'INBOX',
          headers: { subject: { oneOf: ['1.5', 3] } },
          contains: 'a<b',
          flags: ['1.5'],
          lacks: ['xa<b'],
        },
      ],
    });
  });

  test('what a check may bind is known', () => {
    const [step] = lab.steps;
    expect(step && [...holesOf(step.expect)]).toEqual(['flag', 'other', 'pin']);
  });

  test('a lab without values is the lab itself', () => {
    const plain = { ...lab, values: [] };
    expect(withValues(plain, {})).toBe(plain);
  });
});

describe('in a world', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const world = {
    name: 'w',
    title: 'W',
    hosts: [
      { name: 'a.thm', files: [{ path: '/flag.txt', text: 'it is ${flag}', mode: 0o644 }] },
      { name: 'b.thm', files: [] },
    ],
    accounts: [
      { user: 'ann', password: '${pin}' },
      { user: 'ben', password: 'x' },
    ],
  } as unknown as World;
  const seed: WorldSeed = {
    world,
    sources: new Map([
      ['mail.eml', bytes('Subject: ${flag} ${other} ü\r\n')],
      ['dollars.txt', bytes('$1 ${other}')],
      ['binary', Uint8Array.of(0, 255, 128)],
    ]),
  };

  test('values stand in passwords, files and the bytes of sources; all else is shared', () => {
    const own = seedWithValues(seed, { flag: 'ä', pin: '7' });
    expect(own.world.accounts[0]?.password).toBe('7');
    expect(own.world.hosts[0]?.files[0]?.text).toBe('it is ä');
    expect(own.sources.get('mail.eml')).toEqual(bytes('Subject: ä ${other} ü\r\n'));
    expect(own.world.accounts[1]).toBe(world.accounts[1]);
    expect(own.world.hosts[1]).toBe(world.hosts[1]);
    for (const name of ['dollars.txt', 'binary']) expect(own.sources.get(name)).toBe(seed.sources.get(name));
  });

  test('a seed without a hole is the seed itself', () => {
    const plain: WorldSeed = { world: { ...world, hosts: [], accounts: [] }, sources: new Map() };
    expect(seedWithValues(plain, { flag: 'x' })).toBe(plain);
    expect(seedWithValues(seed, {})).toBe(seed);
  });

  test('bytes that are no text come through', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (random) => {
        const mixed = Uint8Array.from([...random, ...bytes('${flag}'), ...random]);
        const own = seedWithValues({ world, sources: new Map([['x', mixed]]) }, { flag: 'v' });
        expect(own.sources.get('x')).toEqual(Uint8Array.from([...random, 0x76, ...random]));
      }),
      { numRuns: 20 },
    );
  });
});
