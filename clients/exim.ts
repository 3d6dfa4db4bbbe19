/** Exim as the sending MTA: takes mails in of its own user and hands them to our SMTP; a bounce is Exim's to write. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { bodyOf, crlf, EIGHT_BIT, expectLetter, field, HARD_LINES, largeLetter, letter } from './letters.ts';
import { clientUid, type Place } from './place.ts';
import { HOST, OTHER, USER } from './seed.ts';

const MAILS = 10;

export const exim: Client = {
  name: 'exim',
  programs: ['exim4'],
  version: () => /^Exim version (\S+)/.exec(versionOf('exim4') ?? '')?.[1],
  journeys: [
    ...[
      { how: 'EHLO, PIPELINING, BDAT', transport: '', log: / => .* K / },
      { how: 'EHLO, PIPELINING, DATA', transport: 'hosts_try_chunking =', log: / => .* C="250 OK id=/ },
      { how: 'HELO, DATA', transport: 'hosts_avoid_esmtp = *', log: / => .* C="250 OK id=/ },
    ].map(({ how, transport, log }) => ({
      name: `smtp: one mail to two, every byte of it; ${how}`,
      go: async (place: Place) => {
        const sent = letter({ subject: 'By Exim', lines: [...HARD_LINES, EIGHT_BIT] });
        const logged = await send(place, sent, [USER.address, OTHER.address], { transport });
        for (const { user } of [USER, OTHER]) expectLetter(place.arrived(user), sent);
        // Exim marks with K what went by BDAT.
        assert.match(logged, log);
      },
    })),
    {
      name: 'smtp: six megabytes',
      go: async (place) => {
        const sent = largeLetter('Large', 6_000_000);
        await send(place, sent, [USER.address]);
        expectLetter(place.arrived(USER.user), sent);
      },
    },
    {
      name: 'smtp: a mail that SIZE forbids comes back',
      go: async (place) => {
        await send(place, largeLetter('Too large', 9_000_000), [USER.address], { from: OTHER.address });
        assert.deepEqual(place.arrived(USER.user), []);
        expectBounce(place.arrived(OTHER.user), USER.address, /552 Message size exceeds maximum permitted/);
      },
    },
    {
      name: 'smtp: one of three refused, the others get it, the sender a bounce',
      go: async (place) => {
        const sent = letter({ subject: 'To two of three', from: OTHER.address });
        const to = [USER.address, `nobody@${HOST}`, `postmaster@${HOST}`];
        await send(place, sent, to, { from: OTHER.address });
        assert.equal(place.arrived(USER.user).length, 2);
        expectLetter(place.arrived(USER.user).slice(0, 1), sent, OTHER.address);
        expectBounce(place.arrived(OTHER.user), `nobody@${HOST}`, /550 Unknown user/);
      },
    },
    {
      name: `smtp: ${MAILS} mails, one connection`,
      go: async (place) => {
        const letters = Array.from({ length: MAILS }, (_, index) =>
          letter({ subject: `Number ${index}`, lines: ['.'] }),
        );
        const queue = await configure(place, '');
        for (const text of letters)
          await run(place, queue, ['-odqs', '-oi', '-f', 'user@client.thm', USER.address], text);
        await run(place, queue, ['-qq'], '');
        const subjects = place.arrived(USER.user).flatMap((mail) => field(mail, 'Subject'));
        assert.deepEqual(subjects.toSorted(), letters.flatMap((text) => field(crlf(text), 'Subject')).toSorted());
      },
    },
    {
      name: 'submission: AUTH PLAIN as a smarthost asks for it',
      go: async (place) => {
        const sent = letter({ subject: 'By a smarthost' });
        await send(place, sent, [OTHER.address], { service: 'submission', transport: 'hosts_require_auth = *' });
        expectLetter(place.arrived(OTHER.user), sent);
        assert.match(field(place.arrived(OTHER.user)[0] ?? '', 'Received')[0] ?? '', / with esmtpa /);
      },
    },
  ],
};

interface Sending {
  readonly from?: string;
  readonly service?: string;
  /** More options of the transport. */
  readonly transport?: string;
}

/** Hands a mail to Exim, which delivers before it ends; gives its log. */
async function send(place: Place, text: string, to: readonly string[], sending: Sending = {}): Promise<string> {
  const { from = 'user@client.thm', service = 'smtp', transport = '' } = sending;
  const file = await configure(place, transport, service);
  await run(place, file, ['-odf', '-oi', '-f', from, ...to], text);
  return place.read('mainlog');
}

async function run(place: Place, file: string, words: readonly string[], input: string): Promise<void> {
  await place.run('exim4', ['-C', file, ...words], { input });
}

/** A configuration of our own: everything goes to our server, nothing is looked up, one user is enough. */
async function configure(place: Place, transport: string, service = 'smtp'): Promise<string> {
  const gid = process.getuid?.() === 0 ? clientUid : (process.getgid?.() ?? clientUid);
  const lines = `primary_hostname = relay.thm
qualify_domain = client.thm
exim_user = ${clientUid}
exim_group = ${gid}
trusted_users = ${clientUid}
never_users =
deliver_drop_privilege = true
spool_directory = ${place.folder}/spool
log_file_path = ${place.folder}/%slog
local_interfaces = 127.0.0.1
disable_ipv6 = true
host_lookup =
rfc1413_hosts =
keep_environment =
timezone = UTC
check_spool_space = 0
check_log_space = 0
notifier_socket =
message_size_limit = 50M
local_from_check = false
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = ours
begin transports
ours:
  driver = smtp
  port = ${place.port(service)}
  allow_localhost
  hosts_avoid_tls = *
  ${transport}
begin retry
* * F,1m,1m
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  client_send = ^${USER.user}^${USER.password}
`;
  return place.write('exim.conf', lines);
}

/** RFC 3464, as Exim writes it; the null sender. */
function expectBounce(came: readonly string[], failed: string, reason: RegExp): void {
  const [bounce = '', ...more] = came;
  assert.equal(more.length, 0);
  assert.deepEqual(field(bounce, 'Return-path'), ['<>']);
  assert.deepEqual(field(bounce, 'X-Failed-Recipients'), [failed]);
  assert.match(field(bounce, 'Content-Type')[0] ?? '', /^multipart\/report; report-type=delivery-status/);
  assert.match(bodyOf(bounce), reason);
}
