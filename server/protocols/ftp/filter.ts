/** The patterns of LIST and NLST: `*`, `?` and `{this,that}`, as vsftpd knows them. Time is bounded whatever comes. */

/** More braces, or more patterns that they stand for, match nothing. */
const BRACES_LIMIT = 16;
const ALTERNATIVES_LIMIT = 32;
/** Steps for one name; vsftpd gives up as well (VSFTP_MATCHITERS_MAX). */
const STEPS_LIMIT = 4000;

/** Tells of a name whether it passes the filter. */
export function compileFilter(filter: string): (name: string) => boolean {
  const patterns = expand(filter);
  return (name) => {
    const budget = { steps: STEPS_LIMIT };
    return patterns.some((pattern) => matches(name, pattern, budget));
  };
}

/** Braces to the patterns they stand for; one that is not closed stands for itself. */
function expand(filter: string): readonly string[] {
  let patterns = [filter];
  for (let round = 0; round <= BRACES_LIMIT; round++) {
    const next = patterns.flatMap((pattern) => {
      const [whole, before = '', inside = '', after = ''] = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(pattern) ?? [];
      return whole === undefined ? [pattern] : inside.split(',').map((choice) => before + choice + after);
    });
    if (next.length > ALTERNATIVES_LIMIT) return [];
    if (next.every((pattern, i) => pattern === patterns[i])) return next;
    patterns = next;
  }
  return [];
}

/** Goes back to the last star only: at most name × pattern steps. */
function matches(name: string, pattern: string, budget: { steps: number }): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let i = 0;
  while (i < name.length) {
    if (budget.steps-- <= 0) return false;
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
