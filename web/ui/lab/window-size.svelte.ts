/** How much room the window has, by the widths at which the lab page is laid out otherwise (LOOK: 768 and 1200 px). */

export type RoomSize = 'wide' | 'middle' | 'narrow';

export const PANES = ['steps', 'terminal', 'wire'] as const;
export type PaneName = (typeof PANES)[number];

const WIDE = '(width >= 75rem)';
const MIDDLE = '(width >= 48rem)';

export class WindowSize {
  current = $state<RoomSize>(sizeNow());

  /** Follows the window; gives what stops it. */
  watch(): () => void {
    const queries = [WIDE, MIDDLE].map((query) => matchMedia(query));
    const follow = (): void => void (this.current = sizeNow());
    for (const query of queries) query.addEventListener('change', follow);
    return () => {
      for (const query of queries) query.removeEventListener('change', follow);
    };
  }
}

function sizeNow(): RoomSize {
  if (matchMedia(WIDE).matches) return 'wide';
  return matchMedia(MIDDLE).matches ? 'middle' : 'narrow';
}
