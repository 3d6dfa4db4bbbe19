import type { Words } from '../say.ts';

export const smtp = {} as const satisfies Words;
