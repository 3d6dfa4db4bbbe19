import { expect, test } from 'vitest';
import { factsOf } from './facts.ts';
import { mailWorld } from './mail-world.testkit.ts';

const place = mailWorld({ aliases: ['mail.thm'] });
const facts = factsOf(place.world);

test('mails of a mailbox, by header and text', () => {
  const mails = facts.mails('strategos', 'inbox');
  expect(mails?.map(({ uid, flags }) => [uid, flags])).toEqual([
    [1, ['\\Seen']],
    [2, []],
    [3, []],
    [4, []],
  ]);
  expect(mails?.[2]?.header('SUBJECT')).toEqual(['Telnet email']);
  expect(mails?.[2]?.text).toContain('Hello. I am using telnet');
  expect(mails?.[2]?.sizeBytes).toBe(441);
  expect(facts.mails('strategos', 'nosuch')).toBeUndefined();
  expect(facts.mails('nobody', 'INBOX')).toBeUndefined();
});

test('files by path, and the learner’s home as ~', () => {
  const file = { modified: 0, mode: 0o644, owner: 0, group: 0 };
  const body = new TextEncoder().encode('caffè');
  place.world.commit([{ type: 'file-written', host: 'server.thm', path: '/coffee.txt', body, ...file }]);
  for (const path of ['/coffee.txt', '~/coffee.txt', 'coffee.txt']) {
    expect(facts.file('mail.thm', path)).toMatchObject({ sizeBytes: 6, text: 'caffè' });
  }
  expect(facts.file('server.thm', '/nosuch')).toBeUndefined();
  expect(facts.file('nosuch', '/coffee.txt')).toBeUndefined();
  expect(facts.resolve('MAIL.THM.')).toBe('10.10.41.192');
  expect(facts.resolve('10.10.41.192')).toBe('10.10.41.192');
  expect(facts.resolve('10.10.41.193')).toBeUndefined();
  expect(facts.resolve('nosuch')).toBeUndefined();
});
