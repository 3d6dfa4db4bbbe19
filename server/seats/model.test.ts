import { expect, test } from 'vitest';
import { modelOf } from './model.ts';
import { courseCatalogue } from './page.testkit.ts';

const catalogue = courseCatalogue();

test.each(catalogue.labs.map((lab) => [lab.id, lab] as const))(
  'the model of %s has every step, and no sign of how a transcript is written',
  (id, lab) => {
    const { steps } = modelOf(lab, catalogue.filesOf(id)?.solution ?? '', {});
    expect(steps.map((step) => step.id)).toEqual(lab.steps.map((step) => step.id));
    expect(steps.flatMap(({ lines }) => lines.map(({ text }) => text)).join('\n')).not.toContain('${');
  },
);
