import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { latin1Bytes } from '../lines.ts';
import { md5 } from './md5.ts';

describe('MD5', () => {
  test.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
    // RFC 1939 §7: the example of APOP.
    ['<1896.697170952@dbc.mtview.ca.us>tanstaaf', 'c4c9334bac560ecc979e58001b3e22fb'],
  ])('of "%s" is that of RFC 1321 §A.5', (text, digest) => {
    expect(md5(latin1Bytes(text))).toBe(digest);
  });

  test('is that of any other implementation, at every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
      expect(md5(bytes)).toBe(createHash('md5').update(bytes).digest('hex'));
    }
  });
});
