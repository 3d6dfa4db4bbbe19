/** Coming and going: greeting, USER, PASS, QUIT (RFC 959 §4.1.1), and how wrong logins are slowed down. */
import { showMessage } from './directories.ts';
import type { Session } from './session.ts';

export function greet(session: Session): void {
  const { settings, service } = session;
  session.reply('220', settings.banner ?? `(${service.service.software})`);
  session.output({ type: 'timer', timer: 'login', ms: service.surroundings.limits.loginMs });
}

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
  session.user = name;
  // As vsftpd: an empty name is asked for its password, and is none when it comes.
  session.state = name === '' ? 'not-logged-in' : 'user-named';
  session.reply('331', 'Please specify the password.');
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
