/** The patterns of LIST and NLST: `*`, `?` and `{this,that}`, as vsftpd knows them. Time is bounded whatever comes. */

/** More alternatives than that match nothing. */
const ALTERNATIVES_LIMIT = 32;

export function passesFilter(name: string, filter: string): boolean {
  return expand(filter).some((pattern) => matches(name, pattern));
}

/** Braces to the patterns they stand for; one that is not closed stands for itself. */
function expand(filter: string): readonly string[] {
  let patterns = [filter];
  for (;;) {
    const next = patterns.flatMap((pattern) => {
      const [whole, before = '', inside = '', after = ''] = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(pattern) ?? [];
      return whole === undefined ? [pattern] : inside.split(',').map((choice) => before + choice + after);
    });
    if (next.length > ALTERNATIVES_LIMIT) return [];
    if (next.every((pattern, i) => pattern === patterns[i])) return next;
    patterns = next;
  }
}

/** Goes back to the last star only: at most name × pattern steps. */
function matches(name: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let i = 0;
  while (i < name.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = i;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
