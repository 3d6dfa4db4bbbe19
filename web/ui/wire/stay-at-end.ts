/** Keeps a scroll region at its end while it grows, unless it was scrolled up. Given to `{@attach}`. */

/** Nearer to the end than this counts as the end. */
const NEAR_PX = 8;

export function stayAtEnd(region: HTMLElement): () => void {
  let isAtEnd = true;
  const look = (): void => {
    isAtEnd = region.scrollHeight - region.scrollTop - region.clientHeight < NEAR_PX;
  };
  // Heard of after layout and before painting: what grows is never seen half scrolled.
  const sizes = new ResizeObserver(() => {
    if (isAtEnd) region.scrollTop = region.scrollHeight;
  });
  sizes.observe(region);
  for (const child of region.children) sizes.observe(child);
  region.addEventListener('scroll', look, { passive: true });
  return () => {
    sizes.disconnect();
    region.removeEventListener('scroll', look);
  };
}
