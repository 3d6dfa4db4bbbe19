/** Every journey of every client that is on this machine. */
import { describe, test } from 'vitest';
import { programsHere } from '../server/needs.testkit.ts';
import { clients } from './index.ts';
import { visit } from './place.ts';

const here = programsHere(clients.flatMap(({ programs }) => programs));

for (const { name, programs, journeys } of clients) {
  describe.runIf(programs.every((program) => here.has(program))).concurrent(name, () => {
    for (const journey of journeys) {
      test(journey.name, () => visit(journey));
    }
  });
}
