/**
 * The lab's file format, field by field: its front matter, and the `step` block of each step. A description completes
 * "expected …"; an example is a value as it stands in the file.
 */
import { z } from 'zod';
import { checkSchema } from './check-schema.ts';
import { described } from './schema-problems.ts';

export const text = z.string().min(1).max(20_000);
export const title = described(z.string().min(1).max(200), "the lab's title", 'Your first mail');
export const summary = described(z.string().min(1).max(500), 'one sentence for the catalogue', 'Send a mail by hand.');
export const objectives = described(
  z.array(z.string().min(1).max(500)).min(1).max(20),
  'a list of what one can do afterwards',
  '[send a mail by hand]',
);
const word = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/);
const stepId = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/);
const labId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}(?:\/[a-z0-9][a-z0-9-]{0,60})?$/);
const terminalName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);
const helpAfter = described(
  z.number().int().min(1).max(20).optional(),
  'after how many misses the next hint is offered',
  '3',
);
const showAnswer = described(
  z.boolean().optional(),
  'true or false: whether the hint with the answer is given',
  'false',
);

const valueDefinition = z.union([
  z.string().min(1).max(200),
  z.strictObject({
    oneOf: described(
      z.array(z.string().min(1).max(200)).min(2).max(100),
      'a list of two or more texts, of which each learner gets one',
      '[anna, ben]',
    ),
  }),
]);

/** The world's name; or a map that extends one, which parse-extension.ts reads. */
const world = z.union([
  word,
  z.looseObject({ extends: described(word, 'the name of a world, a folder below worlds/', 'course') }),
]);

export const frontMatterSchema = z.strictObject({
  title,
  summary,
  protocol: described(word, 'the name of the protocol that this lab teaches', 'smtp'),
  level: described(z.number().int().min(1).max(5), 'a level from 1 (first steps) to 5', '1'),
  minutes: described(z.number().int().min(1).max(600), 'how many minutes it takes', '15'),
  world: described(world, 'the name of a world, a folder below worlds/, or a map that extends one', 'course'),
  objectives,
  needs: described(z.array(labId).max(20).optional(), 'a list of labs that should come first', '[smtp/first-mail]'),
  values: described(
    z.record(z.string().regex(/^[a-z][\w-]{0,60}$/), valueDefinition).optional(),
    "a map from a name (a small letter, then letters, digits, _ and -) to how each learner's own value is drawn",
    '{ flag: "flag-{hex 8}" }',
  ),
  terminals: described(
    z.array(terminalName).min(1).max(4).optional(),
    'a list of one to four names of terminals that are open at the beginning',
    '[laptop, phone]',
  ),
  order: described(
    z.enum(['free', 'fixed']).optional(),
    'free, or fixed where each step counts only after the one above it',
    'fixed',
  ),
  helpAfter,
  showAnswer,
});

const hint = (what: string, example: string) => described(text, what, example);

export const hintsSchema = z.strictObject({
  nudge: hint('a first hint that only says where to look', 'Who speaks first?'),
  rule: hint('the rule, with its RFC', '"RFC 5321 §4.1.1.1: a session begins with HELO or EHLO."').optional(),
  shape: hint('the shape of the line, without what is to be found', 'The shape is `HELO name`.').optional(),
  answer: hint('the line itself', 'Type `HELO client.thm`.'),
});

const lines = z.string().min(1).max(2000);

const mistake = z.strictObject({
  when: described(checkSchema, 'a check of what happened', '{ exchange: { verb: MAIL, reply: failure } }'),
  say: described(text, 'what to say then, a sentence', 'The colon stands behind FROM.'),
  try: described(
    z.union([lines, z.array(lines).min(1).max(20)]).optional(),
    'lines that make this mistake, a text or a list of texts',
    'MAIL user@client.thm',
  ),
});

export const stepSchema = z.strictObject({
  expect: described(checkSchema, 'what must happen', '{ exchange: { verb: MAIL } }'),
  hints: described(
    hintsSchema,
    'a map of hints: nudge, rule, shape, answer',
    '{ nudge: Who speaks first?, answer: "Type HELO client.thm" }',
  ),
  why: described(text, 'a word on why it worked'),
  mistakes: described(
    z.array(mistake).max(30).optional(),
    'a list of mistakes that the author foresees',
    '[{ when: { exchange: { verb: MAIL, reply: failure } }, say: Mind the colon. }]',
  ),
  after: described(z.array(stepId).max(30).optional(), 'a list of ids of steps that come first', '[connect]'),
  optional: described(z.boolean().optional(), 'true where the lab is finished without this step', 'true'),
  points: described(z.number().int().min(0).max(100).optional(), 'how many points it gives; 1 where left out', '2'),
  helpAfter,
  showAnswer,
});

export type FrontMatter = z.infer<typeof frontMatterSchema>;
export type StepEntry = z.infer<typeof stepSchema>;
