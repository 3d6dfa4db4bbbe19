/** Commands that move a file or a listing: get, put, append, reget, ls and their like. */
import { parseTime } from '../../protocols/ftp/syntax.ts';
import { joinBytes } from '../../protocols/lines.ts';
import { isFailure, relay } from '../child.ts';
import type { Machine } from '../machine.ts';
import type { Client } from './client.ts';
import type { FinalReply } from './state.ts';
import { type Command, type Commands, withArguments } from './command.ts';
import { confirm } from './confirm.ts';
import { transferred } from './rate.ts';
import { TextReceiver, toWire } from './text-mode.ts';
import type { TransferOutcome } from './transfer.ts';

/** What came of one file: `mget` and `mput` go on after a failure, and stop after ^C. */
export type Moved = TransferOutcome['how'];

export interface Receiving {
  readonly verb: 'RETR' | 'LIST' | 'NLST' | 'MLSD';
  /** Empty for the current directory. */
  readonly remote: string;
  /** `-` is the terminal. */
  readonly local: string;
  readonly namesShown: boolean;
  /** Goes on at the end of the local file. */
  readonly resumes?: boolean;
}

const HASH_BYTES = 1024;
/** The most marks of one row. */
const MARKS_LIMIT = 10_000;

/** Tells the server the type where it has another; `then` is not called where it refuses. */
export function withType(ftp: Client, type: 'A' | 'I', then: () => void, otherwise: (how: Moved) => void): void {
  const { peer } = ftp;
  if (peer === undefined || peer.serverType === type) {
    then();
    return;
  }
  ftp.command(
    `TYPE ${type}`,
    ({ code }) => {
      if (code >= 200 && code < 300) {
        peer.serverType = type;
        then();
      } else otherwise(code === 0 ? 'interrupted' : 'failed');
    },
    { isQuiet: true },
  );
}

/** Fetches a file or listing. */
export function receive(ftp: Client, request: Receiving, then: (how: Moved) => void): void {
  const { verb, remote, local, namesShown, resumes = false } = request;
  const isFile = verb === 'RETR';
  const type = isFile ? (ftp.options.type ?? 'I') : 'A';
  if (namesShown && ftp.options.verbose && isFile) ftp.print(`local: ${local} remote: ${remote}\n`);
  const problem = local === '-' ? undefined : whyNotWritten(ftp.machine, local);
  if (problem !== undefined) {
    ftp.complain(`Unable to access \`${local}': ${problem}`);
    then('failed');
    return;
  }
  const before = local === '-' ? new Uint8Array(0) : ftp.machine.read(local);
  const kept = resumes && !isFailure(before) ? before : new Uint8Array(0);
  const restartAt = resumes ? kept.length : ftp.options.restartAt;
  ftp.options.restartAt = 0;
  const limitBytes = ftp.machine.freeBytes();
  const text = type === 'A' ? new TextReceiver() : undefined;
  const chunks: Uint8Array[] = [kept];
  let bytesCame = 0;
  const onBytes = (bytes: Uint8Array): boolean => {
    bytesCame += bytes.length;
    const body = text === undefined ? bytes : text.receive(bytes);
    if (local === '-') ftp.emit(relay(body));
    else if (bytesCame <= limitBytes) chunks.push(body);
    else {
      ftp.complain(`local: ${local}: Disk quota exceeded`);
      return false;
    }
    return true;
  };
  const ended = ({ how, elapsedMs }: TransferOutcome): void => {
    if (text !== undefined) chunks.push(text.rest());
    if (how === 'complete' || bytesCame > 0) summary(ftp, { isFile, how, bytesCame, elapsedMs, text });
    if (local === '-' || how !== 'complete') {
      if (bytesCame > 0 && local !== '-' && bytesCame <= limitBytes) store(ftp, local, joinBytes(chunks));
      then(how);
      return;
    }
    withDate(ftp, request, (modified) => then(store(ftp, local, joinBytes(chunks), modified) ? how : 'failed'));
  };
  const onDataOver = (): void => {
    if (isFile && ftp.options.hash) ftp.print(hashMarks(bytesCame, text?.hasReturns ?? true));
  };
  const line = remote === '' ? verb : `${verb} ${remote}`;
  withType(
    ftp,
    type,
    () => ftp.transfer({ line, direction: 'receive', restartAt, onBytes, onDataOver, then: ended }),
    then,
  );
}

interface Came {
  readonly isFile: boolean;
  readonly how: Moved;
  readonly bytesCame: number;
  readonly elapsedMs: number;
  readonly text: TextReceiver | undefined;
}

function summary(ftp: Client, { isFile, bytesCame, elapsedMs, text }: Came): void {
  if (!isFile) return;
  if (text !== undefined && text.bareLineFeeds > 0) {
    ftp.print(
      `WARNING! ${text.bareLineFeeds} bare linefeeds received in ASCII mode.\nFile may not have transferred correctly.\n`,
    );
  }
  if (ftp.options.verbose) ftp.print(`${transferred(bytesCame, 'received', elapsedMs)}\n`);
}

/** The local file gets the date of the remote one, where the server tells it (RFC 3659 §3). */
function withDate(ftp: Client, { verb, remote }: Receiving, then: (modified: number | undefined) => void): void {
  if (verb !== 'RETR' || ftp.peer?.features.has('MDTM') !== true) {
    then(undefined);
    return;
  }
  const tell = ({ code, text }: FinalReply): void => then(code === 213 ? parseTime(text) : undefined);
  ftp.command(`MDTM ${remote}`, tell, { isQuiet: true });
}

function store(ftp: Client, local: string, body: Uint8Array, modified?: number): boolean {
  const failure = ftp.machine.write(local, body, modified);
  if (failure !== undefined) ftp.complain(`local: ${local}: ${failure.failure}`);
  return failure === undefined;
}

export interface Sending {
  readonly verb: 'STOR' | 'APPE';
  readonly local: string;
  readonly remote: string;
  readonly namesShown: boolean;
}

/** Stores a file. */
export function sendFile(ftp: Client, { verb, local, remote, namesShown }: Sending, then: (how: Moved) => void): void {
  if (namesShown && ftp.options.verbose) ftp.print(`local: ${local} remote: ${remote}\n`);
  const file = ftp.machine.read(local);
  if (isFailure(file)) {
    const entry = ftp.machine.stat(local);
    const isFolder = !isFailure(entry) && entry.kind === 'directory';
    ftp.complain(isFolder ? `${local}: not a plain file.` : `Can't open \`${local}': ${file.failure}`);
    then('failed');
    return;
  }
  const { restartAt } = ftp.options;
  ftp.options.restartAt = 0;
  const type = ftp.options.type ?? 'I';
  const rest = file.subarray(Math.min(restartAt, file.length));
  const body = type === 'A' ? toWire(rest) : rest;
  const ended = ({ how, elapsedMs }: TransferOutcome): void => {
    if (how === 'complete' && ftp.options.verbose) ftp.print(`${transferred(body.length, 'sent', elapsedMs)}\n`);
    then(how);
  };
  const onDataOver = (): void => {
    if (ftp.options.hash) ftp.print(hashMarks(body.length, true));
  };
  const start = (): void =>
    ftp.transfer({ line: `${verb} ${remote}`, direction: 'send', restartAt, body, onDataOver, then: ended });
  withType(ftp, type, start, then);
}

function getting(resumes: boolean): Command {
  const usage = 'remote-file [local-file]';
  return {
    usage,
    needsPeer: true,
    run(ftp, args, name) {
      const given = args.length === 1 ? [...args, ...args] : args;
      withArguments(ftp, { name, usage, prompts: ['remote-file', 'local-file'] }, given, ([remote = '', local = '']) =>
        receive(ftp, { verb: 'RETR', remote, local, namesShown: true, resumes }, () => ftp.done()),
      );
    },
  };
}

function putting(verb: 'STOR' | 'APPE'): Command {
  const usage = 'local-file [remote-file]';
  return {
    usage,
    needsPeer: true,
    run(ftp, args, name) {
      const given = args.length === 1 ? [...args, ...args] : args;
      withArguments(ftp, { name, usage, prompts: ['local-file', 'remote-file'] }, given, ([local = '', remote = '']) =>
        sendFile(ftp, { verb, local, remote, namesShown: true }, () => ftp.done()),
      );
    },
  };
}

function listing(verb: 'LIST' | 'NLST' | 'MLSD'): Command {
  const usage = '[remote-path [local-file]]';
  return {
    usage,
    needsPeer: true,
    run(ftp, args, name) {
      const [remote = '', local = '-'] = args;
      withArguments(ftp, { name, usage, prompts: [], takesMore: args.length < 3 }, args, () => {
        const fetch = (): void => receive(ftp, { verb, remote, local, namesShown: false }, () => ftp.done());
        if (local === '-') fetch();
        else
          confirm(ftp, { name: 'output to local-file:', file: local }, (answer) =>
            answer === 'yes' ? fetch() : ftp.done(),
          );
      });
    },
  };
}

const paging: Command = {
  usage: 'remote-file',
  needsPeer: true,
  run: (ftp, args, name) =>
    withArguments(ftp, { name, usage: 'remote-file', prompts: ['remote-file'] }, args, ([remote = '']) =>
      receive(ftp, { verb: 'RETR', remote, local: '-', namesShown: false }, () => ftp.done()),
    ),
};

const get = getting(false);
const put = putting('STOR');
const list = listing('LIST');

export const fileCommands: Commands = {
  append: putting('APPE'),
  dir: list,
  get,
  less: paging,
  ls: list,
  mlsd: listing('MLSD'),
  more: paging,
  nlist: listing('NLST'),
  page: paging,
  put,
  recv: get,
  reget: getting(true),
  send: put,
};

/** The row of `#` marks, one for each kilobyte, with its line end. In text, tnftp only makes them where a CR LF comes. */
function hashMarks(bytes: number, isMarked: boolean): string {
  if (bytes < HASH_BYTES) return '#\n';
  return `${isMarked ? '#'.repeat(Math.min(MARKS_LIMIT, Math.floor(bytes / HASH_BYTES))) : ''}\n`;
}

/** Why the machine would refuse the file, asked before the server is: undefined where it would not. */
function whyNotWritten(machine: Machine, path: string): string | undefined {
  const above = path.slice(0, path.lastIndexOf('/') + 1);
  const folder = machine.stat(above === '' ? '.' : above);
  if (isFailure(folder)) return folder.failure;
  const { directory } = machine.at(above);
  return `${directory}/`.startsWith(`${machine.home}/`) ? undefined : 'Permission denied';
}
