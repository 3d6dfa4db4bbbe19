import type { Words } from '../say.ts';

export const ftp = {} as const satisfies Words;
