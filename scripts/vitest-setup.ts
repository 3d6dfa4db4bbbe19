/** Before the tests: the clock's zone, and the store's thread, which must be a file. */
import { bundle, STORE_WORKER } from './bundle.mjs';

export default async function setup(): Promise<void> {
  process.env['TZ'] = 'UTC';
  await bundle('.tmp/test', STORE_WORKER);
}
