/** The command line of `openssl s_client`, as OpenSSL 3.0 reads it: the options that a learner needs of it. */
import type { TlsClient } from '../../protocols/engine.ts';
import type { Machine } from '../machine.ts';
import { sentence } from '../words.ts';

/** The protocols whose upgrade it speaks itself. */
export const UPGRADES = ['smtp', 'pop3', 'imap', 'ftp'] as const;
export type UpgradeProtocol = (typeof UPGRADES)[number];

export interface Arguments {
  /** As it was given. */
  readonly host: string;
  readonly service: string;
  readonly upgrade: UpgradeProtocol | undefined;
  /** -name: how it calls itself in EHLO. */
  readonly ownName: string;
  /** -crlf: lines leave with CR LF. */
  readonly withReturn: boolean;
  /** -quiet: nothing is told of the session. */
  readonly isQuiet: boolean;
  /** -brief */
  readonly isBrief: boolean;
  /** -ign_eof, and with -quiet: the end of input is no end, and letters are no commands. */
  readonly ignoresEnd: boolean;
  /** -nocommands: letters at the beginning of a line are no commands. */
  readonly hasCommands: boolean;
  /** -showcerts */
  readonly showsChain: boolean;
  /** -verify_return_error: whom it can't trust it does not speak to. */
  readonly mustVerify: boolean;
  /** -verify_hostname: the name that the certificate must be valid for. */
  readonly verifiedName: string | undefined;
  readonly client: TlsClient;
}

export type ParsedArguments = Arguments | { readonly problem: string; readonly status: number };

/** What s_client dials where nothing is said. */
const USUAL_HOST = 'localhost';
const USUAL_SERVICE = '4433';
const USUAL_NAME = 'mail.example.com';

const FLAGS = [
  'crlf',
  'quiet',
  'brief',
  'ign_eof',
  'no_ign_eof',
  'nocommands',
  'showcerts',
  'noservername',
  'verify_return_error',
  'tls1_2',
  'tls1_3',
  'help',
] as const;
const VALUES = ['connect', 'host', 'port', 'starttls', 'servername', 'name', 'xmpphost', 'verify_hostname'] as const;
/** Options of the real one that mean nothing on a machine of the playground. */
const ABSENT: readonly string[] = [
  ...['CAfile', 'CApath', 'CAstore', 'cert', 'key', 'pass', 'alpn', 'sess_in', 'sess_out', 'reconnect', 'msg', 'debug'],
  ...[
    'state',
    'tlsextdebug',
    'status',
    'dtls',
    'proxy',
    'bind',
    'unix',
    'verify',
    'cipher',
    'ciphersuites',
    'keylogfile',
  ],
];

type Flag = (typeof FLAGS)[number];
type Valued = (typeof VALUES)[number];
const isFlag = (name: string): name is Flag => FLAGS.some((known) => known === name);
const isValued = (name: string): name is Valued => VALUES.some((known) => known === name);

const wrong = (text: string): ParsedArguments => ({
  problem: `s_client: ${text}\ns_client: Use -help for summary.\n`,
  status: 1,
});

/** @param args those behind `s_client` */
export function parseArguments(args: readonly string[], machine: Machine): ParsedArguments {
  const flags = new Set<Flag>();
  const values = new Map<Valued, string>();
  const operands: string[] = [];
  const left = [...args];
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (operands.length > 0 || !/^-./.test(arg)) {
      operands.push(arg);
      continue;
    }
    const name = arg.replace(/^--?/, '');
    if (isFlag(name)) flags.add(name);
    else if (isValued(name)) {
      const value = left.shift();
      if (value === undefined) return wrong(`Option ${arg} needs a value`);
      values.set(name, value);
    } else if (ABSENT.includes(name)) {
      return { problem: sentence('shell.not-here', { program: 's_client', command: arg }), status: 1 };
    } else return wrong(`Unknown option: ${arg}`);
  }
  if (flags.has('help')) return { problem: sentence('shell.openssl.help'), status: 0 };
  if (operands.length > 1) return { problem: 's_client: Use -help for summary.\n', status: 1 };
  return checked({ flags, values, target: operands[0] }, machine);
}

interface Given {
  readonly flags: ReadonlySet<Flag>;
  readonly values: ReadonlyMap<Valued, string>;
  /** `host:port` behind the options. */
  readonly target: string | undefined;
}

function checked({ flags, values, target }: Given, machine: Machine): ParsedArguments {
  const connect = values.get('connect');
  if (connect !== undefined && target !== undefined) {
    return wrong('cannot provide both -connect option and target parameter');
  }
  if (flags.has('tls1_2') && flags.has('tls1_3')) {
    return { problem: 'Cannot supply multiple protocol flags\n', status: 1 };
  }
  const upgrade = UPGRADES.find((known) => known === values.get('starttls'));
  if (values.has('starttls') && upgrade === undefined) {
    return { problem: `s_client: Value must be one of:\n${UPGRADES.map((name) => `\t${name}\n`).join('')}`, status: 1 };
  }
  const [host, service] = endOf(connect ?? target ?? '');
  const isQuiet = flags.has('quiet');
  const version = flags.has('tls1_2') ? 'TLSv1.2' : flags.has('tls1_3') ? 'TLSv1.3' : undefined;
  const named = {
    host: values.get('host') ?? (host || USUAL_HOST),
    service: values.get('port') ?? (service || USUAL_SERVICE),
  };
  return {
    ...named,
    upgrade,
    ownName: values.get('name') ?? (upgrade === 'smtp' ? USUAL_NAME : machine.hostName),
    withReturn: flags.has('crlf'),
    isQuiet,
    isBrief: flags.has('brief'),
    ignoresEnd: (isQuiet || flags.has('ign_eof')) && !flags.has('no_ign_eof'),
    hasCommands: !flags.has('nocommands'),
    showsChain: flags.has('showcerts'),
    mustVerify: flags.has('verify_return_error'),
    verifiedName: values.get('verify_hostname'),
    client: {
      serverName: flags.has('noservername') ? undefined : (values.get('servername') ?? dnsName(named.host)),
      ...(version !== undefined && { version }),
    },
  };
}

/** `host:port`; either may be missing. */
function endOf(text: string): readonly [host: string, service: string] {
  const colon = text.lastIndexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** A name that is asked for by itself (SNI): labels with a dot between, and no address. */
function dnsName(host: string): string | undefined {
  const isName = /^(?=.*[a-z])[a-z\d_](?:[a-z\d_-]*[a-z\d_])?(?:\.[a-z\d_](?:[a-z\d_-]*[a-z\d_])?)+$/i.test(host);
  return isName ? host : undefined;
}
