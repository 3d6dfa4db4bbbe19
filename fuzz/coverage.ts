/** Which branches of the sources a run took: V8's own counts, mapped from the bundle back to the files. */
import { readFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';
import { convert } from 'ast-v8-to-istanbul';
import coverage, { type CoverageMapData, type FileCoverageData, type Totals } from 'istanbul-lib-coverage';
import { parseSync } from 'vite';

/** Counts from its beginning on; what ran before is not counted. */
export class Counting {
  readonly #session = new Session();

  static async begin(): Promise<Counting> {
    const counting = new Counting();
    counting.#session.connect();
    await counting.#session.post('Profiler.enable');
    await counting.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    return counting;
  }

  /** What the bundle at `url` came to, for the files below `folder` that are no tests. */
  async take(url: string, folder: string): Promise<CoverageMapData> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    await this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
    const script = result.find((each) => each.url === url);
    if (script === undefined) throw new Error(`expected V8 to have counted ${url}, but it did not`);
    const path = fileURLToPath(url);
    const code = await readFile(path, 'utf8');
    const sourceMap = JSON.parse(await readFile(`${path}.map`, 'utf8')) as SourceMap;
    const mapped = await convert({ code, sourceMap, coverage: script, ast: parseSync(path, code).program });
    return Object.fromEntries(
      Object.entries(mapped).filter(([file]) => file.includes(`/${folder}/`) && !/\.(?:test|testkit)\.ts$/.test(file)),
    );
  }
}

type SourceMap = NonNullable<Parameters<typeof convert>[0]['sourceMap']>;

export interface Covered {
  readonly branches: Totals;
  /** `smtp/reader.ts:70 (if)` each. */
  readonly uncovered: readonly string[];
}

/** Several runs over the same files, together. */
export function together(runs: readonly CoverageMapData[]): Covered {
  const map = coverage.createCoverageMap();
  for (const run of runs) map.merge(run);
  const uncovered = map.files().flatMap((file) => uncoveredOf(map.fileCoverageFor(file).data));
  return { branches: map.getCoverageSummary().data.branches, uncovered };
}

function uncoveredOf({ path, branchMap, b }: FileCoverageData): string[] {
  const name = path.split('/').slice(-2).join('/');
  return Object.entries(branchMap).flatMap(([id, { type, locations, line }]) =>
    (b[id] ?? []).flatMap((count, i) =>
      // The implicit else of an `if` has no place of its own.
      count > 0 ? [] : [`${name}:${locations[i]?.start.line ?? line} (${type}, way ${i + 1} of ${locations.length})`],
    ),
  );
}
