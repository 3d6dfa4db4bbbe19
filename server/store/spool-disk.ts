/** What the spool asks of the disk: a file's place before anything comes, names that stay, bytes from a place. */
import { constants, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

/** How a file of the spool is opened: it is made where it is not there, and what is in it stays. */
export const FLAGS = constants.O_RDWR | constants.O_CREAT;
/** For whoever runs this, alone. */
export const MODE = 0o600;

const PIECE_BYTES = 256 * 1024;

/** Of a file that is prepared: as large as the largest that a server takes, unless it was set to take larger ones. */
const PREPARED_BYTES = 8 * 1024 * 1024;

/**
 * Makes a file whose place on the disk is taken: to write there is twice as fast as where the file system must still find
 * room. Stops, and gives false, as soon as `isWanted` does.
 */
export async function prepareFile(folder: string, number: number, isWanted: () => boolean): Promise<boolean> {
  const zeros = Buffer.alloc(PIECE_BYTES);
  const handle = await open(path.join(folder, String(number)), FLAGS, MODE);
  try {
    for (let at = 0; at < PREPARED_BYTES; at += zeros.length) {
      if (!isWanted()) return false;
      await handle.write(zeros, 0, zeros.length, at);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncNames(folder);
  return true;
}

/** The names in a folder are on the disk then. Windows syncs no folder, and has no need to. */
export async function syncNames(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

/** The bytes of an open file from `begin` to before `end`; fewer, where it ends before. */
export function bytesOfFile(file: number, begin: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, end - begin));
  let came = 0;
  for (let more = 1; more > 0 && came < bytes.length; came += more) {
    more = readSync(file, bytes, came, bytes.length - came, begin + came);
  }
  return bytes.subarray(0, came);
}
