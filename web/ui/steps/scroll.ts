/** Where a pane scrolls to so that a step is seen. */

/** All measured from the top of what is scrolled, in pixels. */
export interface Place {
  /** What is scrolled away above. */
  readonly scrolled: number;
  /** The height of the pane's window. */
  readonly height: number;
  /** The step that is to be seen. */
  readonly top: number;
  readonly bottom: number;
  /** Where what was said of the step before it begins: it comes along where there is room. */
  readonly before: number;
}

/** What must be scrolled away above, or undefined where the step is seen already. */
export function scrollFor({ scrolled, height, top, bottom, before }: Place): number | undefined {
  const from = bottom - before <= height ? before : top;
  if (from >= scrolled && bottom <= scrolled + height) return undefined;
  if (from < scrolled || bottom - from > height) return from;
  return bottom - height;
}
