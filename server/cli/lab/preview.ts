/** `lab preview`: the lab in the browser. The folder is watched: at each save the page has the lab as it is now. */
import { watch } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatProblem } from '../../../labs/problems.ts';
import { filled } from '../../../labs/values.ts';
import type { SolutionView, Workshop } from '../../contract/workshop.ts';
import type { Move } from '../../protocols/lab-script.ts';
import type { LabFolder } from '../../seats/lab-folder.ts';
import { named } from './files.ts';
import { findLabs, problemsOf } from './places.ts';
import type { Room } from './room.ts';
import { FAULTS, FINE, type LabSetting, LabUsage, printProblems } from './setting.ts';
import { portOf, serveRoom, Views } from './workshop-room.ts';

/** An editor writes a file in several goes: what comes within this time is one save. */
const SAVE_MS = 60;

export async function previewLab(args: readonly string[], setting: LabSetting): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { port: { type: 'string' } },
    allowPositionals: true,
  });
  const port = portOf(values.port);
  const [place, ...more] = positionals;
  if (place === undefined || more.length > 0) throw new LabUsage('expected the folder of one lab');
  const { folders, problems } = findLabs([place], setting);
  const [folder, ...others] = folders;
  const faults = [...problems, ...folders.flatMap(problemsOf)];
  if (folder === undefined || faults.length > 0) {
    printProblems(faults, false, setting.print);
    return FAULTS;
  }
  if (others.length > 0) throw new LabUsage(`expected the folder of one lab, came one of ${folders.length}`);
  const preview = new Preview(folder, setting);
  await serveRoom(
    {
      catalogue: folder.catalogue,
      freePlayWorld: folder.lab.world,
      port,
      workshop: (room) => preview.workshop(room),
      greeting: (address) => [
        `${named(folder.directory)} is at ${address}labs/${folder.lab.id}`,
        'It reloads at each save. Ctrl-C ends it, and what you did there is thrown away.',
      ],
      begin: (room) => preview.watch(room),
    },
    setting,
  );
  return FINE;
}

class Preview {
  readonly #setting: LabSetting;
  readonly #views: Views;
  #folder: LabFolder;

  constructor(folder: LabFolder, setting: LabSetting) {
    this.#folder = folder;
    this.#setting = setting;
    const { directory, lab } = folder;
    this.#views = new Views({ mode: 'preview', lab: lab.id, folder: named(directory), version: 1, faults: [] });
  }

  workshop({ seats }: Room): Workshop {
    return {
      view: () => this.#views.view,
      onChange: (listener) => this.#views.onChange(listener),
      solution: (learner) => {
        const { lab, played } = this.#folder;
        return solutionView(played.parts, seats.labs.valuesOf(learner, lab.id));
      },
      draft: () => Promise.resolve(undefined),
    };
  }

  /** Reads the folder again at each save; gives what ends it. */
  watch(room: Room): () => Promise<void> {
    let settled: NodeJS.Timeout | undefined;
    const watcher = watch(this.#folder.directory, { recursive: true }, () => {
      clearTimeout(settled);
      settled = setTimeout(() => this.#read(room), SAVE_MS);
    });
    watcher.on('error', this.#setting.onFault);
    return () => {
      clearTimeout(settled);
      watcher.close();
      return Promise.resolve();
    };
  }

  #read({ seats }: Room): void {
    const { folders, problems } = this.#readFolder();
    const [folder] = folders;
    const faults = [...problems, ...folders.flatMap(problemsOf)];
    if (folder === undefined || faults.length > 0) {
      this.#views.change({ faults: faults.map(formatProblem) });
      return;
    }
    const { catalogue } = this.#folder;
    catalogue.adopt(folder.catalogue);
    this.#folder = { ...folder, catalogue };
    seats.adopt(folder.lab.id);
    this.#views.change({ faults: [], version: this.#views.view.version + 1 });
  }

  #readFolder(): ReturnType<typeof findLabs> {
    try {
      return findLabs([this.#folder.directory], this.#setting);
    } catch (mistake) {
      if (!(mistake instanceof LabUsage)) throw mistake;
      const file = named(this.#folder.directory);
      const problem = { file, line: 1, column: 1, message: 'Expected a lab.md, came none.', wayOut: 'Put it back.' };
      return { folders: [], problems: [problem] };
    }
  }
}

function solutionView(parts: LabFolder['played']['parts'], values: Readonly<Record<string, string>>): SolutionView {
  return {
    parts: parts.map(({ step, moves }) => ({
      ...(step !== undefined && { step }),
      moves: moves.map((move) => ({
        move: moveOf(move, values),
        shown: move.shown.map(({ terminal, lines }) => ({
          terminal,
          lines: lines.map((line) => filled(line, values)),
        })),
      })),
    })),
  };
}

function moveOf(
  move: Move,
  values: Readonly<Record<string, string>>,
): SolutionView['parts'][number]['moves'][number]['move'] {
  switch (move.kind) {
    case 'type':
      return { kind: 'type', terminal: move.terminal, text: filled(move.text, values) };
    case 'key':
      return { kind: 'key', terminal: move.terminal, key: move.key };
    case 'answer':
      return { kind: 'answer', step: move.step, text: filled(move.text, values) };
    case 'point':
      return { kind: 'point', step: move.step, side: move.side, verb: move.verb };
    default:
      return move satisfies never;
  }
}
