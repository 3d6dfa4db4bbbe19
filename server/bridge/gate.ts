/**
 * The one rule of durability, as the driver sees it: what an engine says leaves when everything that was committed
 * before it said so is on the disk. Implemented by the seat's log.
 */
export interface Gate {
  /** Undefined where everything committed so far is durable; else resolves when it is, rejects when it never will be. */
  whenDurable(): Promise<void> | undefined;
}

/** For a world that is kept nowhere (`npm run world`, the bench's bare server). */
export const openGate: Gate = { whenDurable: () => undefined };
