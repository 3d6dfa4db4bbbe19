/** Coming and going: greeting, USER, PASS, QUIT (RFC 959 §4.1.1), and how wrong logins are slowed down. */
import { showMessage } from './directories.ts';
import { knowsTls } from './security.ts';
import type { Session } from './session.ts';

/** 220; or 421 where there are too many already (RFC 959 §5.4). */
export function greet(session: Session): void {
  const { settings, service, count } = session;
  if (isOver(count.all, settings.clients)) {
    session.reply('421', 'There are too many connected users, please try later.');
    session.hangUp();
    return;
  }
  if (isOver(count.ofClient, settings.clientsPerAddress)) {
    session.reply('421', 'There are too many connections from your internet address.');
    session.hangUp();
    return;
  }
  session.reply('220', settings.banner ?? `(${service.service.software})`);
  session.output({ type: 'timer', timer: 'login', ms: service.surroundings.limits.loginMs });
  if (settings.sessionMs !== undefined) session.output({ type: 'timer', timer: 'session', ms: settings.sessionMs });
}

/** @param limit 0 for none */
const isOver = (count: number, limit: number): boolean => limit > 0 && count > limit;

export function user(session: Session, name: string): void {
  const { login, settings } = session;
  if (login !== undefined) {
    if (login.files.isAnonymous) session.reply('530', "Can't change from guest user.");
    else if (name === session.user) session.reply('331', 'Any password will do.');
    else session.reply('530', "Can't change to another user.");
    return;
  }
  if (!settings.localUsers && !isGuest(name)) {
    session.reply('530', 'This FTP server is anonymous only.');
    session.user = '';
    session.state = 'not-logged-in';
    return;
  }
  if (!mayLogIn(session, name)) return;
  session.user = name;
  // As vsftpd: an empty name is asked for its password, and is none when it comes.
  session.state = name === '' ? 'not-logged-in' : 'user-named';
  session.reply('331', 'Please specify the password.');
}

/** What the world says of TLS for this user. vsftpd hangs up on who should have asked for it first. */
function mayLogIn(session: Session, name: string): boolean {
  const { settings, isSecure } = session;
  if (isGuest(name) && isSecure && settings.anonymousTls === 'refused') {
    session.reply('530', 'Anonymous sessions may not use encryption.');
    return false;
  }
  if (isSecure || !knowsTls(session)) return true;
  if (isGuest(name) ? settings.anonymousTls !== 'required' : settings.plaintextLogin) return true;
  session.reply('530', `${isGuest(name) ? 'Anonymous' : 'Non-anonymous'} sessions must use encryption.`);
  session.hangUp();
  return false;
}

export function pass(session: Session, password: string): void {
  if (session.login !== undefined) {
    session.reply('230', 'Already logged in.');
    return;
  }
  if (session.user === '') {
    session.reply('503', 'Login with USER first.');
    return;
  }
  const { service, settings } = session;
  const result = service.store.logIn(session.user, password);
  if ('refused' in result) {
    if (result.refused === 'homeless') {
      session.reply('500', `OOPS: cannot change directory:${result.home}`);
      session.hangUp();
      return;
    }
    session.isDelayed = true;
    session.output({ type: 'timer', timer: 'delay', ms: settings.failedLoginMs });
    return;
  }
  const umask = result.isAnonymous ? settings.anonymousUmask : settings.umask;
  session.login = { files: result, directory: result.home, umask };
  session.state = 'logged-in';
  session.output({ type: 'timer', timer: 'login', ms: null });
  showMessage(session, '230');
  session.reply('230', 'Login successful.');
}

/** The time that a wrong login has to wait is over. */
export function answerFailedLogin(session: Session): void {
  session.isDelayed = false;
  session.user = '';
  session.state = 'not-logged-in';
  session.reply('530', 'Login incorrect.');
  session.failures++;
  if (session.failures >= session.settings.loginFailures) session.hangUp();
}

export function quit(session: Session): void {
  session.reply('221', 'Goodbye.');
  session.hangUp();
}

/** The names of guests, in any case (RFC 1635). */
export function isGuest(name: string): boolean {
  return /^(?:anonymous|ftp)$/i.test(name);
}
