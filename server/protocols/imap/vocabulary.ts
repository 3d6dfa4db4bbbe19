/** What labs, checker and coach may know of IMAP. */
import type { Vocabulary } from '../../../labs/vocabulary.ts';
import { commands, STATES, SYNONYMS } from './commands.ts';
import { canonical, recognise } from './recognise.ts';

export const vocabulary: Vocabulary = {
  protocol: 'imap',
  title: 'IMAP',
  verbs: commands,
  states: STATES,
  ports: { clear: [143], secured: [993] },
  synonyms: SYNONYMS,
  farewell: 'LOGOUT',
  isReply: (line) => /^(?:[*+] |\S+ (?:OK|NO|BAD) )/.test(line),
  recognise,
  canonical,
};
