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
