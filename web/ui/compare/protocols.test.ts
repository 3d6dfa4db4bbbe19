import { describe, expect, it } from 'vitest';
import { page } from '../../../labs/words/en/page.ts';
import type { Vocabulary } from '../../../labs/vocabulary.ts';
import { protocols } from '../../../server/protocols/index.ts';
import { FIRST_COMMANDS, PROTOCOLS } from './protocols.ts';

interface Row {
  readonly port: number;
  readonly tlsPort?: number;
  readonly vocabulary: Vocabulary;
}
const registry: Readonly<Record<string, Row>> = protocols;

describe.each(PROTOCOLS)('what is said of %s', (name) => {
  it('agrees with the protocol itself', () => {
    const row = registry[name];
    if (row === undefined) throw new Error(`the registry has no ${name}`);
    expect(page[`protocol.${name}.port`]).toBe(String(row.port));
    if (row.tlsPort !== undefined) expect(page[`protocol.${name}.tls`]).toContain(String(row.tlsPort));
    for (const verb of FIRST_COMMANDS[name]) expect([...row.vocabulary.verbs.keys()]).toContain(verb);
  });
});
