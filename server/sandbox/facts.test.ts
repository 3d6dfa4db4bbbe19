import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { QueuedMessage } from '../protocols/smtp/store.ts';
import { factsOf } from './facts.ts';
import { mailWorld, settingOf } from './mail-world.testkit.ts';
import { smtpStore } from './smtp-store.ts';

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

test('a file by its digest, of the bytes as they are', () => {
  const body = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
  const file = { type: 'file-written', host: 'server.thm', modified: 0, mode: 0o644, owner: 0, group: 0 } as const;
  place.world.commit([{ ...file, path: '/bytes', body }]);
  expect(facts.file('server.thm', '/bytes')?.digest).toBe(createHash('sha256').update(body).digest('hex'));
  place.world.commit([{ ...file, path: '/bytes', body: body.subarray(1) }]);
  expect(facts.file('server.thm', '/bytes')?.digest).toBe(createHash('sha256').update(body.subarray(1)).digest('hex'));
});

test('a mailbox is there, empty or not', () => {
  expect(facts.mails('archimedes', 'INBOX')).toEqual([]);
  const { world } = place;
  world.commit([{ type: 'mailbox-created', user: 'archimedes', mailbox: 'Friends', uidValidity: 7 }]);
  expect(facts.mails('archimedes', 'Friends')).toEqual([]);
  expect(facts.mails('archimedes', 'friends')).toBeUndefined();
});

test('what waits on a host, and for whom it still waits', () => {
  const { store } = settingOf(place, 'smtp', smtpStore);
  const message: QueuedMessage = {
    id: 'a',
    reversePath: 'strategos@server.thm',
    recipients: ['one@far.thm', 'two@far.thm'].map((address) => ({ address })),
    message: new Uint8Array(10),
    arrived: 0,
    attempts: 0,
    nextAttempt: 0,
  };
  expect(facts.queue('mail.thm')).toEqual([]);
  store.deliver([], message);
  const queued = { reversePath: 'strategos@server.thm', forwardPaths: ['one@far.thm', 'two@far.thm'] };
  expect(facts.queue('mail.thm')).toEqual([queued]);
  const left = { recipients: [{ address: 'two@far.thm' }], attempts: 1, nextAttempt: 1 };
  store.settle({ id: 'a', left, deliveries: [], queued: [] });
  expect(facts.queue('10.10.41.192')).toEqual([{ ...queued, forwardPaths: ['two@far.thm'] }]);
  expect(facts.queue('gone.thm')).toBeUndefined();
});
