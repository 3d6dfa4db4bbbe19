/** For tests: the workshop's commands with real rooms and stores, and what they say. */
import path from 'node:path';
import { LABS, LIMITS, protocolMap, storeMap } from '../../seats/page.testkit.ts';
import { temporaryStore } from '../../store/temporary.testkit.ts';
import { runLab } from './lab.ts';
import type { LabSetting } from './setting.ts';

export interface Answer {
  readonly code: number;
  /** To standard output, and to standard error. */
  readonly said: readonly string[];
  readonly complained: readonly string[];
}

export function labSetting(print: (line: string) => void): LabSetting {
  return {
    courses: [LABS],
    templates: path.join(LABS, 'templates'),
    protocols: protocolMap,
    stores: storeMap,
    limits: LIMITS,
    openStore: async () => ({ store: await temporaryStore(), close: () => Promise.resolve() }),
    serve: () => Promise.reject(new Error('nothing is served here')),
    untilStopped: () => Promise.resolve(),
    print,
    onFault: (fault) => {
      throw fault;
    },
  };
}

/** `lab …`, as it stands in a shell. */
export async function lab(...args: readonly string[]): Promise<Answer> {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await runLab(
    args,
    labSetting((line) => said.push(line)),
    (line) => complained.push(line),
  );
  return { code, said, complained };
}
