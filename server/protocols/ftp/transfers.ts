/** The commands that use the data connection: LIST, NLST, RETR, STOR, APPE, STOU (RFC 959 §4.1.3). */
import { latin1Bytes } from '../lines.ts';
import { machineListing } from './facts.ts';
import { listDirectory } from './listing.ts';
import { Receiving } from './receiving.ts';
import { Sending } from './sending.ts';
import type { Login, Session } from './session.ts';
import type { UserFiles } from './store.ts';
import { parseListArgument } from './syntax.ts';

/** How many names STOU tries. */
const UNIQUE_LIMIT = 1000;

export function list(session: Session, argument: string, login: Login): void {
  sendListing(session, argument, { login, isLong: true });
}

export function nlst(session: Session, argument: string, login: Login): void {
  sendListing(session, argument, { login, isLong: false });
}

function sendListing(
  session: Session,
  argument: string,
  { login, isLong }: { readonly login: Login; readonly isLong: boolean },
): void {
  if (!hasDataConnection(session, login.files)) return;
  const lines = listDirectory(session, login, { ...parseListArgument(argument), isLong });
  const done = lines === undefined ? 'Transfer done (but failed to open directory).' : 'Directory send OK.';
  begin(
    session,
    new Sending(session, {
      opening: 'Here comes the directory listing.',
      bytes: latin1Bytes(lines ?? ''),
      isText: false,
      done,
    }),
  );
}

/** RFC 3659 §7. */
export function mlsd(session: Session, argument: string, login: Login): void {
  if (!hasDataConnection(session, login.files)) return;
  const lines = machineListing(session, argument, login);
  if (typeof lines === 'string') {
    const opening = 'Here comes the directory listing.';
    begin(
      session,
      new Sending(session, { opening, bytes: latin1Bytes(lines), isText: false, done: 'Directory send OK.' }),
    );
  } else session.reply(lines.code, lines.text);
}

export function retr(session: Session, argument: string, { files }: Login): void {
  const offset = takeRestart(session);
  if (!hasDataConnection(session, files)) return;
  if (session.type === 'A' && offset > 0) {
    session.reply('550', 'No support for resume of ASCII transfer.');
    return;
  }
  const path = session.pathOf(argument);
  const entry = files.find(path);
  // A guest gets only what everybody may read (anon_world_readable_only).
  const isHidden = files.isAnonymous && entry !== undefined && (entry.mode & 0o004) === 0;
  const body = isHidden ? undefined : files.read(path);
  if (body === undefined) {
    session.reply('550', 'Failed to open file.');
    return;
  }
  const isText = session.type === 'A' && session.settings.asciiConversion;
  begin(
    session,
    new Sending(session, {
      opening: `Opening ${isText ? 'ASCII' : 'BINARY'} mode data connection for ${argument} (${body.length} bytes).`,
      bytes: body,
      from: offset,
      isText,
      done: 'Transfer complete.',
    }),
  );
}

export function stor(session: Session, argument: string, { files }: Login): void {
  upload(session, files, { path: session.pathOf(argument), from: takeRestart(session) });
}

export function appe(session: Session, argument: string, { files }: Login): void {
  takeRestart(session);
  upload(session, files, { path: session.pathOf(argument), from: 'end' });
}

/** Under a name that is not taken: the one given, or with a number behind it. */
export function stou(session: Session, argument: string, { files }: Login): void {
  takeRestart(session);
  const names = argument === '' ? [] : [argument];
  const stem = argument === '' ? 'STOU' : argument;
  for (let number = 1; names.length < UNIQUE_LIMIT; number++) names.push(`${stem}.${number}`);
  const name = names.find((candidate) => files.find(session.pathOf(candidate)) === undefined) ?? '';
  upload(session, files, { path: session.pathOf(name), from: 0, uniqueName: name });
}

interface Upload {
  readonly path: string;
  /** Where in the file the bytes go: REST's offset, or its end. */
  readonly from: number | 'end';
  /** The name that STOU found. */
  readonly uniqueName?: string;
}

function upload(session: Session, files: UserFiles, { path, from, uniqueName }: Upload): void {
  if (!hasDataConnection(session, files)) return;
  const isNew = uniqueName !== undefined || (files.isAnonymous && !session.settings.anonymousOtherWrite);
  if (!files.mayWrite(path, { isNew })) {
    session.reply('553', 'Could not create file.');
    return;
  }
  const opening = uniqueName === undefined ? 'Ok to send data.' : `FILE: ${uniqueName}`;
  begin(session, new Receiving(session, { files, path, from, opening }));
}

function begin(session: Session, transfer: Sending | Receiving): void {
  session.transfer = transfer;
  session.data.open(transfer, { isSecure: session.isDataSecure });
}

function takeRestart(session: Session): number {
  const offset = session.restartAt;
  session.restartAt = 0;
  return offset;
}

function hasDataConnection(session: Session, { isAnonymous }: UserFiles): boolean {
  const { settings } = session;
  if (!session.data.isReady) {
    session.reply('425', 'Use PORT or PASV first.');
    return false;
  }
  const mustBeSecure = isAnonymous ? settings.anonymousTls === 'required' : settings.dataTls === 'required';
  if (!mustBeSecure || session.isDataSecure) return true;
  session.reply('522', 'Data connections must be encrypted.');
  return false;
}
