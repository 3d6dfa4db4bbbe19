/** What labs, checker and coach may know of IMAP. */
import type { Vocabulary } from '../../../labs/vocabulary.ts';
import { commands, STATES } from './commands.ts';
import { canonical, recognise } from './recognise.ts';

export const vocabulary: Vocabulary = {
  protocol: 'imap',
  title: 'IMAP',
  verbs: commands,
  states: STATES,
  recognise,
  canonical,
};
