/** All that is fuzzed: one row an engine. A protocol's reader is fuzzed beside its engine. */
import { protocols } from '../server/protocols/index.ts';
import type { Protocol } from '../server/protocols/registry.ts';
import { plainLine } from './grammar.ts';
import { daemonOf, errandOf, pop3Reply, smtpReply } from './rows/dialling.ts';
import * as ftp from './rows/ftp.ts';
import * as imap from './rows/imap.ts';
import * as pop3 from './rows/pop3.ts';
import * as smtp from './rows/smtp.ts';
import type { DiallerTarget, Target } from './target.ts';
import type { ServiceShape } from './world.ts';

const service = (protocol: Protocol, software: string, more: Partial<ServiceShape> = {}): ServiceShape => ({
  protocol,
  software,
  drawn: {},
  usual: {},
  ...more,
});

const exim = { usual: smtp.usual, drawn: smtp.drawn };

/** Replies by protocol, for those who dial its servers. */
const replies: Readonly<Record<string, DiallerTarget['reply'] | undefined>> = { smtp: smtpReply, pop3: pop3Reply };

/** A new errand or daemon of a protocol that is here already is fuzzed unasked. */
const diallers: readonly DiallerTarget[] = Object.values<Protocol>(protocols).flatMap((protocol) => {
  const reply = replies[protocol.name];
  if (reply === undefined) return [];
  return [
    ...(protocol.errand === undefined ? [] : [errandOf(protocol, reply)]),
    ...(protocol.daemon === undefined ? [] : [daemonOf(service(protocol, 'Exim 4.95 Ubuntu', exim))]),
  ];
});

export const targets: readonly Target[] = [
  {
    kind: 'server',
    name: 'smtp',
    folder: 'smtp',
    services: [
      service(protocols.smtp, 'Exim 4.95 Ubuntu', exim),
      service(protocols.submission, 'Exim 4.95 Ubuntu', exim),
    ],
    grammar: smtp.grammar,
  },
  {
    kind: 'server',
    name: 'pop3',
    folder: 'pop3',
    services: [service(protocols.pop3, 'Dovecot (Ubuntu)')],
    grammar: pop3.grammar,
  },
  {
    kind: 'server',
    name: 'imap',
    folder: 'imap',
    services: [service(protocols.imap, 'Dovecot (Ubuntu)')],
    grammar: imap.grammar,
  },
  {
    kind: 'server',
    name: 'ftp',
    folder: 'ftp',
    services: [service(protocols.ftp, 'vsFTPd 3.0.5', { drawn: ftp.drawn })],
    grammar: ftp.grammar,
  },
  {
    kind: 'server',
    name: 'echo',
    folder: 'echo',
    services: [service(protocols.echo, 'echo')],
    grammar: {
      line: plainLine,
      payload: () => undefined,
      sure: {},
      enters: {},
      leaves: {},
      openings: ['hello'],
    },
  },
  ...diallers,
  { kind: 'mail', name: 'mail', folder: 'mail' },
];
