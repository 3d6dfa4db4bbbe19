/** How the next transfer goes: TYPE, MODE, STRU, REST, PASV, PORT and their kin (RFC 959 §4.1.2, RFC 2428). */
import type { Address } from '../engine.ts';
import { formatHostPort, isVersion6, type NetworkProtocols, parseExtendedPort, parseHostPort } from './host-port.ts';
import type { Session } from './session.ts';
import { parseType } from './syntax.ts';

/** Below it live other services: a server that dials them for a client could be misused (RFC 2577 §3). */
const FIRST_FREE_PORT = 1024;

export function type(session: Session, argument: string): void {
  const parsed = parseType(argument);
  if (parsed === undefined) {
    session.reply('500', 'Unrecognised TYPE command.');
    return;
  }
  session.type = parsed;
  session.reply('200', parsed === 'A' ? 'Switching to ASCII mode.' : 'Switching to Binary mode.');
}

export function mode(session: Session, argument: string): void {
  if (argument.toUpperCase() === 'S') session.reply('200', 'Mode set to S.');
  else session.reply('504', 'Bad MODE command.');
}

export function stru(session: Session, argument: string): void {
  if (argument.toUpperCase() === 'F') session.reply('200', 'Structure set to F.');
  else session.reply('504', 'Bad STRU command.');
}

/** RFC 3659 §5. */
export function rest(session: Session, argument: string): void {
  // vsftpd takes what is no number, or a longer one, for the beginning.
  session.restartAt = /^\d{1,15}$/.test(argument) ? Number(argument) : 0;
  session.reply('350', `Restart position accepted (${session.restartAt}).`);
}

export function pasv(session: Session): void {
  listen(session, (address) => session.reply('227', `Entering Passive Mode (${formatHostPort(address)}).`));
}

/** RFC 2428 §3; §4 for ALL. */
export function epsv(session: Session, argument: string): void {
  if (argument.toUpperCase() === 'ALL') {
    session.isExtendedOnly = true;
    session.reply('200', 'EPSV ALL ok.');
    return;
  }
  const [number = ''] = /^\d{1,9}/.exec(argument) ?? [];
  if (argument !== '' && !protocolsOf(session).some((known) => Number(known) === Number(number))) {
    session.reply('522', 'Bad network protocol.');
    return;
  }
  listen(session, ({ port }) => session.reply('229', `Entering Extended Passive Mode (|||${port}|)`));
}

function listen(session: Session, reply: (address: Address) => void): void {
  session.data.listen((address) => {
    if (address === undefined) session.reply('425', 'Failed to establish connection.');
    else reply(address);
  });
}

export function port(session: Session, argument: string): void {
  const address = parseHostPort(argument);
  if (setPort(session, address)) session.reply('200', 'PORT command successful. Consider using PASV.');
  else session.reply('500', 'Illegal PORT command.');
}

export function eprt(session: Session, argument: string): void {
  const address = parseExtendedPort(argument, protocolsOf(session));
  if (address === 'bad-protocol') session.reply('500', 'Bad EPRT protocol.');
  else if (address === 'bad-command') session.reply('500', 'Bad EPRT command.');
  else if (setPort(session, address)) session.reply('200', 'EPRT command successful. Consider using EPSV.');
  else session.reply('500', 'Illegal EPRT command.');
}

/** A client that came over IPv4 has no other: RFC 2428 §2. */
function protocolsOf({ client }: Session): NetworkProtocols {
  return isVersion6(client.host) ? ['1', '2'] : ['1'];
}

/** Takes an address of the client itself, and no other. */
function setPort(session: Session, address: Address | undefined): boolean {
  session.data.close();
  if (address === undefined || address.host !== session.client.host || address.port < FIRST_FREE_PORT) return false;
  session.data.setPort(address);
  return true;
}
