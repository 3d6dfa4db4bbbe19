import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { mailWorld } from '../sandbox/mail-world.testkit.ts';
import { packSeed, unpackSeed } from './seed.ts';

const { seed } = mailWorld().world;

test('a seed is unpacked as it was packed', () => {
  const { digest, data } = packSeed({ lab: undefined, world: seed });
  const unpacked = unpackSeed(data);
  expect(unpacked.world).toEqual(seed);
  expect(packSeed(unpacked).digest).toBe(digest);
});

test('a seed of before there were names and errands is still a world', () => {
  const { names: _names, errands: _errands, ...world } = seed.world;
  const data = deflateRawSync(JSON.stringify({ world, sources: {} }));
  expect(unpackSeed(data).world.world).toEqual({ ...world, names: [], errands: [] });
});

test('a lab of before there were levels of hints and translations asks for the same', () => {
  const step = {
    id: 'connect',
    title: 'Connect',
    html: '<p>Connect.</p>',
    expect: { type: 'connected', protocol: 'smtp' },
    after: [],
    hints: ['Which program?', 'Two words behind it.', 'telnet'],
    why: '<p>It answers.</p>',
    line: 9,
  } as const;
  const about = { id: 'smtp/first-mail', title: 'First', summary: 'A mail.', protocol: 'smtp', level: 1, minutes: 5 };
  const lab = { ...about, world: 'course', objectives: ['connect'], introduction: '', steps: [step] };
  const data = deflateRawSync(JSON.stringify({ lab, world: seed.world, sources: {} }));
  const unpacked = unpackSeed(data).lab;
  expect(unpacked).toMatchObject({ ...about, needs: [], values: [], terminals: ['laptop'], translations: {} });
  expect(unpacked?.steps).toEqual([
    {
      ...step,
      hints: [
        { level: 'nudge', html: 'Which program?' },
        { level: 'rule', html: 'Two words behind it.' },
        { level: 'answer', html: 'telnet' },
      ],
      mistakes: [],
      isOptional: false,
      points: 1,
      helpAfter: 3,
    },
  ]);
});
