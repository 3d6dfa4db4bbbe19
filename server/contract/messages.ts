/** The messages between a page and its seat, over one WebSocket, each a JSON text. Both sides parse what comes. */
import { z } from 'zod';
import { entry } from './entries.ts';

/** The longest line that a page may send, in characters. */
export const LINE_LIMIT = 4096;
/** The longest answer to a question, in characters. */
export const ANSWER_LIMIT = 500;
/** The largest message from a page, in bytes. */
export const MESSAGE_LIMIT_BYTES = 32 * 1024;
/** How many bytes of entries a page lets the server send ahead of what it has shown. */
export const CREDIT_BYTES = 256 * 1024;

const terminal = z.string().regex(/^[a-z0-9-]{1,24}$/);
const id = z.string().min(1).max(64);
const question = z.number().int().min(0).max(99);

export const fromPage = z.discriminatedUnion('type', [
  /** The first message: give me the log after entry `after` (0: all that is kept). `page` is the page's own id. */
  z.object({ type: z.literal('attach'), page: id, after: z.number().int().min(0) }),
  /**
   * Runs once, however often it is sent. Answered by an entry `line` of that id, or by `refused`. `seen` is the number of
   * the last entry that the page had when the line was typed: one typed to a program that is gone is not run.
   */
  z.object({ type: z.literal('line'), terminal, id, text: z.string().max(LINE_LIMIT), seen: z.number().int().min(0) }),
  z.object({
    type: z.literal('signal'),
    terminal,
    id,
    signal: z.enum(['interrupt', 'end-of-file', 'escape']),
    draft: z.string().max(LINE_LIMIT),
  }),
  z.object({ type: z.literal('open-terminal'), terminal }),
  z.object({ type: z.literal('close-terminal'), terminal }),
  z.object({ type: z.literal('hint'), step: id }),
  /** Answers a question of a step, once: of a choice, the number of the option, from 1. Answered by an entry `answered` of that id, or `refused`. */
  z.object({ type: z.literal('answer'), id, step: id, question, text: z.string().max(ANSWER_LIMIT) }),
  /** Picks a line of the wire, once: that of `side` in the exchange which is entry `entry`. Answered by an entry `pointed`, or `refused`. */
  z.object({
    type: z.literal('point'),
    id,
    step: id,
    question,
    side: z.enum(['client', 'server']),
    entry: z.number().int().min(1),
  }),
  z.object({ type: z.literal('afresh'), id }),
  /** This page wants to type. */
  z.object({ type: z.literal('take-pen') }),
  /** The page has taken in entries of so many bytes. */
  z.object({ type: z.literal('credit'), bytes: z.number().int().min(1).max(CREDIT_BYTES) }),
  z.object({ type: z.literal('ping') }),
]);

export const fromServer = z.discriminatedUnion('type', [
  /**
   * The answer to `attach`. `firstKept`: entries before it are gone; a page that needs them begins anew from there.
   * `last`: the newest entry there is; a page that has it is up to date.
   */
  z.object({ type: z.literal('attached'), firstKept: z.number().int(), last: z.number().int(), hasPen: z.boolean() }),
  z.object({ type: z.literal('entries'), entries: z.array(entry), bytes: z.number().int() }),
  /** Who holds the pen has changed. */
  z.object({ type: z.literal('pen'), hasPen: z.boolean() }),
  /** A message that was not carried out. `id` names it where it had one. */
  z.object({
    type: z.literal('refused'),
    id: z.string().optional(),
    code: z.string(),
    params: z.record(z.string(), z.string()).optional(),
  }),
  z.object({ type: z.literal('pong') }),
]);

export type FromPage = z.infer<typeof fromPage>;
export type FromServer = z.infer<typeof fromServer>;
