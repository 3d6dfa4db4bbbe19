/** What labs, checker and coach may know of SMTP: the table of commands, and how a line or a value of it is read. */
import type { ArgumentKind, Vocabulary } from '../../../labs/vocabulary.ts';
import type { ArgumentValue } from '../../../labs/observation.ts';
import { commands, STATES, SYNONYMS } from './commands.ts';
import { parseReplyLine, recognise } from './syntax.ts';

export const vocabulary: Vocabulary = {
  protocol: 'smtp',
  title: 'SMTP',
  verbs: commands,
  states: STATES,
  ports: { clear: [25, 587], secured: [465] },
  synonyms: SYNONYMS,
  farewell: 'QUIT',
  texts: new Map([['data', '.']]),
  isReply: (line) => parseReplyLine(line) !== undefined,
  recognise,
  canonical,
};

function canonical(kind: ArgumentKind, value: string): ArgumentValue {
  switch (kind) {
    case 'address':
      return canonicalAddress(value);
    case 'domain':
    case 'user':
      return value.trim().toLowerCase().replace(/\.$/, '');
    case 'number':
      return Number(value);
    case 'items':
      return value
        .trim()
        .toUpperCase()
        .split(/[\s,]+/)
        .sort();
    case 'headers':
      return canonicalHeader(value);
    case 'text':
      return value.replace(/\r\n/g, '\n').trim();
    default:
      return value;
  }
}

/** With or without display name, comment and angle brackets: the address itself. Servers take either case. */
function canonicalAddress(value: string): string {
  const [, angled] = /<([^<>]*)>/.exec(value) ?? [];
  return (angled ?? value.replace(/\([^()]*\)/g, '')).trim().toLowerCase();
}

function canonicalHeader(value: string): string {
  const colon = value.indexOf(':');
  if (colon < 0) return value.trim();
  const name = value.slice(0, colon).trim().toLowerCase();
  return `${name}: ${value
    .slice(colon + 1)
    .replace(/\s+/g, ' ')
    .trim()}`;
}
