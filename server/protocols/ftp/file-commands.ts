/** Files without moving them: SIZE and MDTM (RFC 3659), DELE, RNFR and RNTO (RFC 959 §4.1.3), SITE. */
import { timeOf } from './facts.ts';
import type { Login, Session } from './session.ts';
import { parseOctal } from './settings.ts';
import { parseTime } from './syntax.ts';

export function size(session: Session, argument: string, { files }: Login): void {
  const entry = files.find(session.pathOf(argument));
  if (entry?.kind === 'file') session.reply('213', String(entry.sizeBytes));
  else session.reply('550', 'Could not get file size.');
}

/** RFC 3659 §3; with a date before the name it sets it, as many clients have it. */
export function mdtm(session: Session, argument: string, { files }: Login): void {
  const { settings } = session;
  const [, date = '', name = ''] = /^(\d+) (.+)$/s.exec(argument) ?? [];
  const mayChange = settings.writable && (settings.anonymousOtherWrite || !files.isAnonymous);
  const time = settings.mdtmWrite && mayChange ? parseTime(date) : undefined;
  if (time !== undefined) {
    if (files.setModified(session.pathOf(name), time)) session.reply('213', 'File modification time set.');
    else session.reply('550', 'Could not set file modification time.');
    return;
  }
  const entry = files.find(session.pathOf(argument));
  if (entry?.kind === 'file') session.reply('213', timeOf(entry.modified));
  else session.reply('550', 'Could not get file modification time.');
}

export function dele(session: Session, argument: string, { files }: Login): void {
  if (files.removeFile(session.pathOf(argument))) session.reply('250', 'Delete operation successful.');
  else session.reply('550', 'Delete operation failed.');
}

export function rnfr(session: Session, argument: string, { files }: Login): void {
  const path = session.pathOf(argument);
  session.renameFrom = files.find(path) === undefined ? undefined : path;
  if (session.renameFrom === undefined) session.reply('550', 'RNFR command failed.');
  else session.reply('350', 'Ready for RNTO.');
}

export function rnto(session: Session, argument: string, { files }: Login): void {
  const from = session.renameFrom;
  session.renameFrom = undefined;
  if (from === undefined) session.reply('503', 'RNFR required first.');
  else if (files.rename(from, session.pathOf(argument))) session.reply('250', 'Rename successful.');
  else session.reply('550', 'Rename failed.');
}

export function site(session: Session, argument: string, login: Login): void {
  const space = argument.indexOf(' ');
  const word = (space < 0 ? argument : argument.slice(0, space)).toUpperCase();
  const rest = space < 0 ? '' : argument.slice(space + 1);
  const mayChmod = session.settings.writable && session.settings.chmod && !login.files.isAnonymous;
  if (word === 'CHMOD' && mayChmod) chmod(session, rest, login);
  else if (word === 'UMASK') umask(session, rest, login);
  else if (word === 'HELP') session.reply('214', mayChmod ? 'CHMOD UMASK HELP' : 'UMASK HELP');
  else session.reply('500', 'Unknown SITE command.');
}

function chmod(session: Session, argument: string, { files }: Login): void {
  const space = argument.indexOf(' ');
  if (space < 0) {
    session.reply('500', 'SITE CHMOD needs 2 arguments.');
    return;
  }
  // vsftpd reads digits that are not octal as 0.
  const mode = parseOctal(argument.slice(0, space)) ?? 0;
  if (files.setMode(session.pathOf(argument.slice(space + 1)), mode)) {
    session.reply('200', 'SITE CHMOD command ok.');
  } else session.reply('550', 'SITE CHMOD command failed.');
}

function umask(session: Session, argument: string, login: Login): void {
  if (argument === '') {
    session.reply('200', `Your current UMASK is ${octal(login.umask)}`);
    return;
  }
  login.umask = parseOctal(argument) ?? 0;
  session.reply('200', `UMASK set to ${octal(login.umask)}`);
}

const octal = (mode: number): string => `0${mode.toString(8)}`;
