/**
 * The lab's file format: one Markdown file with front matter, a heading per step, and a fenced `step` block in each.
 * `parseLab` (parse-lab.ts) is pure and never throws: it gives the lab, or what is wrong with line and column.
 */
import type { Problem } from './problems.ts';

/**
 * A matcher of one value: the value itself (same meaning, by the vocabulary's kind), a part of it, a linear-time pattern
 * (RE2's syntax, unanchored), or one of several. `${name}` in a text is a hole: it binds at its first match, and means the
 * same wherever it comes again in the lab.
 */
export type ValueMatcher =
  | string
  | number
  | { readonly contains: string }
  | { readonly pattern: string }
  | { readonly oneOf: readonly (string | number)[] };

/** Where an event must have happened; what is undefined may be any. */
export interface EventScope {
  readonly protocol: string;
  /** Host name or address of the server. */
  readonly host?: string;
  readonly port?: number;
  /** Whether it crossed within TLS. */
  readonly secure?: boolean;
  /** The terminal whose program did it. */
  readonly terminal?: string;
  /**
   * `same`: on the connection of the event met before it in this step, or where none was, of the one that ticked the nearest
   * step above. `new`: on a connection that began after that one. Where there is no such event, every connection will do.
   */
  readonly connection?: 'same' | 'new';
}

export interface ExchangeCheck extends EventScope {
  readonly type: 'exchange';
  /** Upper case; undefined: any command (a greeting is none). */
  readonly verb?: string;
  readonly arguments: Readonly<Record<string, ValueMatcher>>;
  /** A status (`250`, `+OK`), a class (`success`), `any`, or undefined: success (in a mistake: any). */
  readonly reply?: string;
  /** Held against each line of the reply. */
  readonly replyText?: ValueMatcher;
  /** The server's state by the RFC's name, before the command and after the reply. */
  readonly before?: string;
  readonly after?: string;
}

export interface ConnectedCheck extends EventScope {
  readonly type: 'connected';
}

/** A TLS handshake that was finished. */
export interface SecuredCheck extends EventScope {
  readonly type: 'secured';
}

export interface TransferCheck extends EventScope {
  readonly type: 'transfer';
  readonly direction: 'to-client' | 'to-server';
  /** Compared as the protocol's kind `path`, the last component where no `/` stands in it; undefined: any. */
  readonly path?: string;
  readonly verb?: string;
  readonly mode?: 'passive' | 'active';
  readonly representation?: 'ascii' | 'image';
  readonly sizeBytes?: number;
  /** SHA-256 of what crossed, in hex. */
  readonly digest?: string;
}

export interface ClosedCheck extends EventScope {
  readonly type: 'closed';
  readonly by?: 'client' | 'server';
}

/** A line typed at a terminal. Only in a mistake: words that are typed fulfil nothing. */
export interface TypedCheck {
  readonly type: 'typed';
  readonly terminal?: string;
  /** The program that reads it: `sh`, `telnet`. */
  readonly program?: string;
  readonly line: ValueMatcher;
}

/** An answer typed, or chosen, in the panel. */
export interface AnswerCheck {
  readonly type: 'answer';
  /** The question, rendered. */
  readonly ask: string;
  readonly right: AnswerForm;
}

export type AnswerForm =
  /** Neither case nor the amount of white space counts. */
  | { readonly kind: 'text'; readonly text: ValueMatcher }
  | { readonly kind: 'number'; readonly number: number }
  /** `right` is the place in the list, from 1. Options are rendered. */
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly right: number };

/** A question about the wire: the learner picks the line that answers it. */
export interface PointCheck {
  readonly type: 'point';
  /** The question, rendered. */
  readonly ask: string;
  /** Whose line of the exchange. */
  readonly side: 'client' | 'server';
  readonly exchange: ExchangeCheck;
}

/** A check of what happened: once true, it stays true. */
export type EventCheck =
  ExchangeCheck | ConnectedCheck | SecuredCheck | TransferCheck | ClosedCheck | TypedCheck | AnswerCheck | PointCheck;

/** True as long as the world is so. */
export interface MailFactCheck {
  readonly type: 'mail';
  readonly account: string;
  readonly mailbox: string;
  readonly headers: Readonly<Record<string, ValueMatcher>>;
  readonly contains?: string;
  /** Flags that it has, and flags that it has not. */
  readonly flags?: readonly string[];
  readonly lacks?: readonly string[];
  /** How many such mails; undefined: at least one. */
  readonly count?: number;
}

export interface MailboxFactCheck {
  readonly type: 'mailbox';
  readonly account: string;
  readonly name: string;
}

export interface FileFactCheck {
  readonly type: 'file';
  readonly host: string;
  readonly path: string;
  readonly contains?: string;
  readonly sizeBytes?: number;
  /** SHA-256, in hex. */
  readonly digest?: string;
}

/** Mails that wait on a host to be handed on. */
export interface QueueFactCheck {
  readonly type: 'queue';
  readonly host: string;
  readonly from?: ValueMatcher;
  readonly to?: ValueMatcher;
  /** How many such mails; undefined: at least one. */
  readonly count?: number;
}

/** A check of the world as it is now. */
export type FactCheck = MailFactCheck | MailboxFactCheck | FileFactCheck | QueueFactCheck;

export type Check =
  | EventCheck
  | FactCheck
  | { readonly type: 'all'; readonly of: readonly Check[] }
  | { readonly type: 'any'; readonly of: readonly Check[] }
  /** Each after the one before it; what lies between does not matter. A fact among them must once be so when it is its turn. */
  | { readonly type: 'inOrder'; readonly of: readonly Check[] }
  /** Facts: none is so now. Events: none may happen meanwhile (in an order: in its place); when one does, the step begins anew. */
  | { readonly type: 'none'; readonly of: readonly Check[] }
  /** Each observation counts once. */
  | { readonly type: 'count'; readonly of: Check; readonly atLeast: number; readonly atMost?: number }
  /** From its first event to its last at most so many seconds. */
  | { readonly type: 'within'; readonly of: Check; readonly seconds: number }
  /** Stays true once it was so, as a whole. */
  | { readonly type: 'ever'; readonly of: Check };

/** From a nudge over the rule (with its RFC) and the shape of the line to the answer. */
export const HINT_LEVELS = ['nudge', 'rule', 'shape', 'answer'] as const;
export type HintLevel = (typeof HINT_LEVELS)[number];

export interface Hint {
  readonly level: HintLevel;
  /** Rendered. */
  readonly html: string;
}

/** A slip that the author foresaw; asked before the coach's own. */
export interface Mistake {
  readonly when: Check;
  /** Rendered. */
  readonly say: string;
  /** Ways to make it: lines typed in turn at the step's beginning, as `triedLine` reads them. For `lab test`. */
  readonly tries: readonly (readonly string[])[];
  readonly line: number;
}

export interface Step {
  /** Unique in its lab; an address in the page; never changes once published. */
  readonly id: string;
  readonly title: string;
  /** The text, rendered, safe to show (no raw HTML of the author's gets through). */
  readonly html: string;
  readonly expect: Check;
  /** The steps that must be ticked before this one can be; empty: it counts at any time. */
  readonly after: readonly string[];
  /** From nudge to answer; without the answer where the author keeps it. */
  readonly hints: readonly Hint[];
  readonly mistakes: readonly Mistake[];
  /** A word on why it worked; rendered. */
  readonly why: string;
  /** The lab is finished without it. */
  readonly isOptional: boolean;
  readonly points: number;
  /** Misses after which the next hint is offered. */
  readonly helpAfter: number;
  readonly line: number;
}

/** What a translation lays over a lab, rendered. What it leaves out stays as it is. */
export interface LabTexts {
  readonly title: string;
  readonly summary: string;
  readonly objectives: readonly string[];
  readonly introduction: string;
  /** By step id. */
  readonly steps: Readonly<Record<string, StepTexts>>;
}

export interface StepTexts {
  readonly title: string;
  readonly html: string;
  /** As many as the lab has, in its order. */
  readonly hints: readonly string[];
  readonly mistakes: readonly string[];
  readonly why: string;
  /** Questions of the step's checks, in the order in which they stand there. */
  readonly questions: readonly { readonly ask: string; readonly options?: readonly string[] }[];
}

/** How a learner's own value is drawn. */
export type ValueDefinition =
  | { readonly name: string; readonly kind: 'template'; readonly pieces: readonly ValuePiece[] }
  | { readonly name: string; readonly kind: 'oneOf'; readonly of: readonly string[] };

export type ValuePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hex' | 'digits' | 'letters'; readonly length: number }
  | { readonly kind: 'word' }
  /** Both ends belong to it. */
  | { readonly kind: 'number'; readonly low: number; readonly high: number };

export interface Lab {
  /** Its folder below `labs/`, `smtp/first-mail`. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly protocol: string;
  readonly level: number;
  readonly minutes: number;
  /** The name of the world that it plays in, or that its own extends. */
  readonly world: string;
  readonly objectives: readonly string[];
  /** Labs that should come first. */
  readonly needs: readonly string[];
  readonly values: readonly ValueDefinition[];
  /** Open at the beginning. */
  readonly terminals: readonly string[];
  /** What stands before the first step, rendered. */
  readonly introduction: string;
  readonly steps: readonly Step[];
  /** By language: `de`. */
  readonly translations: Readonly<Record<string, LabTexts>>;
}

export type ParsedLab =
  | {
      readonly lab: Lab;
      /** Where each of the labs that should come first is named, in their order. */
      readonly needsAt: readonly Pick<Problem, 'line' | 'column'>[];
      readonly problems: readonly [];
    }
  | { readonly problems: readonly Problem[] };
