import type { Words } from '../say.ts';

export const page = {} as const satisfies Words;
