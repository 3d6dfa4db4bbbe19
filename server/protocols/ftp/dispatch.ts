/** Which command is done by whom, and whether this user may give it at all. */
import { commands } from './commands.ts';
import * as directories from './directories.ts';
import { mlst } from './facts.ts';
import * as fileCommands from './file-commands.ts';
import * as information from './information.ts';
import * as login from './login.ts';
import * as parameters from './parameters.ts';
import * as security from './security.ts';
import type { Login, Session } from './session.ts';
import { permits } from './settings.ts';
import type { CommandLine } from './syntax.ts';
import * as transfers from './transfers.ts';

/** Before the login nothing else is heard. */
const OUTSIDE: ReadonlyMap<string, (session: Session, argument: string) => void> = new Map([
  ['USER', login.user],
  ['PASS', login.pass],
  ['QUIT', login.quit],
  ['FEAT', information.feat],
  ['OPTS', information.opts],
]);

type Handler = (session: Session, argument: string, login: Login) => void;

const says =
  (code: string, text: string): Handler =>
  (session) =>
    session.reply(code, text);

const INSIDE: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ...OUTSIDE,
  ['PWD', directories.pwd],
  ['XPWD', directories.pwd],
  ['CWD', directories.cwd],
  ['XCWD', directories.cwd],
  ['CDUP', directories.cdup],
  ['XCUP', directories.cdup],
  ['MKD', directories.mkd],
  ['XMKD', directories.mkd],
  ['RMD', directories.rmd],
  ['XRMD', directories.rmd],
  ['TYPE', parameters.type],
  ['MODE', parameters.mode],
  ['STRU', parameters.stru],
  ['REST', parameters.rest],
  ['PASV', parameters.pasv],
  // For proxies that change PASV, some clients write it so; vsftpd knows it.
  ['P@SW', parameters.pasv],
  ['EPSV', parameters.epsv],
  ['PORT', parameters.port],
  ['EPRT', parameters.eprt],
  ['LIST', transfers.list],
  ['NLST', transfers.nlst],
  ['RETR', transfers.retr],
  ['STOR', transfers.stor],
  ['APPE', transfers.appe],
  ['STOU', transfers.stou],
  ['SIZE', fileCommands.size],
  ['MDTM', fileCommands.mdtm],
  ['DELE', fileCommands.dele],
  ['RNFR', fileCommands.rnfr],
  ['RNTO', fileCommands.rnto],
  ['SITE', fileCommands.site],
  ['STAT', information.stat],
  ['HELP', information.help],
  ['SYST', says('215', 'UNIX Type: L8')],
  ['NOOP', says('200', 'NOOP ok.')],
  ['ABOR', says('225', 'No transfer to ABOR.')],
  ['ALLO', says('202', 'ALLO command ignored.')],
  ['ACCT', says('502', 'ACCT not implemented.')],
  ['REIN', says('502', 'REIN not implemented.')],
  ['SMNT', says('502', 'SMNT not implemented.')],
  ['PBSZ', security.pbsz],
  ['PROT', security.prot],
]);

/** Where a service has listings for programs. */
const MACHINE_LISTINGS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['MLST', mlst],
  ['MLSD', transfers.mlsd],
]);

/** Where TLS is to be had, what is known of it before the login. */
const SECURING: ReadonlyMap<string, (session: Session, argument: string) => void> = new Map([
  ['AUTH', security.auth],
  ['PBSZ', security.pbsz],
  ['PROT', security.prot],
]);

/** Does one command. */
export function execute(session: Session, { verb, argument }: CommandLine): void {
  // Empty lines are no mistake: some routers send them (as vsftpd has it).
  if (verb === '' && argument === '') return;
  if (session.login === undefined) {
    const handler = OUTSIDE.get(verb) ?? (isSecuring(session, verb) ? SECURING.get(verb) : undefined);
    if (handler === undefined) session.reply('530', 'Please login with USER and PASS.');
    else handler(session, argument);
    return;
  }
  const { settings } = session;
  const own = settings.machineListings ? MACHINE_LISTINGS.get(verb) : undefined;
  const handler = verb === 'CCC' && settings.clearCommandChannel ? security.ccc : (own ?? INSIDE.get(verb));
  if (handler === undefined) session.reply('500', 'Unknown command.');
  else if (!isPermitted(session, verb, session.login)) session.reply('550', 'Permission denied.');
  else handler(session, argument, session.login);
}

/** AUTH is taken once; PBSZ and PROT always, where there may be TLS. */
function isSecuring(session: Session, verb: string): boolean {
  return security.knowsTls(session) && (verb !== 'AUTH' || !session.isSecure);
}

function isPermitted(session: Session, verb: string, { files }: Login): boolean {
  const { settings, isExtendedOnly } = session;
  // Without TLS vsftpd knows these words, and permits neither.
  if (verb === 'PBSZ' || verb === 'PROT') return security.knowsTls(session);
  // RFC 2428 §4: after EPSV ALL the server must refuse the others.
  if (isExtendedOnly && ['PASV', 'P@SW', 'PORT', 'EPRT'].includes(verb)) return false;
  const right = commands.get(verb)?.right;
  return right === undefined || permits(settings, right, files);
}
