import type { Words } from '../say.ts';

export const coach = {} as const satisfies Words;
