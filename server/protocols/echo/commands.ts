/** What a lab may know of the echo service. */
import type { Vocabulary } from '../../../labs/vocabulary.ts';

export const vocabulary: Vocabulary = {
  protocol: 'echo',
  title: 'Echo',
  verbs: new Map([
    [
      'ECHO',
      {
        verb: 'ECHO',
        states: ['echoing'],
        arguments: [{ name: 'text', kind: 'text' }],
        shape: 'any line',
        rfc: 'RFC 862',
      },
    ],
  ]),
  states: ['echoing'],
  recognise: (line) => ({ verb: 'ECHO', isKnown: false, arguments: { text: line } }),
  canonical: (_kind, value) => value,
};
