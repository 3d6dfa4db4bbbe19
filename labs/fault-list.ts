/** Collects what is wrong with a file whose fields are right, each fault where the author has to write. */
import { nearestOf } from './nearest.ts';
import type { Problem } from './problems.ts';
import { shown } from './schema-problems.ts';
import type { PlacedValue, YamlPath } from './yaml-source.ts';

export class FaultList {
  readonly found: Problem[] = [];
  readonly source: PlacedValue;

  constructor(source: PlacedValue) {
    this.source = source;
  }

  /** A fault of the value at the path. */
  add(path: YamlPath, message: string, wayOut: string): void {
    this.found.push(this.source.problem(this.source.at(path), message, wayOut));
  }

  /** A fault of a key of the map at the path. */
  atKey(path: YamlPath, key: string, message: string, wayOut: string): void {
    this.found.push(this.source.problem(this.source.keyAt(path, key), message, wayOut));
  }

  /** A fault of a value that is none of the words there are. */
  word(path: YamlPath, word: string, known: readonly string[]): void {
    const near = nearestOf(word, known);
    const key = path.at(-1);
    this.add(
      path,
      `${typeof key === 'string' ? `${key}: ` : ''}expected one of ${known.join(', ')}; came ${shown(word)}.`,
      near === undefined ? 'Write one of these words.' : `Did you mean "${near}"?`,
    );
  }

  /** A fault at each value that stood in the list before. */
  twice(
    entries: readonly { readonly value: string; readonly path: YamlPath }[],
    message: (value: string) => string,
    wayOut: string,
  ): void {
    const seen = new Set<string>();
    for (const { value, path } of entries) {
      if (seen.has(value)) this.add(path, message(value), wayOut);
      seen.add(value);
    }
  }
}
