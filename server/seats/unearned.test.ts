/** No step of the course is true before the learner has done it; words that are only typed do nothing. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, begin } from '../../labs/checker.ts';
import type { CheckContext } from '../../labs/context.ts';
import type { Observation } from '../../labs/observation.ts';
import { drawValues, seedWithValues, withValues } from '../../labs/values.ts';
import { parseTranscript } from '../protocols/transcript.ts';
import { factsOf } from '../sandbox/facts.ts';
import { World } from '../sandbox/world.ts';
import { vocabulariesOf } from './load-catalogue.ts';
import { courseCatalogue, LABS, protocolMap } from './page.testkit.ts';

const catalogue = courseCatalogue();

function contextOf(id: string): CheckContext {
  const lab = catalogue.lab(id);
  if (lab === undefined) throw new Error(`no lab ${id}`);
  const values = drawValues(lab.values, () => new Uint8Array(32).fill(7));
  const world = new World(seedWithValues(catalogue.seedFor(id), values), {
    now: () => 0,
    record: () => undefined,
    limits: { addedBytes: 1e6, items: 1000 },
  });
  return { lab: withValues(lab, values), facts: factsOf(world), vocabularies: vocabulariesOf(protocolMap) };
}

/** The lines that the solution types. */
function linesOf(id: string): string[] {
  const { items } = parseTranscript(readFileSync(path.join(LABS, id, 'solution.txt'), 'utf8'));
  return items.flatMap((item) => (item.kind === 'typed' ? [item.text] : []));
}

function tickedBy(context: CheckContext, observations: readonly Observation[]): string[] {
  const end = observations.reduce((progress, one) => advance(context, progress, one, 0), begin(context.lab));
  return Object.entries(end.steps).flatMap(([step, { tickedAt }]) => (tickedAt === undefined ? [] : [step]));
}

const typed = (line: string, program: string): Observation => ({ type: 'typed', terminal: 'laptop', program, line });

describe.each(catalogue.labs.map(({ id }) => id))('%s', (id) => {
  const context = contextOf(id);

  test('nothing is true in its world as it is', () => {
    expect(tickedBy(context, [{ type: 'world-changed' }, { type: 'world-changed' }])).toEqual([]);
  });

  test('the right words fulfil nothing where they are only typed or printed', () => {
    const observations = linesOf(id).flatMap((line) => [
      typed(`echo ${line}`, 'sh'),
      typed(line, 'cat'),
      typed(line, 'telnet'),
      { type: 'world-changed' } as const,
    ]);
    expect(tickedBy(context, observations)).toEqual([]);
  });

  test('whatever is typed, dialled in vain or answered beside the point ticks nothing', () => {
    const word = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom(...linesOf(id), ''));
    const steps = fc.constantFrom(...context.lab.steps.map((step) => step.id), 'nosuch');
    const idle: fc.Arbitrary<Observation> = fc.oneof(
      fc
        .tuple(word, fc.constantFrom('sh', 'telnet', 'nc', 'ftp', 'cat'))
        .map(([line, program]) => typed(line, program)),
      fc.constant({ type: 'world-changed' as const }),
      fc.record({ type: fc.constant('unknown-host' as const), name: word }),
      fc.record({
        type: fc.constant('refused' as const),
        server: fc.constant({ host: '10.10.41.192', port: 26 }),
        reason: word,
      }),
      // There is no such question.
      fc.record({ type: fc.constant('answered' as const), step: steps, question: fc.integer({ min: 50 }), text: word }),
    );
    fc.assert(
      fc.property(fc.array(idle, { maxLength: 20 }), (observations) => {
        expect(tickedBy(context, observations)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
