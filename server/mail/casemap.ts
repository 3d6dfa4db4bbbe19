/** Text as it is compared where case does not count: `i;unicode-casemap` (RFC 5051 §2). */

/**
 * Deviates from RFC 5051 in that it takes upper case for title case (`ǆ`), which differ in some digraphs only; equal texts
 * are equal all the same.
 */
export function casemap(text: string): string {
  return isAscii(text) ? text.toUpperCase() : text.toUpperCase().normalize('NFD');
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
