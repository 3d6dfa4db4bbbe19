/** `lab record`: the author does the session in the terminal; a draft of a lab is made of it. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nearestOf } from '../../../labs/nearest.ts';
import { formatProblem } from '../../../labs/problems.ts';
import type { DraftView, Workshop } from '../../contract/workshop.ts';
import { vocabulariesOf } from '../../seats/load-catalogue.ts';
import { LabFolders } from '../../seats/lab-folder.ts';
import { ScriptedPage } from '../../seats/scripted-page.ts';
import { draftOf, partsOf } from './draft.ts';
import { isThere, LAB_NAME, named, writeFolder } from './files.ts';
import { protocolOf } from './new.ts';
import { findLabs, problemsOf } from './places.ts';
import { type RecordedLine, recordedLines } from './recording.ts';
import type { Room } from './room.ts';
import { FAULTS, FINE, type LabSetting, LabUsage } from './setting.ts';
import { playFolders } from './test.ts';
import { withHoles } from './volatile.ts';
import { portOf, serveRoom, Views } from './workshop-room.ts';

export async function recordLab(args: readonly string[], setting: LabSetting): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { protocol: { type: 'string' }, world: { type: 'string', default: 'course' }, port: { type: 'string' } },
    allowPositionals: true,
  });
  const port = portOf(values.port);
  const [place, ...more] = positionals;
  if (place === undefined || more.length > 0) throw new LabUsage('expected the name of one folder');
  const target = path.resolve(place);
  if (!LAB_NAME.test(path.basename(target))) {
    throw new LabUsage(
      `expected a name of small letters, digits and hyphens, came ${JSON.stringify(path.basename(target))}`,
    );
  }
  if (await isThere(target)) throw new LabUsage(`expected a folder that is not there yet, came ${named(target)}`);
  const protocol = values.protocol === undefined ? undefined : protocolOf(values.protocol);
  const { catalogue } = new LabFolders({ courses: setting.courses, protocols: setting.protocols });
  const { world } = values;
  if (!catalogue.worlds.includes(world)) {
    const near = nearestOf(world, catalogue.worlds);
    const wayOut = near === undefined ? '' : `; did you mean ${near}?`;
    throw new LabUsage(
      `--world: expected one of ${catalogue.worlds.join(', ')}, came ${JSON.stringify(world)}${wayOut}`,
    );
  }
  const recorder = new Recorder({ target, protocol, world, setting });
  await serveRoom(
    {
      catalogue,
      freePlayWorld: world,
      port,
      workshop: (room) => recorder.workshop(room),
      greeting: (address) => [
        `Record at ${address}play`,
        'Do there what learners shall do, and press "Make a lab of it". Ctrl-C ends it, and makes the lab where you have not.',
      ],
      begin: (room) => () => recorder.end(room),
    },
    setting,
  );
  return recorder.hasFaults ? FAULTS : FINE;
}

interface RecorderSetting {
  readonly target: string;
  readonly protocol: string | undefined;
  readonly world: string;
  readonly setting: LabSetting;
}

class Recorder {
  hasFaults = false;
  readonly #recorder: RecorderSetting;
  readonly #views: Views;
  /** Who has opened the page: of several, the last. */
  #learner: string | undefined;
  #isWritten = false;
  #drafting: Promise<DraftView | undefined> = Promise.resolve(undefined);

  constructor(recorder: RecorderSetting) {
    this.#recorder = recorder;
    this.#views = new Views({ mode: 'record', folder: named(recorder.target), version: 1, faults: [] });
  }

  workshop(room: Room): Workshop {
    return {
      view: (learner) => {
        this.#learner = learner ?? this.#learner;
        return this.#views.view;
      },
      onChange: (listener) => this.#views.onChange(listener),
      solution: () => undefined,
      // One at a time: each writes the same folder.
      draft: (learner) => (this.#drafting = this.#drafting.then(() => this.#draft(room, learner))),
    };
  }

  /** Makes the lab where that was not done. */
  async end(room: Room): Promise<void> {
    await this.#drafting;
    if (this.#isWritten || this.#learner === undefined) return;
    await this.#draft(room, this.#learner);
  }

  async #draft(room: Room, learner: string): Promise<DraftView | undefined> {
    const { setting, target, world } = this.#recorder;
    const vocabularies = vocabulariesOf(setting.protocols);
    const lines = recordedLines(await entriesOf(room, learner), vocabularies);
    const parts = partsOf(lines);
    if (!parts.some(({ step }) => step !== undefined)) return undefined;
    const others = await Promise.all([room.sit(''), room.sit('')]);
    const steady = await withHoles(
      lines,
      others.map(({ page }) => page),
    );
    for (const { page } of others) page.drop();
    const protocol = this.#recorder.protocol ?? firstProtocol(lines) ?? 'smtp';
    const title = titleOf(path.basename(target));
    const texts = draftOf(partsOf(steady), { title, protocol, world, vocabularies });
    if (this.#isWritten) await rm(target, { recursive: true });
    await writeFolder(target, new Map(Object.entries({ 'lab.md': texts.lab, 'solution.txt': texts.solution })));
    this.#isWritten = true;
    const faults = await faultsOf(target, setting);
    this.hasFaults = faults.length > 0;
    const steps = parts.filter(({ step }) => step !== undefined).length;
    for (const fault of faults) setting.print(fault);
    setting.print(
      `${named(target)} is there, with ${steps} steps. Now write its texts; "lab preview ${named(target)}" shows them.`,
    );
    return { files: [`${named(target)}/lab.md`, `${named(target)}/solution.txt`], steps, faults };
  }
}

/** What the author did, from a page that only reads. */
async function entriesOf({ seats }: Room, learner: string) {
  const view = await seats.enter(learner, '');
  if (view === undefined) return [];
  const page = new ScriptedPage(seats, learner, view.seat);
  await page.attach();
  await page.settled();
  page.drop();
  return page.entries;
}

function firstProtocol(lines: readonly RecordedLine[]): string | undefined {
  for (const { effects } of lines) {
    for (const effect of effects) {
      const protocol = 'opened' in effect ? effect.opened.protocol : effect.exchange.protocol;
      if (protocol !== undefined) return protocol;
    }
  }
  return undefined;
}

/** `send-a-mail` → `Send a mail` */
function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

async function faultsOf(target: string, setting: LabSetting): Promise<string[]> {
  const { folders, problems } = findLabs([target], setting);
  const faults = [...problems, ...folders.flatMap(problemsOf)];
  if (faults.length > 0) return faults.map(formatProblem);
  const played = await playFolders(folders, setting);
  return played.flatMap((one) => one.problems.map(formatProblem));
}
