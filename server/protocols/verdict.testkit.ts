/** For tests: what the readers make of bytes on a wire, held against one check. */
import { advance, begin, type Progress } from '../../labs/checker.ts';
import type { Facts } from '../../labs/facts.ts';
import type { Lab } from '../../labs/lab.ts';
import type { ConnectionSummary, Exchange, Observation } from '../../labs/observation.ts';
import { parseLab } from '../../labs/parse-lab.ts';
import { formatProblem } from '../../labs/problems.ts';
import { protocols } from './index.ts';
import { latin1Bytes } from './lines.ts';
import type { Protocol, Reader } from './registry.ts';

const all = new Map(Object.entries<Protocol>(protocols));
const vocabularies = new Map([...all].map(([name, { vocabulary }]) => [name, vocabulary]));

const NOWHERE: Facts = {
  mails: () => undefined,
  file: () => undefined,
  queue: () => undefined,
  resolve: (name) => (name === 'server.thm' ? '10.0.0.1' : undefined),
};

/** A lab of one step `it`. @throws Error with what is wrong with the check */
function labOf(protocol: string, check: string): Lab {
  const front = `title: T\nsummary: S\nprotocol: ${protocol}\nlevel: 1\nminutes: 1\nworld: w\nobjectives: [o]`;
  const step = `expect: ${check}\nhints: { nudge: one, answer: two }\nwhy: because`;
  const text = `---\n${front}\n---\n\n## It {#it}\n\n\`\`\`step\n${step}\n\`\`\`\n`;
  const parsed = parseLab(text, 'lab.md', 'a/b', { vocabularies });
  if ('lab' in parsed) return parsed.lab;
  throw new Error(parsed.problems.map(formatProblem).join('\n'));
}

/** One conversation that is read as it goes. */
export class Verdict {
  readonly exchanges: Exchange[] = [];
  readonly #context;
  readonly #at: ConnectionSummary;
  readonly #reader: Reader;
  #progress: Progress;

  constructor(protocol: string, check: string) {
    const spoken = all.get(protocol);
    if (spoken === undefined) throw new Error(`no protocol ${protocol}`);
    const client = { host: '10.0.0.9', port: 4000 };
    const server = { host: '10.0.0.1', port: spoken.port };
    this.#at = { connection: 1, protocol, client, server };
    this.#reader = spoken.read({ client, server });
    this.#context = { lab: labOf(protocol, check), facts: NOWHERE, vocabularies };
    this.#progress = begin(this.#context.lab);
  }

  get isTrue(): boolean {
    return this.#progress.isFinished === true;
  }

  /** Bytes that cross, each a character. */
  cross(from: 'client' | 'server', text: string): void {
    for (const reading of this.#reader.read(from, latin1Bytes(text))) {
      const at = this.#at;
      if (reading.type === 'exchange') {
        this.exchanges.push(reading.exchange);
        this.#observe({ type: 'exchange', at, exchange: reading.exchange, isSecure: false });
      } else if (reading.type === 'transferred') {
        const { transfer } = reading;
        this.#observe({ type: 'transfer', at, transfer, bytes: 1, digest: '', isSecure: false });
      }
    }
  }

  #observe(observation: Observation): void {
    this.#progress = advance(this.#context, this.#progress, observation, 0);
  }
}

/** Whether a conversation makes the check true: `> line` from the client, all else from the server. */
export function isTrueOf(protocol: string, check: string, conversation: readonly string[]): boolean {
  const verdict = new Verdict(protocol, check);
  for (const line of conversation) {
    const isClient = line.startsWith('> ');
    verdict.cross(isClient ? 'client' : 'server', `${isClient ? line.slice(2) : line}\r\n`);
  }
  return verdict.isTrue;
}
