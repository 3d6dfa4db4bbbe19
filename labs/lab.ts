/**
 * The lab's file format: one Markdown file with front matter, a heading per step, and a fenced `step` block in each.
 * `parseLab` (parse-lab.ts) is pure and never throws: it gives the lab, or what is wrong with line and column.
 */
import type { Problem } from './problems.ts';

/** A matcher of one argument or header: the value itself (same meaning), or a part of it. */
export type ValueMatcher = string | number | { readonly contains: string };

/** A check of what crossed the wire: once true, it stays true. */
export type EventCheck = ExchangeCheck | ConnectedCheck | TransferCheck | ClosedCheck;

/** A check of the world as it is now. */
export type FactCheck = MailFactCheck | FileFactCheck;

export interface ExchangeCheck {
  readonly type: 'exchange';
  readonly protocol: string;
  readonly verb: string;
  readonly arguments: Readonly<Record<string, ValueMatcher>>;
  /** A status (`250`, `+OK`), a class (`success`), or undefined: success. */
  readonly reply?: string;
  /** Host name or address of the server; undefined: any of the world. */
  readonly host?: string;
}

export interface ConnectedCheck {
  readonly type: 'connected';
  readonly protocol: string;
  readonly host?: string;
}

export interface TransferCheck {
  readonly type: 'transfer';
  readonly protocol: string;
  readonly direction: 'to-client' | 'to-server';
  /** Compared as the protocol's kind `path`, the last component where no `/` stands in it; undefined: any. */
  readonly path?: string;
  readonly verb?: string;
  readonly mode?: 'passive' | 'active';
}

export interface ClosedCheck {
  readonly type: 'closed';
  readonly protocol: string;
}

/** True as long as the world is so. */
export interface MailFactCheck {
  readonly type: 'mail';
  readonly account: string;
  readonly mailbox: string;
  readonly headers: Readonly<Record<string, ValueMatcher>>;
  readonly contains?: string;
  readonly flags?: readonly string[];
  /** How many such mails; undefined: at least one. */
  readonly count?: number;
}

export interface FileFactCheck {
  readonly type: 'file';
  readonly host: string;
  readonly path: string;
  readonly contains?: string;
  readonly sizeBytes?: number;
}

export type Check =
  | EventCheck
  | FactCheck
  | { readonly type: 'all'; readonly of: readonly Check[] }
  | { readonly type: 'any'; readonly of: readonly Check[] };

export interface Step {
  /** Unique in its lab; an address in the page; never changes once published. */
  readonly id: string;
  readonly title: string;
  /** The text, rendered, safe to show (no raw HTML of the author's gets through). */
  readonly html: string;
  readonly expect: Check;
  /** The steps that must be ticked before this one can be; empty: it counts at any time. */
  readonly after: readonly string[];
  /** Two or more, from nudge to answer; rendered. */
  readonly hints: readonly string[];
  /** A word on why it worked; rendered. */
  readonly why: string;
  readonly line: number;
}

export interface Lab {
  /** Its folder below `labs/`, `smtp/first-mail`. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly protocol: string;
  readonly level: number;
  readonly minutes: number;
  readonly world: string;
  readonly objectives: readonly string[];
  /** What stands before the first step, rendered. */
  readonly introduction: string;
  readonly steps: readonly Step[];
}

export type ParsedLab =
  { readonly lab: Lab; readonly problems: readonly [] } | { readonly problems: readonly Problem[] };
