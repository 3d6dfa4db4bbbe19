/**
 * Lines of a script as they must stand on a screen right after the line that was typed: text, the learner's own values,
 * and holes (`${name}`: any text of one line).
 */

const HOLE = /\$\{([A-Za-z][\w-]*)\}/;

export class ScreenPattern {
  readonly #patterns: readonly RegExp[];
  readonly #names: readonly (readonly string[])[];

  constructor(lines: readonly string[], values: ReadonlyMap<string, string>) {
    const read = lines.map((line) => patternOf(line, values));
    this.#patterns = read.map(({ pattern }) => pattern);
    this.#names = read.map(({ names }) => names);
  }

  /** Whether the screen begins with the lines, each whole. */
  matches(screen: string): boolean {
    const lines = wholeLines(screen);
    return this.#patterns.every((pattern, at) => pattern.test(lines[at] ?? '\n'));
  }

  /** Notes what the holes stand for on a screen that matches. */
  bind(screen: string, holes: Map<string, string>): void {
    const lines = wholeLines(screen);
    this.#patterns.forEach((pattern, at) => {
      const found = pattern.exec(lines[at] ?? '');
      this.#names[at]?.forEach((name, i) => holes.set(name, found?.[i + 1] ?? ''));
    });
  }

  /** The first line that is not as it must be, and what stands in its place. */
  firstFault(screen: string): { readonly at: number; readonly came: string | undefined } {
    const lines = screen.split('\n');
    const at = Math.max(
      0,
      this.#patterns.findIndex((pattern, i) => !pattern.test(wholeLines(screen)[i] ?? '\n')),
    );
    const came = lines[at];
    return { at, came: came === '' && at === lines.length - 1 ? undefined : came };
  }
}

/** The lines that are finished. */
function wholeLines(screen: string): string[] {
  return screen.split('\n').slice(0, -1);
}

function patternOf(line: string, values: ReadonlyMap<string, string>): { pattern: RegExp; names: readonly string[] } {
  const names: string[] = [];
  const pieces = line.split(HOLE).map((piece, i) => {
    if (i % 2 === 0) return escaped(piece);
    const value = values.get(piece);
    if (value !== undefined) return escaped(value);
    names.push(piece);
    return '([^\\n]*)';
  });
  return { pattern: new RegExp(`^${pieces.join('')}$`), names };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * A line as it is typed: the learner's values and what holes stood for on the screen in their places. A hole may hold a
 * sum of products, as a port of FTP needs it: `${high*256+low}`.
 */
export function fillHoles(
  text: string,
  values: ReadonlyMap<string, string>,
  holes: ReadonlyMap<string, string>,
): string {
  return text.replace(/\$\{([A-Za-z0-9_ *+-]+)\}/g, (whole, inner: string) => {
    const name = inner.trim();
    const known = values.get(name) ?? holes.get(name);
    if (known !== undefined) return known;
    if (!/[*+]/.test(name)) return whole;
    const sum = name.split('+').reduce((total, product) => {
      return total + product.split('*').reduce((result, factor) => result * numberOf(factor.trim(), holes), 1);
    }, 0);
    return Number.isFinite(sum) ? String(sum) : whole;
  });
}

function numberOf(factor: string, holes: ReadonlyMap<string, string>): number {
  const text = holes.get(factor) ?? factor;
  return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}
