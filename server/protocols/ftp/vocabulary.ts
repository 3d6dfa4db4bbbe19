/** What labs, checker and coach may know of FTP: the table of commands, and how a line or a value of it is read. */
import type { ArgumentValue } from '../../../labs/observation.ts';
import type { ArgumentKind, Vocabulary } from '../../../labs/vocabulary.ts';
import { commands, STATES } from './commands.ts';
import { canonicalPath, recognise } from './syntax.ts';

export const vocabulary: Vocabulary = {
  protocol: 'ftp',
  title: 'FTP',
  verbs: commands,
  states: STATES,
  recognise,
  canonical,
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
