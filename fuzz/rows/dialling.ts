/** Engines that dial: the queue runner of a host, and people's errands; and what they are answered. */
import type { ErrandDefinition } from '../../labs/world.ts';
import type { Engine } from '../../server/protocols/engine.ts';
import { latin1Bytes } from '../../server/protocols/lines.ts';
import type { Protocol } from '../../server/protocols/registry.ts';
import type { QueuedMessage } from '../../server/protocols/smtp/store.ts';
import { WorldFailure } from '../../server/sandbox/change.ts';
import { address, message } from '../grammar.ts';
import type { Random } from '../random.ts';
import type { DiallerTarget } from '../target.ts';
import { CLIENT, HOST, LOCAL, type Place, type ServiceShape } from '../world.ts';

/** What a service does beside answering. */
export function daemonOf(shape: ServiceShape): DiallerTarget {
  const { protocol } = shape;
  return {
    kind: 'dialler',
    name: `${protocol.name}-daemon`,
    folder: protocol.speaks ?? protocol.name,
    protocol,
    reply: smtpReply,
    create: (place, random) => {
      for (let left = random.below(4); left > 0; left--) queue(place, random);
      const daemon = protocol.daemon?.(place.setting(shape, random.percent(30)));
      if (daemon === undefined) throw new Error(`${protocol.name} has no daemon`);
      return daemon;
    },
  };
}

/** What a person does. */
export function errandOf(protocol: Protocol, reply: DiallerTarget['reply']): DiallerTarget {
  return {
    kind: 'dialler',
    name: `${protocol.name}-errand`,
    folder: protocol.name,
    protocol,
    reply,
    create: (place, random) => {
      const engine = [sending(random), fetching(random)]
        .map((errand) => begin(protocol, errand, place, random))
        .find((made) => made !== undefined);
      if (engine === undefined) throw new Error(`${protocol.name} has no errand`);
      return engine;
    },
  };
}

function begin(protocol: Protocol, errand: ErrandDefinition, place: Place, random: Random): Engine | undefined {
  return protocol.errand?.({
    errand,
    from: CLIENT,
    to: { host: LOCAL.host, port: protocol.port },
    surroundings: place.surroundings,
    message: latin1Bytes(text(random)),
    account: place.world.account('strategos')?.definition,
  });
}

const base = { id: 'errand', who: 'Archimedes', host: CLIENT.name, server: HOST, afterMs: 0 };

const sending = (random: Random): ErrandDefinition => ({
  ...base,
  sends: { from: random.pick(['', 'user@client.thm']), to: recipients(random), source: 'plain' },
});

const fetching = (random: Random): ErrandDefinition => ({
  ...base,
  fetches: { user: 'strategos', keeps: random.percent(50) },
});

/** With CRLF line ends, as all that is handed on has. */
function text(random: Random): string {
  const some = message(random).replace(/\r\n|\r|\n/g, '\r\n');
  return random.percent(10) ? `${some}\r\n${'long\r\n'.repeat(2000)}` : some;
}

function recipients(random: Random): readonly string[] {
  const count = random.percent(3) ? 130 : random.small(4);
  return Array.from(
    { length: count },
    (_, i) => `${random.percent(50) ? i : random.pick(USERS)}@${random.pick(DOMAINS)}`,
  );
}

const USERS = ['strategos', 'archimedes', 'staff', 'postmaster', 'noreply', 'broken'];
const DOMAINS = [
  'other.thm',
  'other.thm',
  'gone.thm',
  'loop.thm',
  'round.thm',
  'nowhere.thm',
  'null.thm',
  'backup.thm',
  HOST,
  '[10.10.50.2]',
  '[x]',
  'mx2.other.thm',
];
let lastId = 0;

/** A message that the host has taken and must hand on, where there is room for it. */
function queue(place: Place, random: Random): void {
  const queued: QueuedMessage = {
    id: `q${++lastId}`,
    reversePath: random.pick(['', 'strategos@server.thm', 'user@other.thm', address(random).replace(/[<>]/g, '')]),
    recipients: recipients(random).map((recipient) => ({
      address: recipient,
      ...(random.percent(20) && { notify: random.pick([['SUCCESS'], ['FAILURE', 'DELAY'], 'NEVER'] as const) }),
      ...(random.percent(20) && { originalRecipient: 'rfc822;a+40b@c' }),
    })),
    message: latin1Bytes(text(random)),
    arrived: place.now - random.pick([0, 1000, 200_000, 1_000_000]),
    attempts: random.below(5),
    nextAttempt: place.now + random.pick([0, 0, 0, 5000, 10_000_000]),
    ...(random.percent(20) && { isInternational: true }),
    ...(random.percent(20) && { is8Bit: true }),
    ...(random.percent(20) && { returns: random.pick(['FULL', 'HDRS'] as const) }),
    ...(random.percent(20) && { envelopeId: 'QQ+2B' }),
  };
  try {
    place.world.commit([{ type: 'mail-queued', host: HOST, message: queued }]);
  } catch (failure) {
    if (!(failure instanceof WorldFailure)) throw failure;
  }
}

const KEYWORDS = [
  'PIPELINING',
  'SIZE 1000',
  '8BITMIME',
  'CHUNKING',
  'SMTPUTF8',
  'DSN',
  'AUTH PLAIN',
  'HELP',
  'size=5',
  '',
];

/** A reply to each command of what was said: the good one mostly. */
export function smtpReply(said: string, random: Random): string {
  if (said === '') return random.percent(50) ? smtpLine('220', random) : '';
  let replies = '';
  for (const line of said.split('\r\n').slice(0, 200)) {
    const [verb = ''] = /^(?:EHLO|HELO|MAIL|RCPT|DATA|BDAT|QUIT|\.$)/.exec(line) ?? [];
    if (verb === '') continue;
    if (verb === 'EHLO' && random.percent(85)) {
      const keywords = KEYWORDS.filter(() => random.percent(50)).map((keyword) => `250-${keyword}\r\n`);
      replies += `250-mx Hello\r\n${keywords.join('')}250 HELP\r\n`;
    } else replies += smtpLine(verb === 'DATA' ? '354' : verb === 'QUIT' ? '221' : '250', random);
  }
  return replies;
}

function smtpLine(usual: string, random: Random): string {
  const code = random.percent(85)
    ? usual
    : random.pick(['250', '354', '421', '450', '452', '500', '502', '550', '554', '220', '199', '600', 'x']);
  const more = random.percent(10) ? `${code}-one\r\n${random.percent(80) ? code : '251'}-two\r\n` : '';
  return `${more}${code}${random.pick([' OK', '', ' ', ' 2.1.0 fine', ` ${'x'.repeat(random.small(600))}`])}${random.percent(97) ? '\r\n' : '\n'}`;
}

const SCAN = '1 120\r\n2 3000\r\n3 1\r\n';
const UIDS = '1 0000000166\r\n2 0000000266\r\n3 x\r\n';

/** What a maildrop's server says to each command. */
export function pop3Reply(said: string, random: Random): string {
  if (said === '')
    return random.percent(50) ? `+OK Dovecot ready.${random.pick(['', ' <1.2@server.thm>', ' <', ' <>'])}\r\n` : '';
  return said
    .split('\r\n')
    .slice(0, 200)
    .map((line) => (line === '' ? '' : pop3Line(line, random)))
    .join('');
}

function pop3Line(line: string, random: Random): string {
  if (random.percent(8)) return `-ERR ${random.pick(['no', '[AUTH] no', '[IN-USE] busy', '[SYS/TEMP]', ''])}\r\n`;
  if (random.percent(3)) return random.pick(['+ \r\n', '+OK\r\n', '* OK\r\n', 'x\r\n', '.\r\n', '\r\n']);
  const [verb = ''] = line.split(' ');
  switch (verb.toUpperCase()) {
    case 'STAT':
      return `+OK ${random.pick(['3 3121', '0 0', '3', 'x y', '99999999999 1'])}\r\n`;
    case 'LIST':
      return `+OK\r\n${random.pick([SCAN, '', '1\r\n', 'x y\r\n', '9 9\r\n'.repeat(200)])}.\r\n`;
    case 'UIDL':
      return `+OK\r\n${random.pick([UIDS, '', '1\r\n', '1 x y\r\n'])}.\r\n`;
    case 'CAPA':
      return '+OK\r\nTOP\r\nUIDL\r\nPIPELINING\r\nUSER\r\nSASL PLAIN LOGIN\r\n.\r\n';
    case 'RETR':
    case 'TOP':
      return `+OK 120 octets\r\n${message(random).replace(/^\./gm, '..')}\r\n.\r\n`;
    default:
      return random.percent(96) ? '+OK\r\n' : '';
  }
}
