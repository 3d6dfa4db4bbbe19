/** What labs, checker and coach may know of FTP: the table of commands, and how a line or a value of it is read. */
import type { ArgumentValue, Endpoint, Exchange } from '../../../labs/observation.ts';
import type { ArgumentKind, Vocabulary } from '../../../labs/vocabulary.ts';
import { commands, STATES, SYNONYMS } from './commands.ts';
import { parseExtendedPassiveReply, parsePassiveReply } from './host-port.ts';
import { canonicalPath, parseReplyLine, recognise } from './syntax.ts';

export const vocabulary: Vocabulary = {
  protocol: 'ftp',
  title: 'FTP',
  verbs: commands,
  states: STATES,
  ports: { clear: [21], secured: [990] },
  synonyms: SYNONYMS,
  farewell: 'QUIT',
  isReply: (line) => parseReplyLine(line) !== undefined,
  recognise,
  canonical,
  announces,
};

function canonical(kind: ArgumentKind, value: string): ArgumentValue {
  switch (kind) {
    case 'path':
      return canonicalPath(value);
    case 'number':
      return Number(value);
    case 'user':
      // Guests have two names, in any case (RFC 1635); accounts are written exactly.
      return /^(?:anonymous|ftp)$/i.test(value) ? 'anonymous' : value;
    case 'text':
      return value.trim();
    default:
      return value;
  }
}

/** 227 names host and port, 229 the port alone (RFC 959 §4.1.2, RFC 2428 §3). */
function announces({ reply }: Exchange, server: Endpoint): Endpoint | undefined {
  if (reply.status === '227') return parsePassiveReply(reply.text);
  const port = reply.status === '229' ? parseExtendedPassiveReply(reply.text) : undefined;
  return port === undefined ? undefined : { host: server.host, port };
}
