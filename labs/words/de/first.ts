/** What the first view of the page needs in German. */
import { http } from './http.ts';
import { page } from './page.ts';

export const first = { ...page, ...http } as const;
