/** What the bench's own servers are made of: the course's world, and the limits as they are set by default. */
import path from 'node:path';
import type { WorldSeed } from '../labs/world.ts';
import { limitsOf, readConfig } from '../server/config.ts';
import { protocols } from '../server/protocols/index.ts';
import type { Protocol } from '../server/protocols/registry.ts';
import { stores } from '../server/sandbox/stores.ts';
import { loadCatalogue } from '../server/seats/load-catalogue.ts';
import type { StoreOf } from '../server/seats/servers.ts';

export const protocolMap: ReadonlyMap<string, Protocol> = new Map(Object.entries<Protocol>(protocols));
export const storeMap: ReadonlyMap<string, StoreOf> = new Map(Object.entries<StoreOf>(stores));

export function courseSeed(): WorldSeed {
  const loaded = loadCatalogue([path.resolve('labs')], protocolMap);
  if ('problems' in loaded)
    throw new Error(`the course's labs are not in order: ${JSON.stringify(loaded.problems[0])}`);
  return loaded.catalogue.seed('course');
}

export function defaultLimits(): ReturnType<typeof limitsOf> {
  const read = readConfig({});
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return limitsOf(read.config);
}
