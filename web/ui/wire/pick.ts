/** Picking a line of the wire, while a question about it is open. */
import type { WireLine } from '../../state/wire-lines.ts';

export interface Pick {
  /** The line that was picked last. */
  readonly picked: WireLine | undefined;
  readonly onPick: (line: WireLine) => void;
}

export function isPicked({ picked }: Pick, { side, entry }: WireLine): boolean {
  return picked?.side === side && picked.entry === entry;
}
