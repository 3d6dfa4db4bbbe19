/** Keeps a scroll region at its end while it grows, unless it was scrolled up. Given to `{@attach}`. */

/** Nearer to the end than this counts as the end. */
const NEAR_PX = 8;

export function stayAtEnd(region: HTMLElement): () => void {
  let isAtEnd = true;
  let heightBefore = 0;
  region.style.overflowAnchor = 'none';
  const look = (): void => {
    // What has come since the last drawing lies below the end that is meant here.
    const height = Math.min(heightBefore, region.scrollHeight);
    isAtEnd = height - region.scrollTop - region.clientHeight < NEAR_PX;
    // The browser holds what is read in its place while rows leave above it; at the end nothing is to be held.
    region.style.overflowAnchor = isAtEnd ? 'none' : 'auto';
  };
  // Heard of after layout and before painting: what grows is never seen half scrolled.
  const sizes = new ResizeObserver(() => {
    heightBefore = region.scrollHeight;
    if (isAtEnd) region.scrollTop = heightBefore;
  });
  sizes.observe(region);
  for (const child of region.children) sizes.observe(child);
  region.addEventListener('scroll', look, { passive: true });
  return () => {
    sizes.disconnect();
    region.removeEventListener('scroll', look);
  };
}
