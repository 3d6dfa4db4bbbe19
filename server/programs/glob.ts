/** File name patterns, `*` and `?` only. Takes time at most proportional to pattern times name, whatever they are. */

export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether the pattern matches the whole name; a name that begins with a dot only where the pattern does. */
export function matches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < name.length) {
    const wanted = pattern.charAt(inPattern);
    if (wanted === '*') {
      star = inPattern++;
      afterStar = at;
    } else if (wanted !== '' && (wanted === '?' || wanted === name.charAt(at))) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      // Let the last star take one character more, and try again from there.
      inPattern = star + 1;
      at = ++afterStar;
    } else {
      return false;
    }
  }
  while (pattern.charAt(inPattern) === '*') inPattern++;
  return inPattern === pattern.length;
}
