/** What labs, checker and coach may know of POP3: the table of commands, and how a line or a value of it is read. */
import type { ArgumentValue } from '../../../labs/observation.ts';
import type { ArgumentKind, Vocabulary } from '../../../labs/vocabulary.ts';
import { commands, STATES, SYNONYMS } from './commands.ts';
import { parseStatusLine, recognise } from './syntax.ts';

export const vocabulary: Vocabulary = {
  protocol: 'pop3',
  title: 'POP3',
  verbs: commands,
  states: STATES,
  ports: { clear: [110], secured: [995] },
  synonyms: SYNONYMS,
  farewell: 'QUIT',
  isReply: (line) => parseStatusLine(line) !== undefined,
  recognise,
  canonical,
};

function canonical(kind: ArgumentKind, value: string): ArgumentValue {
  switch (kind) {
    case 'number':
      return Number(value);
    case 'user':
      return value.trim().toLowerCase();
    case 'text':
      return value.trim().toUpperCase();
    default:
      return value;
  }
}
