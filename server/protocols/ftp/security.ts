/**
 * AUTH, PBSZ, PROT and CCC (RFC 2228 §3, RFC 4217): TLS on the control connection, and whether data connections get it.
 * The texts are vsftpd's, but for CCC, which that has not.
 */
import { offersUpgrade } from '../../../labs/world.ts';
import { MAIN, type TlsSession } from '../engine.ts';
import type { Session } from './session.ts';

/** What AUTH may name, and whether data connections are secured with it (RFC 4217 §17 kept the last two for old clients). */
const MECHANISMS: ReadonlyMap<string, boolean> = new Map([
  ['TLS', false],
  ['TLS-C', false],
  ['SSL', true],
  ['TLS-P', true],
]);

/** Whether this session may ask for TLS, or has it. */
export function knowsTls({ service, isSecure }: Session): boolean {
  return isSecure || offersUpgrade(service.service);
}

/** RFC 4217 §4. Only before the login, and where there is no TLS yet: see dispatch.ts. */
export function auth(session: Session, argument: string): void {
  const securesData = MECHANISMS.get(argument.toUpperCase());
  if (securesData === undefined) {
    session.reply('504', 'Unknown AUTH type.');
    return;
  }
  session.reply('234', 'Proceed with negotiation.');
  session.turning = { to: 'tls', securesData };
  session.output({ type: 'start-tls', channel: MAIN });
}

/** The handshake on the control connection is over. */
export function secured(session: Session, tls: TlsSession): void {
  if (session.turning?.to === 'tls' && session.turning.securesData) session.isDataSecure = true;
  session.turning = undefined;
  session.tls = tls;
}

/** RFC 4217 §8: with TLS there is no buffer to agree on, and every size becomes 0. */
export function pbsz(session: Session): void {
  if (session.isSecure) session.reply('200', 'PBSZ set to 0.');
  else session.reply('503', 'PBSZ needs a secure connection.');
}

/** RFC 4217 §9. */
export function prot(session: Session, argument: string): void {
  if (!session.isSecure) {
    session.reply('503', 'PROT needs a secure connection.');
    return;
  }
  switch (argument.toUpperCase()) {
    case 'C':
      session.isDataSecure = false;
      session.reply('200', 'PROT now Clear.');
      return;
    case 'P':
      session.isDataSecure = true;
      session.reply('200', 'PROT now Private.');
      return;
    case 'S':
    case 'E':
      session.reply('536', 'PROT not supported.');
      return;
    default:
      session.reply('504', 'PROT not recognized.');
  }
}

/** RFC 4217 §12.3: the reply still goes within TLS, then both end it. Data connections stay as PROT had them. */
export function ccc(session: Session): void {
  if (!session.isSecure) {
    session.reply('503', 'CCC needs a secure connection.');
    return;
  }
  session.reply('200', 'Control connection now clear.');
  session.turning = { to: 'clear' };
  session.output({ type: 'end-tls', channel: MAIN });
}

/** Both have ended TLS. */
export function unsecured(session: Session): void {
  session.turning = undefined;
  session.tls = undefined;
}
