/** What a server of ours has acknowledged, held against its database: read as a new process would, after a kill. */
import type { WorldChange } from '../server/sandbox/change.ts';
import { decode } from '../server/seats/records.ts';
import { say } from './figures.ts';
import { benchStore } from './house.ts';
import { mailNumber } from './smtp-script.ts';
import { uploadOf } from './transfer.ts';

/** How many were acknowledged; what is not named is not looked for. */
export interface Acknowledged {
  readonly mails?: number;
  /** Whole files that went up. */
  readonly files?: number;
}

/** @throws Error where anything lacks */
export async function expectKept(dataDir: string, seat: string, acknowledged: Acknowledged): Promise<void> {
  const kept = await keptIn(dataDir, seat);
  for (const what of ['mails', 'files'] as const) {
    const expected = acknowledged[what];
    if (expected === undefined) continue;
    if (kept[what] !== expected) {
      throw new Error(`expected ${expected} ${what} in the database after a kill, found ${kept[what]}`);
    }
    say(`\n${expected} ${what} were acknowledged; all of them are in the database after the server was killed.`);
  }
}

/** How many different ones of the bench the seat's log holds. */
async function keptIn(dataDir: string, seat: string): Promise<Required<Acknowledged>> {
  const store = await benchStore(dataDir);
  try {
    const opened = await store.openSeat(seat);
    const mails = new Set<number>();
    const files = new Set<string>();
    for (const { body } of (opened?.entries ?? []).map((entry) => decode(entry))) {
      if (body.type !== 'world') continue;
      for (const change of body.changes) {
        if (change.type === 'mail-added') mails.add(mailNumber(Buffer.from(change.body).toString('latin1')));
        else if (isWhole(change)) files.add(change.path);
      }
    }
    return { mails: mails.size, files: files.size };
  } finally {
    await store.close();
  }
}

function isWhole(change: WorldChange): change is Extract<WorldChange, { type: 'file-written' }> {
  return change.type === 'file-written' && uploadOf(change.body.length).equals(change.body.subarray());
}
