import type { Words } from '../say.ts';

export const imap = {} as const satisfies Words;
