/** imapflow: what programs of Node's read mail with; runs in this process. Uses what a server promises. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import packageFile from 'imapflow/package.json' with { type: 'json' };
import { createTransport } from 'nodemailer';
import type { Client } from './client.ts';
import { delivered, expectSameMails } from './letters.ts';
import type { Place } from './place.ts';
import { largeMaildrop, OTHER, USER } from './seed.ts';

const LARGE = 300;

export const imapflow: Client = {
  name: 'imapflow',
  programs: [],
  version: () => packageFile.version,
  journeys: [
    {
      name: 'imap: folders with their numbers, every mail with its structure',
      go: (place) =>
        withFlow(place, {}, async (flow) => {
          const folders = await flow.list({ statusQuery: { messages: true, unseen: true } });
          assert.deepEqual(folders.map(({ path }) => path).sort(), [...place.mailboxNames(USER.user)].sort());
          const inbox = folders.find(({ path }) => path === 'INBOX');
          assert.deepEqual([inbox?.status?.messages, inbox?.status?.unseen], [4, 3]);
          assert.equal(folders.find(({ path }) => path === 'Sent')?.specialUse, '\\Sent');
          await flow.mailboxOpen('INBOX');
          const fetched: string[] = [];
          const query = { uid: true, flags: true, envelope: true, bodyStructure: true, source: true, size: true };
          for await (const { source, size, envelope } of flow.fetch('1:*', query)) {
            assert.equal(source?.length, size);
            assert.ok(envelope?.subject !== undefined);
            fetched.push(source?.toString('latin1') ?? '');
          }
          expectSameMails(fetched, place.inbox(USER.user));
        }),
    },
    {
      name: `imap: ${LARGE} mails, one of them as a stream`,
      seed: largeMaildrop(LARGE),
      go: (place) =>
        withFlow(place, { auth: { user: OTHER.user, pass: OTHER.password } }, async (flow) => {
          await flow.mailboxOpen('INBOX', { readOnly: true });
          const all = await flow.fetchAll('1:*', { uid: true, source: true });
          expectSameMails(
            all.map(({ source }) => source?.toString('latin1') ?? ''),
            place.inbox(OTHER.user),
          );
          const { content } = (await flow.download('7')) as { content: Readable };
          const pieces: Buffer[] = [];
          for await (const piece of content) pieces.push(piece as Buffer);
          assert.equal(Buffer.concat(pieces).toString('latin1'), place.inbox(OTHER.user)[6]);
          const found = await flow.search({ subject: 'Number 25' }, { uid: true });
          assert.deepEqual(found, [25, ...Array.from({ length: 10 }, (_, i) => 250 + i)]);
        }),
    },
    {
      name: 'imap: append, flag, move, delete, make and rename folders',
      go: (place) =>
        withFlow(place, {}, async (flow) => {
          const made = await flow.mailboxCreate('Grüße');
          assert.equal(made.created, true);
          await flow.mailboxRename('Grüße', 'Gute Grüße');
          const written = delivered('By imapflow');
          const appended = await flow.append('Gute Grüße', Buffer.from(written, 'latin1'), ['\\Seen', 'work']);
          assert.ok(appended !== false && appended.uid === 1);
          await flow.mailboxOpen('INBOX');
          const moved = await flow.messageMove('1:2', 'Gute Grüße', { uid: true });
          assert.ok(moved !== false);
          assert.deepEqual(
            [...(moved.uidMap ?? [])],
            [
              [1, 2],
              [2, 3],
            ],
          );
          await flow.messageFlagsAdd('1', ['\\Flagged', '$Important']);
          await flow.messageDelete('2');
          const [kept, ...more] = place.mails(USER.user);
          assert.deepEqual([kept?.uid, kept?.flags, more], [3, ['\\Flagged', '$Important'], []]);
          const there = place.mails(USER.user, 'Gute Gr&APwA3w-e');
          assert.deepEqual(
            there.map(({ uid }) => uid),
            [1, 2, 3],
          );
          assert.deepEqual([there[0]?.text, there[0]?.flags], [written, ['\\Seen', 'work']]);
          await flow.mailboxDelete('Gute Grüße');
          assert.ok(!place.mailboxNames(USER.user).includes('Gute Gr&APwA3w-e'));
        }),
    },
    {
      name: 'imap and smtp: IDLE tells of an arrival, a flag and a removal as they happen',
      go: (place) =>
        withFlow(place, {}, (other) =>
          withFlow(place, {}, async (flow) => {
            await other.mailboxOpen('INBOX');
            await flow.mailboxOpen('INBOX');
            const idle = flow.idle();
            const exists = await told(flow, 'exists', () => deliver(place));
            assert.equal(exists['count'], 5);
            const flags = await told(flow, 'flags', () => other.messageFlagsAdd('2', ['\\Flagged']));
            assert.deepEqual([flags['seq'], flags['flags']], [2, new Set(['\\Flagged'])]);
            const expunge = await told(flow, 'expunge', () => other.messageDelete('1'));
            assert.equal(expunge['seq'], 1);
            await flow.noop();
            await idle;
          }),
        ),
    },
    {
      name: 'imap: comes back by QRESYNC, and hears what went meanwhile',
      go: async (place) => {
        let known: { readonly uidValidity: bigint; readonly modSeq: bigint } | undefined;
        await withFlow(place, { qresync: true }, async (flow) => {
          const { uidValidity, highestModseq } = await flow.mailboxOpen('INBOX');
          assert.ok(flow.enabled.has('QRESYNC'));
          known = { uidValidity, modSeq: highestModseq ?? 0n };
        });
        place.remove(USER.user, 2);
        place.setFlags(USER.user, 3, ['\\Answered']);
        await withFlow(place, { qresync: true }, async (flow) => {
          const gone: unknown[] = [];
          flow.on('expunge', (event: { uid?: number }) => gone.push(event.uid));
          const options = { changedSince: known?.modSeq ?? 0n, uidValidity: known?.uidValidity ?? 0n };
          await flow.mailboxOpen('INBOX', options);
          const changed = await flow.fetchAll(
            '1:*',
            { uid: true, flags: true },
            { changedSince: known?.modSeq ?? 0n, uid: true },
          );
          assert.deepEqual(
            changed.map(({ uid, flags }) => [uid, [...(flags ?? [])]]),
            [[3, ['\\Answered']]],
          );
          assert.deepEqual([...new Set(gone)], [2]);
        });
      },
    },
    {
      name: 'imap: an account that may hold so much says how much it holds',
      seed: (seed) => ({
        ...seed,
        world: {
          ...seed.world,
          accounts: seed.world.accounts.map((account) => ({ ...account, quotaBytes: 20 * 1024 })),
        },
      }),
      go: (place) =>
        withFlow(place, {}, async (flow) => {
          const quota = await flow.getQuota('INBOX');
          assert.ok(quota !== false && quota.storage?.limit === 20 * 1024);
          const large = Buffer.from(`Subject: x\r\n\r\n${'x'.repeat(30_000)}`);
          await assert.rejects(flow.append('INBOX', large), { serverResponseCode: 'OVERQUOTA' });
        }),
    },
    {
      name: 'imap: a wrong password opens nothing',
      go: (place) =>
        assert.rejects(
          withFlow(place, { auth: { user: USER.user, pass: 'wrong' } }, () => Promise.resolve()),
          { authenticationFailed: true },
        ),
    },
  ],
};

type Told = Readonly<Record<string, unknown>>;

/** What the client says that it was told when that happened. */
async function told(flow: ImapFlow, event: string, act: () => Promise<unknown>): Promise<Told> {
  const [, [first]] = await Promise.all([act(), once(flow, event) as Promise<[Told]>]);
  return first;
}

async function deliver(place: Place): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: place.port('smtp'), ignoreTLS: true });
  await transport.sendMail({ from: 'user@client.thm', to: USER.address, subject: 'While it waits', text: '.' });
  transport.close();
}

async function withFlow(
  place: Place,
  options: Partial<ImapFlowOptions>,
  use: (flow: ImapFlow) => Promise<void>,
): Promise<void> {
  const flow = new ImapFlow({
    host: '127.0.0.1',
    port: place.port('imap'),
    secure: false,
    doSTARTTLS: false,
    logger: false,
    disableAutoIdle: true,
    auth: { user: USER.user, pass: USER.password },
    ...options,
  });
  try {
    await flow.connect();
    await use(flow);
    await flow.logout();
  } finally {
    flow.close();
  }
}
