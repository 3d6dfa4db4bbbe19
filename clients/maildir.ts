/** A Maildir as clients keep it: a mail a file, its flags behind `:2,` in the file's name. */
import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from './place.ts';

const FLAGS: readonly (readonly [letter: string, flag: string])[] = [
  ['R', '\\Answered'],
  ['F', '\\Flagged'],
  ['T', '\\Deleted'],
  ['S', '\\Seen'],
  ['D', '\\Draft'],
];

export interface MaildirMail {
  /** From the root of the file system. */
  readonly file: string;
  /** Latin-1. */
  readonly text: string;
  /** In IMAP's words. */
  readonly flags: readonly string[];
  /** When the file was last written, in whole seconds since 1970: where a client keeps the date of arrival. */
  readonly writtenAt: number;
}

/** All mails of a Maildir in the client's folder, in the order of their file names. */
export async function maildir(place: Place, folder: string): Promise<readonly MaildirMail[]> {
  const mails: MaildirMail[] = [];
  for (const part of ['new', 'cur']) {
    for (const name of (await readdir(path.join(place.folder, folder, part))).sort()) {
      const letters = name.split(':2,')[1] ?? '';
      const file = path.join(place.folder, folder, part, name);
      mails.push({
        file,
        text: await place.read(path.join(folder, part, name)),
        flags: FLAGS.filter(([letter]) => letters.includes(letter)).map(([, flag]) => flag),
        writtenAt: Math.floor((await stat(file)).mtimeMs / 1000),
      });
    }
  }
  return mails;
}

/** The file of the mail with that subject. */
export function named(mails: readonly MaildirMail[], subject: string): string {
  const found = mails.find(({ text }) => new RegExp(`^Subject: ${subject}\\r?$`, 'm').test(text));
  assert.ok(found !== undefined, `expected a mail with the subject ${subject}`);
  return found.file;
}

/** The file's name with exactly these flags. */
export function flagsInName(name: string, letters: string): string {
  return `${name.split(':2,')[0] ?? ''}:2,${letters}`;
}
