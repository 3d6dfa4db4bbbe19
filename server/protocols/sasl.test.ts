import { expect, test } from 'vitest';
import { decodeBase64, parsePlain, readCredentials } from './sasl.ts';

test.each([
  ['', ''],
  ['AA==', '\0'],
  ['AAA=', '\0\0'],
  ['c3RyYXRlZ29z', 'strategos'],
  ['AB==', '\0'],
  ['A', undefined],
  ['A===', undefined],
  ['=', undefined],
  ['====', undefined],
  ['AA==AA==', undefined],
  ['AAAA ', undefined],
  ['AA-_', undefined],
])('base64 %j stands for %j (RFC 4648 §4)', (text, message) => {
  expect(decodeBase64(text)).toBe(message);
});

test.each([
  ['\0tim\0tanstaaftanstaaf', { identity: '', user: 'tim', password: 'tanstaaftanstaaf' }],
  ['Ursel\0Kurt\0xipj3plmq', { identity: 'Ursel', user: 'Kurt', password: 'xipj3plmq' }],
  ['tim', undefined],
  ['\0tim', undefined],
  ['\0tim\0tan\0staaf', undefined],
])('PLAIN carries %j (RFC 4616 §4)', (message, parts) => {
  expect(parsePlain(message)).toEqual(parts);
});

test.each([
  ['PLAIN', ['AHRpbQB0YW5zdGFhZg=='], { mechanism: 'PLAIN', user: 'tim', password: 'tanstaaf' }],
  ['PLAIN', ['!'], { mechanism: 'PLAIN' }],
  ['PLAIN', [], { mechanism: 'PLAIN' }],
  ['LOGIN', ['dGlt'], { mechanism: 'LOGIN', user: 'tim' }],
  ['LOGIN', ['dGlt', 'dGFu'], { mechanism: 'LOGIN', user: 'tim', password: 'tan' }],
  ['CRAM-MD5', ['dGlt'], { mechanism: 'CRAM-MD5' }],
])('%s %j gives away what it carries', (mechanism, responses, told) => {
  expect(readCredentials({ mechanism, responses })).toEqual(told);
});
