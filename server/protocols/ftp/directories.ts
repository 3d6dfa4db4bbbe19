/** Directories: PWD, CWD, CDUP, MKD, RMD (RFC 959 §4.1.3, appendix II), and the message of a directory. */
import { latin1 } from '../lines.ts';
import type { Login, Session } from './session.ts';

/** No longer a message is shown; vsftpd cuts at the same. */
const MESSAGE_LIMIT_BYTES = 4000;

/** RFC 959 appendix II: a quote within a path is doubled. */
const quote = (path: string): string => `"${path.replaceAll('"', '""')}"`;

export function pwd(session: Session, _argument: string, login: Login): void {
  session.reply('257', `${quote(login.directory)} is the current directory`);
}

export function cwd(session: Session, argument: string, login: Login): void {
  const directory = login.files.enter(session.pathOf(argument));
  if (directory === undefined) {
    session.reply('550', 'Failed to change directory.');
    return;
  }
  login.directory = directory;
  showMessage(session, '250');
  session.reply('250', 'Directory successfully changed.');
}

export function cdup(session: Session, _argument: string, login: Login): void {
  cwd(session, '..', login);
}

export function mkd(session: Session, argument: string, login: Login): void {
  const path = session.pathOf(argument);
  if (!login.files.makeDirectory(path, 0o777 & ~login.umask)) {
    session.reply('550', 'Create directory operation failed.');
    return;
  }
  const shown = argument.startsWith('/') ? argument : path.replace(/^\/\//, '/');
  session.reply('257', `${quote(shown)} created`);
}

export function rmd(session: Session, argument: string, { files }: Login): void {
  if (files.removeDirectory(session.pathOf(argument))) {
    session.reply('250', 'Remove directory operation successful.');
  } else session.reply('550', 'Remove directory operation failed.');
}

/** The directory's `.message`, once a session, before the reply of that code. */
export function showMessage(session: Session, code: string): void {
  const { login, settings } = session;
  if (login === undefined || !settings.directoryMessages || !session.visits(login.directory)) return;
  const body = login.files.read(`${login.directory}/.message`)?.subarray();
  if (body === undefined) return;
  const lines = latin1(body.subarray(0, MESSAGE_LIMIT_BYTES)).split('\n');
  if (lines.at(-1) === '') lines.pop();
  session.replyLines(
    code,
    lines.map((line) => line.replace(/\r$/, '')),
  );
}
