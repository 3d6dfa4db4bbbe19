import { playFolder } from '../play-folder.testkit.ts';
import { courseStage, type PlaceOptions, setTo } from './imap.testkit.ts';

/** Every account of the course may have so many bytes. */
const withQuota = (quotaBytes: number): PlaceOptions => ({
  change: (world) => ({ ...world, accounts: world.accounts.map((account) => ({ ...account, quotaBytes })) }),
});

/** Worlds and limits of their own. */
const PLACES: Readonly<Record<string, PlaceOptions>> = {
  '11-plaintext-refused.txt': setTo({ plaintextLogin: false }),
  '11b-plaintext-after-tls.txt': setTo({ plaintextLogin: false }, 'both'),
  '12-too-many-connections.txt': setTo({ connectionsPerUser: 1 }),
  '29-quota.txt': withQuota(10_240),
  '46-append-limits.txt': { messageBytes: 100, addedBytes: 120 },
};

playFolder(new URL('./transcripts/', import.meta.url), (name) => courseStage(PLACES[name]));
