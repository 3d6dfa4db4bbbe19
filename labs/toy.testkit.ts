/**
 * Two small protocols, so that tests show that checker and coach know none by name. `post` says PUT and TAKE;
 * `desk` puts a tag in front of each command.
 */
import fc from 'fast-check';
import type { Facts, FileFact, MailFact, QueuedMailFact } from './facts.ts';
import type { ArgumentValue, ConnectionSummary, Exchange, Observation, Reply } from './observation.ts';
import { parseLab } from './parse-lab.ts';
import { formatProblem } from './problems.ts';
import type { Lab } from './lab.ts';
import type { ArgumentEntry, RecognisedLine, VerbEntry, Vocabulary } from './vocabulary.ts';

function canonical(kind: string, value: string): ArgumentValue {
  if (kind === 'address') return value.replace(/^<|>$/g, '').toLowerCase();
  if (kind === 'mailbox') return value.toUpperCase() === 'INBOX' ? 'INBOX' : value;
  if (kind === 'number') return Number(value);
  if (kind === 'flags') return value.split(' ');
  return value;
}

function entry(verb: string, states: string, rest: Partial<VerbEntry> = {}): [string, VerbEntry] {
  return [verb, { verb, states: states.split(' '), arguments: [], shape: verb, rfc: 'RFC 0', ...rest }];
}

const address: ArgumentEntry = { name: 'to', kind: 'address' };

export const post: Vocabulary = {
  protocol: 'post',
  title: 'POST',
  states: ['new', 'open', 'done', 'aside'],
  verbs: new Map([
    entry('HELLO', 'new', { sameAs: ['HI'] }),
    entry('HI', 'new'),
    entry('WRITE', 'open', { arguments: [address], wayFrom: { new: 'HELLO', aside: 'BYE' } }),
    entry('CARRY', 'open', { arguments: [{ name: 'path', kind: 'path' }, address] }),
    entry('BYE', 'new open done'),
  ]),
  recognise(line): RecognisedLine {
    const [verb = '', ...words] = line.split(' ');
    const isKnown = post.verbs.has(verb.toUpperCase());
    return { verb: verb.toUpperCase(), isKnown, arguments: { to: words.join(' ') } };
  },
  canonical,
};

export const desk: Vocabulary = {
  protocol: 'desk',
  title: 'DESK',
  states: ['shut', 'open'],
  verbs: new Map([
    entry('LOOK', 'shut open'),
    entry('MARK', 'open', { arguments: [{ name: 'flags', kind: 'flags' }] }),
  ]),
  recognise(line): RecognisedLine {
    const [tag = '', verb = ''] = line.toUpperCase().split(' ');
    const isKnown = desk.verbs.has(verb);
    if (isKnown || !desk.verbs.has(tag)) return { verb, isKnown, arguments: {} };
    return { verb: tag, isKnown: false, arguments: {}, problem: { code: 'desk.problem.no-tag' } };
  },
  canonical,
};

export const vocabularies: ReadonlyMap<string, Vocabulary> = new Map([
  ['post', post],
  ['desk', desk],
]);

/** A lab of the steps given: `## Title {#id}` and the step's YAML below each, the rest filled in. */
export function labOf(steps: Readonly<Record<string, string>>): Lab {
  const front =
    'title: T\nsummary: S\nprotocol: post\nlevel: 1\nminutes: 1\nworld: w\nterminals: [laptop, phone]\nobjectives: [o]';
  const sections = Object.entries(steps).map(([id, yaml]) => {
    return `## ${id} {#${id}}\n\n\`\`\`step\n${yaml}\nhints: { nudge: one, answer: two }\nwhy: because\n\`\`\`\n`;
  });
  const parsed = parseLab(`---\n${front}\n---\n\n${sections.join('\n')}`, 'lab.md', 'a/b', { vocabularies });
  if ('lab' in parsed) return parsed.lab;
  throw new Error(parsed.problems.map(formatProblem).join('\n'));
}

/** A world to be asked, which tests change. */
export class ToyFacts implements Facts {
  readonly mailsOf = new Map<string, MailFact[]>();
  readonly files = new Map<string, FileFact>();
  readonly queues = new Map<string, QueuedMailFact[]>();
  asked = 0;

  mails(account: string, mailbox: string): readonly MailFact[] | undefined {
    this.asked++;
    return this.mailsOf.get(`${account}/${mailbox}`);
  }

  file(host: string, path: string): FileFact | undefined {
    this.asked++;
    return this.files.get(`${host}:${path}`);
  }

  queue(host: string): readonly QueuedMailFact[] | undefined {
    this.asked++;
    return this.queues.get(host);
  }

  resolve(name: string): string | undefined {
    return name === 'post.thm' || name === '10.0.0.1' ? '10.0.0.1' : undefined;
  }
}

export function mailOf(subject: string, text: string, flags: readonly string[] = []): MailFact {
  const header = (name: string): string[] => (name.toLowerCase() === 'subject' ? [subject] : []);
  return { uid: 1, flags, header, text, sizeBytes: text.length };
}

export function at(protocol: string | undefined, host = '10.0.0.1', port = 25): ConnectionSummary {
  const ends = { client: { host: '10.0.0.9', port: 40_000 }, server: { host, port } };
  return { connection: 1, terminal: 'laptop', ...ends, ...(protocol === undefined ? {} : { protocol }) };
}

export const yes: Reply = { status: '250', class: 'success', text: 'yes', lines: ['250 yes'] };
export const more: Reply = { status: '354', class: 'intermediate', text: 'go on', lines: ['354 go on'] };
export const no: Reply = { status: '500', class: 'failure', text: 'no', lines: ['500 no'] };

/** A command as the reader of `post` or `desk` gives it. */
export function said(
  line: string,
  rest: Partial<Exchange> & { protocol?: string; at?: ConnectionSummary } = {},
): Observation {
  const { protocol = 'post', at: place = at(protocol), ...exchange } = rest;
  const vocabulary = vocabularies.get(protocol) ?? post;
  return {
    type: 'exchange',
    at: place,
    exchange: { ...vocabulary.recognise(line), line, stateBefore: 'open', stateAfter: 'open', reply: yes, ...exchange },
    isSecure: false,
  };
}

/** Anything a reader might ever give. */
export const anyObservation: fc.Arbitrary<Observation> = (() => {
  const word = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('HELLO', 'WRITE', 'a MARK x', 'constructor'));
  const place = fc.constantFrom(at('post'), at('desk'), at(undefined), at('unheard-of'));
  const value = fc.oneof(word, fc.integer(), fc.boolean(), fc.array(word, { maxLength: 3 }));
  const reply = fc.constantFrom(yes, no, more, { ...no, status: '', text: '' });
  const exchange = fc.record({
    verb: word,
    isKnown: fc.boolean(),
    arguments: fc.dictionary(fc.oneof(word, fc.constant('to')), value, { maxKeys: 3 }),
    line: word,
    stateBefore: word,
    stateAfter: word,
    reply,
  });
  return fc.oneof(
    fc.record({ type: fc.constant('exchange' as const), at: place, exchange, isSecure: fc.boolean() }),
    fc.record({ type: fc.constant('unsecured' as const), at: place }),
    fc.record({
      type: fc.constant('secured' as const),
      at: place,
      tls: fc.record({ version: word, cipher: word }),
    }),
    fc.record({ type: fc.constant('connected' as const), at: place }),
    fc.record({
      type: fc.constant('closed' as const),
      at: place,
      by: fc.constantFrom('client' as const, 'server' as const),
    }),
    fc.record({
      type: fc.constant('typed' as const),
      terminal: word,
      program: fc.oneof(word, fc.constantFrom('sh', 'ftp')),
      line: word,
    }),
    fc.record({ type: fc.constant('unknown-host' as const), name: word }),
    fc.record({
      type: fc.constant('refused' as const),
      server: fc.constant({ host: '10.0.0.1', port: 1 }),
      reason: word,
    }),
    fc.record({
      type: fc.constant('transfer' as const),
      at: place,
      transfer: fc.record({
        verb: word,
        direction: fc.constantFrom('to-client' as const, 'to-server' as const),
        path: word,
        mode: fc.constantFrom('passive' as const, 'active' as const),
        representation: fc.constantFrom('ascii' as const, 'image' as const),
        isComplete: fc.boolean(),
      }),
      bytes: fc.nat(),
      digest: word,
      isSecure: fc.boolean(),
    }),
    fc.record({ type: fc.constant('answered' as const), step: word, question: fc.nat({ max: 3 }), text: word }),
    fc.record({
      type: fc.constant('pointed' as const),
      step: word,
      question: fc.nat({ max: 3 }),
      side: fc.constantFrom('client' as const, 'server' as const),
      at: place,
      exchange,
      isSecure: fc.boolean(),
    }),
    fc.constant({ type: 'world-changed' as const }),
  );
})();
