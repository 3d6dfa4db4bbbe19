/** A seat's seed: lab and world as they were when the seat began, kept under their digest. */
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { HELP_AFTER } from '../../labs/front-matter.ts';
import { HINT_LEVELS, type Lab, type Step } from '../../labs/lab.ts';
import type { World, WorldSeed } from '../../labs/world.ts';

export interface SeatSeed {
  /** Undefined in free play. */
  readonly lab: Lab | undefined;
  readonly world: WorldSeed;
}

export interface PackedSeed {
  /** SHA-256 of the data, in hex. */
  readonly digest: string;
  readonly data: Uint8Array;
}

interface SeedJson {
  readonly lab?: Lab | EarlierLab;
  /** Seeds of before there were names and errands lack them. */
  readonly world: Omit<World, 'names' | 'errands'> & Partial<Pick<World, 'names' | 'errands'>>;
  /** Base64. */
  readonly sources: Readonly<Record<string, string>>;
}

/** A lab as it was kept before hints had levels, and steps their mistakes. */
interface EarlierLab extends Omit<Lab, 'steps' | 'needs' | 'values' | 'terminals' | 'translations'> {
  readonly needs?: undefined;
  readonly steps: readonly (Pick<Step, 'id' | 'title' | 'html' | 'expect' | 'after' | 'why' | 'line'> & {
    readonly hints: readonly string[];
  })[];
}

/** The seed as bytes; the same seed gives the same bytes. */
export function packSeed({ lab, world }: SeatSeed): PackedSeed {
  const sources = [...world.sources].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')] as const);
  const json: SeedJson = {
    ...(lab !== undefined && { lab }),
    world: world.world,
    sources: Object.fromEntries(sources),
  };
  const text = JSON.stringify(json);
  const digest = createHash('sha256').update(text).digest('hex');
  return { digest, data: deflateRawSync(text) };
}

export function unpackSeed(data: Uint8Array): SeatSeed {
  const json = JSON.parse(inflateRawSync(data).toString('utf8')) as SeedJson;
  const sources = Object.entries(json.sources).map(
    ([name, text]) => [name, new Uint8Array(Buffer.from(text, 'base64'))] as const,
  );
  const { names = [], errands = [] } = json.world;
  const world: World = { ...json.world, names, errands };
  return {
    lab: json.lab === undefined ? undefined : currentLab(json.lab),
    world: { world, sources: new Map(sources) },
  };
}

function currentLab(lab: Lab | EarlierLab): Lab {
  if (lab.needs !== undefined) return lab;
  const steps = lab.steps.map((step): Step => {
    const last = step.hints.length - 1;
    const hints = step.hints.map((html, i) => ({
      // The last one was the answer.
      level: i === last ? ('answer' as const) : (HINT_LEVELS[Math.min(i, 2)] ?? 'shape'),
      html,
    }));
    return { ...step, hints, mistakes: [], isOptional: false, points: 1, helpAfter: HELP_AFTER };
  });
  return { ...lab, steps, needs: [], values: [], terminals: ['laptop'], translations: {} };
}
