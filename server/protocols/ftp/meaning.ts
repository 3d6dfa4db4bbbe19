/** What an exchange means to somebody who sees it for the first time: a code of the words' catalogue (`ftp.meaning.…`). */
import type { Exchange, LineProblem } from '../../../labs/observation.ts';

/** Replies with a sentence of their own, by verb and status; every class has one for the rest. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  GREETING: ['220'],
  USER: ['331', '530'],
  PASS: ['230', '503', '530'],
  SYST: ['215'],
  AUTH: ['234', '504'],
  PBSZ: ['200', '503'],
  PROT: ['503', '504', '536'],
  CCC: ['200', '503'],
  FEAT: ['211'],
  STAT: ['211', '213'],
  HELP: ['214'],
  OPTS: ['200', '501'],
  PWD: ['257'],
  CWD: ['250', '550'],
  CDUP: ['250'],
  TYPE: ['200', '500'],
  PASV: ['227'],
  EPSV: ['229', '522'],
  PORT: ['200', '500'],
  LIST: ['226'],
  MLSD: ['226', '501', '550'],
  MLST: ['250', '550'],
  RETR: ['226', '426', '550'],
  STOR: ['226', '426', '451', '553'],
  REST: ['350'],
  SIZE: ['213', '550'],
  MDTM: ['213', '550'],
  DELE: ['250', '550'],
  MKD: ['257', '550'],
  RMD: ['250', '550'],
  RNFR: ['350', '550'],
  RNTO: ['250', '503'],
  ABOR: ['225', '226'],
  NOOP: ['200'],
  QUIT: ['221'],
};

/** Verbs that are explained with another's words. */
const LIKE: Readonly<Record<string, string>> = {
  XPWD: 'PWD',
  XCWD: 'CWD',
  XCUP: 'CDUP',
  XMKD: 'MKD',
  XRMD: 'RMD',
  EPRT: 'PORT',
  NLST: 'LIST',
  APPE: 'STOR',
  STOU: 'STOR',
};

export function meaning(exchange: Exchange): LineProblem | undefined {
  const { reply, arguments: values } = exchange;
  const { status, text } = reply;
  const params: Record<string, string> = { verb: exchange.verb, status, text };
  for (const [name, value] of Object.entries(values)) {
    // A password is not said again.
    if (name !== 'password' && typeof value === 'string') params[name] = value;
  }
  const verb = LIKE[exchange.verb] ?? exchange.verb;
  if (status === '421') return { code: 'ftp.meaning.421', params };
  if (status === '530' && exchange.stateBefore !== 'logged-in' && verb !== 'USER' && verb !== 'PASS') {
    return { code: 'ftp.meaning.login-first', params };
  }
  if (status === '530' && / encryption\.$/.test(text)) {
    return { code: / must /.test(text) ? 'ftp.meaning.530.tls' : 'ftp.meaning.530.no-tls', params };
  }
  if (status === '522' && verb !== 'EPSV') {
    return { code: /^Data /.test(text) ? 'ftp.meaning.522.first' : 'ftp.meaning.522', params };
  }
  if (verb === 'PROT' && status === '200') {
    return { code: values['level'] === 'P' ? 'ftp.meaning.PROT.200.P' : 'ftp.meaning.PROT.200.C', params };
  }
  if (status === '425') {
    return { code: /^Use /.test(text) ? 'ftp.meaning.425.first' : 'ftp.meaning.425', params };
  }
  if (status === '550' && text === 'Permission denied.') return { code: 'ftp.meaning.550.permission', params };
  if (status === '500' && text === 'Unknown command.') return { code: 'ftp.meaning.500', params };
  if (verb === 'OPTS' && status === '200' && text.startsWith('MLST'))
    return { code: 'ftp.meaning.OPTS.200.MLST', params };
  if (verb === 'TYPE' && status === '200') {
    return { code: values['type'] === 'A' ? 'ftp.meaning.TYPE.200.A' : 'ftp.meaning.TYPE.200.I', params };
  }
  const isSpecial = Object.hasOwn(SPECIAL, verb) && SPECIAL[verb]?.includes(status) === true;
  return { code: isSpecial ? `ftp.meaning.${verb}.${status}` : `ftp.meaning.${reply.class}`, params };
}
