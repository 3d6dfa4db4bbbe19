/** POP3, the server's side. */
import { createHash } from 'node:crypto';
import type { VerbEntry } from '../../labs/vocabulary.ts';
import { argument, type Grammar, plainLine, RESPONSES, spelled } from '../grammar.ts';
import type { Random } from '../random.ts';

const MECHANISMS = [
  '',
  ' PLAIN',
  ' LOGIN',
  ' plain',
  ' CRAM-MD5',
  ...RESPONSES.flatMap((each) => [` PLAIN ${each}`, ` LOGIN ${each}`]),
];

function line(entry: VerbEntry, random: Random): string {
  if (entry.verb === 'AUTH') return spelled('AUTH', random) + random.pick(MECHANISMS);
  if (entry.verb === 'APOP') return `APOP ${argument('user', random)} ${random.pick(DIGESTS)}`;
  if (entry.arguments[0]?.kind === 'number' && random.percent(70)) {
    // What there is, more often than not.
    const rest = entry.verb === 'TOP' ? random.pick([' 0', ' 1', ' 3', ' 100', '', ' -1', ' x', '  2', ' 1 2']) : '';
    return `${spelled(entry.verb, random)} ${random.pick(['', ' '])}${1 + random.below(9)}${rest}`;
  }
  return plainLine(entry, random);
}

const DIGESTS = ['c4c9334bac560ecc979e58001b3e22fb', '', 'x', 'C4C9334BAC560ECC979E58001B3E22FB', '0 0'];

const LOGIN = 'USER strategos\r\nPASS TabulaRasa7';

/** RFC 1939 §7: the digest of the greeting's timestamp and the password. */
function answer(greeting: string): string | undefined {
  const [timestamp] = /<[^>]*>/.exec(greeting) ?? [];
  if (timestamp === undefined) return undefined;
  return `APOP strategos ${createHash('md5').update(`${timestamp}TabulaRasa7`).digest('hex')}`;
}

export const grammar: Grammar = {
  line,
  answer,
  payload: (state, random) => (state === 'sasl' ? `${random.pick(RESPONSES)}\r\n` : undefined),
  sure: { USER: LOGIN, AUTH: 'AUTH LOGIN' },
  enters: { sasl: 'AUTH' },
  leaves: { sasl: '*' },
  openings: [LOGIN, `${LOGIN}\r\nRETR 1\r\nDELE 1`, 'USER archimedes\r\nPASS Eureka42', 'USER strategos\r\nPASS wrong'],
};
