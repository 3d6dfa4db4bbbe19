import type { TlsOffer } from '../../../labs/world.ts';
import { playFolder } from '../play-folder.testkit.ts';
import { courseStage, type PlaceOptions } from './imap.testkit.ts';

/** The course's IMAP service with settings of a world, and TLS where it says so. */
const setTo = (settings: Readonly<Record<string, unknown>>, tls?: TlsOffer): PlaceOptions => ({
  change: (world) => ({
    ...world,
    hosts: world.hosts.map((host) => {
      const { imap } = host.services;
      if (imap === undefined) return host;
      const ours = { ...imap, settings, ...(tls !== undefined && { tls }) };
      return { ...host, services: { ...host.services, imap: ours } };
    }),
  }),
});

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
