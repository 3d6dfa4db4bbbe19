/** The queue of a host as part of the world: kept, folded, counted. */
import { expect, test } from 'vitest';
import type { QueuedMessage } from '../protocols/smtp/store.ts';
import type { WorldChange } from './change.ts';
import { mailWorld, settingOf } from './mail-world.testkit.ts';
import { smtpStore } from './smtp-store.ts';
import { World } from './world.ts';

const message = (id: string, recipients: readonly string[], sizeBytes = 100): QueuedMessage => ({
  id,
  reversePath: 'strategos@server.thm',
  recipients: recipients.map((address) => ({ address, notify: ['FAILURE'] })),
  message: new Uint8Array(sizeBytes).fill(65),
  arrived: 1000,
  attempts: 0,
  nextAttempt: 1000,
  isInternational: true,
  returns: 'HDRS',
  envelopeId: 'E1',
});

function journalled(addedBytes = 1 << 20) {
  const journal: (readonly WorldChange[])[] = [];
  const made = mailWorld({ addedBytes, record: (changes) => void journal.push(changes) });
  const { store } = settingOf(made, 'smtp', smtpStore);
  const again = (snapshot?: ReturnType<World['snapshot']>, from = 0): World => {
    const surroundings = { now: () => 0, record: () => undefined, limits: { addedBytes, items: 10_000 } };
    const world = new World(made.world.seed, surroundings, snapshot);
    for (const changes of journal.slice(from)) world.apply(changes);
    return world;
  };
  return { ...made, store, journal, again };
}

test('what waits survives as a fold of the log, and as a snapshot with the rest of the log', () => {
  const { world, store, journal, again } = journalled();
  store.deliver([], message('a', ['one@far.thm', 'two@far.thm']));
  store.deliver([], message('b', ['one@far.thm']));
  const snapshot = structuredClone(world.snapshot());
  const cut = journal.length;
  const left = {
    recipients: [{ address: 'two@far.thm', lastFailure: 'Connection refused' }],
    attempts: 1,
    nextAttempt: 11_000,
  };
  store.settle({ id: 'a', left, deliveries: [], queued: [message('c', ['strategos@far.thm'])] });
  store.settle({ id: 'b', left: undefined, deliveries: [], queued: [] });
  const queue = world.queue('server.thm');
  expect(queue.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(queue[0]).toEqual({ ...message('a', []), ...left });
  expect(again().queue('server.thm')).toEqual(queue);
  expect(again(snapshot, cut).queue('server.thm')).toEqual(queue);
  expect(again().freeBytes).toBe(world.freeBytes);
});

test('settling is one change of the log: the rest, the mail to a user, the mail to others', () => {
  const { world, store, journal } = journalled();
  store.deliver([], message('a', ['one@far.thm']));
  const mail = { user: 'archimedes', message: new Uint8Array(10) };
  store.settle({ id: 'a', left: undefined, deliveries: [mail], queued: [message('c', ['x@far.thm'])] });
  expect(journal).toHaveLength(2);
  expect(journal[1]?.map(({ type }) => type)).toEqual(['mail-unqueued', 'mail-added', 'mail-queued']);
  expect(world.account('archimedes')?.mailboxes.get('INBOX')?.mails).toHaveLength(1);
});

test('where the world has no room nothing of it happens', () => {
  const { world, store, journal } = journalled(250);
  expect(store.deliver([], message('a', ['one@far.thm']))).toBe('delivered');
  expect(store.deliver([], message('b', ['one@far.thm'], 200))).toBe('full');
  const outcome = { id: 'a', left: undefined, deliveries: [], queued: [message('c', ['x@far.thm'], 300)] };
  expect(store.settle(outcome)).toBe('full');
  expect(world.queue('server.thm').map(({ id }) => id)).toEqual(['a']);
  expect(journal).toHaveLength(1);
  expect(store.settle({ ...outcome, queued: [] })).toBe('settled');
  expect(world.freeBytes).toBe(250);
});
