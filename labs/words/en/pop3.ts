import type { Words } from '../say.ts';

export const pop3 = {} as const satisfies Words;
