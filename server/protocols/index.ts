/** The registry of protocols: one row each. */
import { echo } from './echo/index.ts';
import { smtp } from './smtp/index.ts';

export const protocols = { echo, smtp } as const;
