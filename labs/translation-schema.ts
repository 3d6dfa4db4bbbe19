/** What a translation of a lab has, field by field: its front matter, and the `step` block of each step. */
import { z } from 'zod';
import { hintsSchema, summary, objectives, text, title } from './lab-schema.ts';
import { described } from './schema-problems.ts';

export const translationSchema = z.strictObject({ title, summary, objectives });

const question = z.strictObject({
  ask: described(z.string().min(1).max(2000), 'the question', 'Welchen Port benutzt SMTP?'),
  options: described(
    z.array(z.string().min(1).max(500)).max(10).optional(),
    'a list of the options, in the order of lab.md',
    '[ja, nein]',
  ),
});

export const stepTranslationSchema = z.strictObject({
  hints: described(hintsSchema.partial(), 'a map of hints, as in lab.md'),
  why: described(text, 'a word on why it worked'),
  mistakes: described(
    z
      .array(z.strictObject({ say: described(text, 'what is said to this mistake', 'Der Doppelpunkt fehlt.') }))
      .max(30)
      .optional(),
    'a list of what is said to each mistake, in the order of lab.md',
    '[{ say: Der Doppelpunkt fehlt. }]',
  ),
  questions: described(z.array(question).max(10).optional(), 'a list of the questions, in the order of lab.md'),
});

export type StepTranslation = z.infer<typeof stepTranslationSchema>;
