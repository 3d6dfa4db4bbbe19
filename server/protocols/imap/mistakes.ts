/** Mistakes of the peer, as IMAP's two negative answers part them (RFC 3501 §7.1.2, §7.1.3). */
import { ReplyError } from '../reply-error.ts';
import type { Syncing } from './view.ts';

/**
 * BAD: the line can't be understood. The engine puts `Error in IMAP command NAME: ` before the text and counts it
 * among the bad commands.
 */
export class ArgumentMistake extends ReplyError {
  constructor(text: string) {
    super('BAD', text);
    this.name = 'ArgumentMistake';
  }
}

/** NO: understood, and not to be had. The text begins with the response code, where there is one: `[CANNOT] …`. */
export class Refusal extends ReplyError {
  /** What the client is told of the mailbox before the tagged line. */
  readonly sync: Syncing;

  constructor(text: string, sync: Syncing = 'none') {
    super('NO', text);
    this.name = 'Refusal';
    this.sync = sync;
  }
}

/** A command of the state `selected` in another state. */
export function expectSelected<View>(view: View | undefined): View {
  if (view === undefined) throw new ReplyError('BAD', 'No mailbox selected');
  return view;
}
