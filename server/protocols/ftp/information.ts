/** What the server tells about itself: SYST, FEAT, OPTS, HELP, STAT (RFC 959 §4.1.3, RFC 2389). */
import { factsFeature, selectFacts } from './facts.ts';
import { listDirectory } from './listing.ts';
import { knowsTls } from './security.ts';
import type { Login, Session } from './session.ts';
import { parseListArgument } from './syntax.ts';

/** RFC 2389 §3.2: only what works. */
const FEATURES = ['EPRT', 'EPSV', 'MDTM', 'PASV', 'REST STREAM', 'SIZE', 'TVFS'];
/** With TLS to be had (RFC 4217 §6). */
const TLS_FEATURES = ['AUTH TLS', 'PBSZ', 'PROT'];

const HELP = [
  ' ABOR ACCT ALLO APPE CDUP CWD  DELE EPRT EPSV FEAT HELP LIST MDTM MKD',
  ' MODE NLST NOOP OPTS PASS PASV PORT PWD  QUIT REIN REST RETR RMD  RNFR',
  ' RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD XMKD',
  ' XPWD XRMD',
];

export function feat(session: Session): void {
  session.replyLines('211', ['Features:']);
  const { clearCommandChannel } = session.settings;
  const secure = knowsTls(session) ? [...TLS_FEATURES, ...(clearCommandChannel ? ['CCC'] : [])] : [];
  const machine = session.settings.machineListings ? [factsFeature(session)] : [];
  const features = [...FEATURES, ...machine, ...secure].sort();
  session.replyRaw(features.map((feature) => ` ${feature}\r\n`).join(''));
  session.reply('211', 'End');
}

export function opts(session: Session, argument: string): void {
  const [command, wanted = ''] = /^MLST(?: (.*))?$/is.exec(argument) ?? [];
  if (command !== undefined && session.settings.machineListings) selectFacts(session, wanted);
  else if (argument.toUpperCase() === 'UTF8 ON') session.reply('200', 'Always in UTF8 mode.');
  else session.reply('501', 'Option not understood.');
}

export function help(session: Session): void {
  session.replyLines('214', ['The following commands are recognized.']);
  const help = session.settings.machineListings ? [...HELP, ' MLSD MLST'] : HELP;
  session.replyRaw(help.map((line) => `${line}\r\n`).join(''));
  session.reply('214', 'Help OK.');
}

/** Of the session, or of files: then a LIST over the control connection. */
export function stat(session: Session, argument: string, login: Login): void {
  if (argument === '') {
    statusOfSession(session, login);
    return;
  }
  const { options, path } = parseListArgument(argument);
  const lines = listDirectory(session, login, { options: `${options}a`, path, isLong: true });
  session.replyLines('213', ['Status follows:']);
  session.replyRaw(lines ?? '');
  session.reply('213', 'End of status');
}

function statusOfSession(session: Session, login: Login): void {
  const { service, settings } = session;
  const idleMs = Math.min(settings.idleMs, service.surroundings.limits.idleMs);
  const lines = [
    `Connected to ${session.client.host}`,
    `Logged in as ${login.files.name}`,
    `TYPE: ${session.type === 'A' ? 'ASCII' : 'BINARY'}`,
    'No session bandwidth limit',
    `Session timeout in seconds is ${Math.round(idleMs / 1000)}`,
    `Control connection is ${session.isSecure ? 'encrypted' : 'plain text'}`,
    `Data connections will be ${session.isDataSecure ? 'encrypted' : 'plain text'}`,
    `At session startup, client count was ${session.count.all}`,
    `${service.service.software} - secure, fast, stable`,
  ];
  session.replyLines('211', ['FTP server status:']);
  session.replyRaw(lines.map((line) => `     ${line}\r\n`).join(''));
  session.reply('211', 'End of status');
}
