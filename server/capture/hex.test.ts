import { expect, it } from 'vitest';
import { hexRow } from './hex.ts';

it('a whole row is written as Wireshark writes it', () => {
  expect(hexRow(0x20, 'HELO client.thm\r', 16)).toEqual({
    offset: '00000020',
    bytes: '48 45 4c 4f 20 63 6c 69  65 6e 74 2e 74 68 6d 0d',
    text: 'HELO client.thm.',
  });
});

it('a short row is as wide as a whole one', () => {
  const { bytes, text } = hexRow(0, '\n\xff', 16);
  expect(bytes).toHaveLength(16 * 3);
  expect(bytes.trimEnd()).toBe('0a ff');
  expect(text).toBe('..');
});

it('a narrow row has eight bytes and as many digits as it needs', () => {
  expect(hexRow(0x18, 'QUIT\r\n', 8)).toEqual({ offset: '0018', bytes: '51 55 49 54 0d 0a      ', text: 'QUIT..' });
  expect(hexRow(0x12345, '', 8).offset).toBe('12345');
});
