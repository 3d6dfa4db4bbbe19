/** `mget`, `mput`, `mdelete`: which files a pattern means, and one after another with a question before each. */
import { joinBytes } from '../../protocols/lines.ts';
import { isFailure } from '../child.ts';
import { isPattern, matches } from '../glob.ts';
import type { Client } from './client.ts';
import { type Command, type Commands, withArguments } from './command.ts';
import { confirm } from './confirm.ts';
import { type Moved, receive, sendFile, withType } from './files.ts';

/** The most names that a server's list, or a pattern, may come to. */
const NAMES_LIMIT = 1000;
/** The longest list of names that is taken in, in bytes. */
const LIST_LIMIT_BYTES = 1_000_000;

type MoveOne = (ftp: Client, file: string, then: (how: Moved) => void) => void;

/** One file after another; a failure does not stop the rest, ^C does. */
function each(ftp: Client, name: string, files: readonly string[], moveOne: MoveOne): void {
  const left = [...files];
  let isAsking = true;
  const next = (): void => {
    const file = left.shift();
    if (file === undefined || ftp.peer === undefined) {
      ftp.done();
      return;
    }
    const move = (): void => moveOne(ftp, file, (how) => (how === 'interrupted' ? ftp.done() : next()));
    if (!isAsking) {
      move();
      return;
    }
    confirm(ftp, { name, file }, (answer) => {
      if (answer === 'all') isAsking = false;
      if (answer === 'stop') ftp.done();
      else if (answer === 'no') next();
      else move();
    });
  };
  next();
}

/** What the patterns mean on the server: its NLST tells (RFC 959 §4.1.3). */
function remoteNames(ftp: Client, patterns: readonly string[], then: (names: readonly string[]) => void): void {
  if (!ftp.options.globbing) {
    then(patterns);
    return;
  }
  const names: string[] = [];
  const left = [...patterns];
  const next = (): void => {
    const pattern = left.shift();
    if (pattern === undefined || names.length >= NAMES_LIMIT) {
      then(names.slice(0, NAMES_LIMIT));
      return;
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    const ask = (): void =>
      ftp.transfer({
        line: `NLST ${pattern}`,
        direction: 'receive',
        isQuiet: true,
        onBytes(bytes) {
          size += bytes.length;
          chunks.push(bytes);
          return size <= LIST_LIMIT_BYTES;
        },
        then({ how }) {
          const listed = new TextDecoder().decode(joinBytes(chunks)).split(/\r?\n/);
          if (how === 'complete') names.push(...listed.filter((line) => line !== '').slice(0, NAMES_LIMIT));
          if (how === 'interrupted') ftp.done();
          else next();
        },
      });
    withType(ftp, 'A', ask, () => ftp.done());
  };
  next();
}

function localNames(ftp: Client, patterns: readonly string[]): readonly string[] {
  const entries = ftp.machine.list('.');
  const files = isFailure(entries) ? [] : entries.filter(({ kind }) => kind === 'file').map((entry) => entry.name);
  const names = patterns.flatMap((pattern) =>
    ftp.options.globbing && isPattern(pattern) ? files.filter((file) => matches(pattern, file)).sort() : [pattern],
  );
  return names.slice(0, NAMES_LIMIT);
}

const mget: Command = {
  usage: 'remote-files',
  needsPeer: true,
  run: (ftp, args, name) =>
    withArguments(ftp, { name, usage: 'remote-files', prompts: ['remote-files'], takesMore: true }, args, (patterns) =>
      remoteNames(ftp, patterns, (names) =>
        each(ftp, name, names, (_ftp, file, then) =>
          receive(ftp, { verb: 'RETR', remote: file, local: file, namesShown: !ftp.options.prompting }, then),
        ),
      ),
    ),
};

const mput: Command = {
  usage: 'local-files',
  needsPeer: true,
  run: (ftp, args, name) =>
    withArguments(ftp, { name, usage: 'local-files', prompts: ['local-files'], takesMore: true }, args, (patterns) =>
      each(ftp, name, localNames(ftp, patterns), (_ftp, file, then) =>
        sendFile(ftp, { verb: 'STOR', local: file, remote: file, namesShown: !ftp.options.prompting }, then),
      ),
    ),
};

const mdelete: Command = {
  usage: 'remote-files',
  needsPeer: true,
  run: (ftp, args, name) =>
    withArguments(ftp, { name, usage: 'remote-files', prompts: ['remote-files'], takesMore: true }, args, (patterns) =>
      remoteNames(ftp, patterns, (names) =>
        each(ftp, name, names, (_ftp, file, then) =>
          ftp.command(`DELE ${file}`, ({ code }) => then(code === 0 ? 'interrupted' : 'complete')),
        ),
      ),
    ),
};

export const multipleCommands: Commands = { mdelete, mget, mput, msend: mput };
