/** The registry of protocols: one row each. */
import { echo } from './echo/index.ts';

export const protocols = { echo } as const;
