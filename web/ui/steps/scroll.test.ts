import { expect, it } from 'vitest';
import { scrollFor } from './scroll.ts';

it.each([
  ['it is seen already', { scrolled: 0, height: 500, top: 100, bottom: 400, before: 60 }, undefined],
  ['it lies below: as little as needed', { scrolled: 0, height: 500, top: 400, bottom: 600, before: 300 }, 100],
  ['it lies above', { scrolled: 800, height: 500, top: 400, bottom: 600, before: 300 }, 300],
  ['no room for what was before', { scrolled: 0, height: 500, top: 400, bottom: 800, before: 200 }, 300],
  ['higher than the pane: its beginning', { scrolled: 0, height: 500, top: 400, bottom: 1200, before: 300 }, 400],
  ['higher than the pane, at its beginning', { scrolled: 400, height: 500, top: 400, bottom: 1200, before: 300 }, 400],
])('%s', (_, place, scroll) => expect(scrollFor(place)).toBe(scroll));
