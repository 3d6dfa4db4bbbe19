/**
 * A seat's log as a page sees it: one numbered sequence of entries, "give me from n". The page's screens, wire view
 * and progress are folds of it.
 */
import { z } from 'zod';

export const endpoint = z.object({ host: z.string(), port: z.number().int() });

/** As `TtyMode` of the programs. */
export const ttyMode = z.object({
  prompt: z.string(),
  echo: z.boolean(),
  history: z.string(),
  escape: z.boolean(),
  /** The program that reads the terminal now. */
  program: z.string(),
});

export const said = z.object({ code: z.string(), params: z.record(z.string(), z.string()).optional() });

/** A mistake that the lab's author foresaw. */
export const mistake = z.object({
  step: z.string(),
  /** Its place among the step's mistakes, from 0. */
  index: z.number().int(),
  /** What the author says of it, rendered, by language. Only now: a mistake that was not made is not told. */
  say: z.record(z.string(), z.string()),
});

const stepProgress = z.object({
  /** Its place in the order of ticking, from 1, where it is ticked. */
  tickedAt: z.number().int().optional(),
  /** How many hints were asked for. */
  hints: z.number().int(),
  /** How often the coach had to say something. */
  tries: z.number().int(),
  /** Time at work on it, in milliseconds. */
  activeMs: z.number(),
  /** Of a step that is open: the questions answered rightly, by their places among the step's, from 0. */
  answered: z.array(z.number().int()).optional(),
});

export const progress = z.object({
  /** By step id. */
  steps: z.record(z.string(), stepProgress),
  /** The first step that is not ticked; undefined where all are. */
  current: z.string().optional(),
});

export const entryBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('terminal-opened'), terminal: z.string() }),
  z.object({ type: z.literal('terminal-closed'), terminal: z.string() }),
  /** Text for the screen; line ends are `\n`. */
  z.object({
    type: z.literal('print'),
    terminal: z.string(),
    text: z.string(),
    /** What the other end of a connection said. */
    voice: z.literal('server').optional(),
  }),
  /** A line the terminal took: the screen shows the mode's prompt, the text (empty where it was not echoed) and a line end. */
  z.object({
    type: z.literal('line'),
    terminal: z.string(),
    id: z.string(),
    text: z.string(),
    caret: z.string(),
    /** A key ended it that is no Enter: it is no line of the history. */
    signal: z.enum(['interrupt', 'end-of-file', 'escape']).optional(),
  }),
  z.object({ type: z.literal('mode'), terminal: z.string(), mode: ttyMode }),
  z.object({ type: z.literal('clear'), terminal: z.string() }),
  z.object({
    type: z.literal('connection-opened'),
    connection: z.number().int(),
    client: endpoint,
    server: endpoint,
    /** The protocol's name; undefined on a data connection. */
    protocol: z.string().optional(),
    /** The control connection of a data connection. */
    parent: z.number().int().optional(),
    terminal: z.string().optional(),
    /** The names of both ends, where the learner is neither. */
    others: z.object({ client: z.string(), server: z.string() }).optional(),
  }),
  z.object({
    type: z.literal('wire'),
    connection: z.number().int(),
    from: z.enum(['client', 'server']),
    /** Of a connection with TLS: what crossed (`encrypted`), or what the two ends saw (`clear`). Undefined: both are one. */
    layer: z.enum(['encrypted', 'clear']).optional(),
    /** Each byte a character; cut to a bound, then `omittedBytes` says how many followed. */
    data: z.string(),
    omittedBytes: z.number().int(),
  }),
  /** TLS has begun on the connection. */
  z.object({
    type: z.literal('secured'),
    connection: z.number().int(),
    tls: z.object({ version: z.string(), cipher: z.string(), serverName: z.string().optional() }),
  }),
  /** TLS has ended; the connection goes on in the clear. */
  z.object({ type: z.literal('unsecured'), connection: z.number().int() }),
  z.object({ type: z.literal('connection-closed'), connection: z.number().int(), by: z.enum(['client', 'server']) }),
  /** What an exchange means: for the wire's second view and the panel. */
  z.object({
    type: z.literal('exchange'),
    connection: z.number().int(),
    terminal: z.string().optional(),
    protocol: z.string(),
    verb: z.string(),
    line: z.string(),
    status: z.string(),
    class: z.enum(['success', 'intermediate', 'failure']),
    text: z.string(),
    state: z.string(),
    meaning: said.optional(),
  }),
  /** `ticked` names the steps that became true with this entry, `line` the terminal's line that did it. */
  z.object({
    type: z.literal('progress'),
    progress,
    ticked: z.array(z.string()),
    terminal: z.string().optional(),
    line: z.string().optional(),
  }),
  /** The coach's word on a line: its own, or the author's on a mistake that was foreseen. */
  z.object({
    type: z.literal('advice'),
    step: z.string().optional(),
    advice: said.optional(),
    mistake: mistake.optional(),
    /** After so many misses a hint is offered. */
    offersHint: z.boolean().optional(),
    terminal: z.string().optional(),
  }),
  /** A question of a step was answered. */
  z.object({
    type: z.literal('answered'),
    id: z.string(),
    step: z.string(),
    /** Its place among the step's questions, from 0. */
    question: z.number().int(),
    text: z.string(),
  }),
  /** A line of the wire was picked as the answer to a question. */
  z.object({
    type: z.literal('pointed'),
    id: z.string(),
    step: z.string(),
    question: z.number().int(),
    side: z.enum(['client', 'server']),
    /** The number of the entry `exchange`. */
    entry: z.number().int(),
  }),
  /** The world was renewed; what came before is history. */
  z.object({ type: z.literal('afresh') }),
]);

export const entry = z.object({
  n: z.number().int(),
  /** The world's time, milliseconds since the epoch. */
  at: z.number(),
  body: entryBody,
});

export type EntryBody = z.infer<typeof entryBody>;
export type Entry = z.infer<typeof entry>;
export type TtyModeEntry = z.infer<typeof ttyMode>;
export type Progress = z.infer<typeof progress>;
export type Said = z.infer<typeof said>;
export type MadeMistake = z.infer<typeof mistake>;
