import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pieces } from './pieces.ts';

test('what was gathered in pieces of any size is there whole, in order, and once', () => {
  const piece = fc.record({ length: fc.oneof(fc.nat(20), fc.integer({ min: 4000, max: 9000 })), byte: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(piece), fc.array(piece), (first, second) => {
      const pieces = new Pieces();
      for (const part of [first, second]) {
        const bytes = part.map(({ length, byte }) => new Uint8Array(length).fill(byte));
        for (const each of bytes) pieces.append(each);
        const expected = Buffer.concat(bytes);
        expect(pieces.length).toBe(expected.length);
        expect(Buffer.compare(pieces.take(), expected)).toBe(0);
        expect(pieces.length).toBe(0);
      }
    }),
  );
});
