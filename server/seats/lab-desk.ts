/**
 * What a page reads about labs: the catalogue with where the learner stands, one lab, what was earned of a step, earlier
 * attempts, and the model's way for whoever has finished.
 */
import type { LabHistory, LabList, LabModel, LabView, StepView } from '../contract/catalogue.ts';
import type { Values } from '../../labs/values.ts';
import type { Store } from '../store/store.ts';
import { historyOf } from './attempts.ts';
import type { Catalogue } from './catalogue.ts';
import { earnedOf, summaryOf, viewOf } from './lab-view.ts';
import { modelOf } from './model.ts';
import type { Seat } from './seat.ts';
import type { Seeds } from './seeds.ts';

export interface LabDeskSetting {
  readonly catalogue: Catalogue;
  readonly store: Pick<Store, 'standings' | 'attempts'>;
  readonly seeds: Seeds;
  /** The learner's seat at a lab, opened; undefined where there is none. */
  readonly seatOf: (learner: string, lab: string) => Promise<Seat | undefined>;
  /** Keeps the attempt at hand as it is now. */
  readonly note: (learner: string, seat: Seat) => Promise<void>;
}

/** Who reads, and the language in which the texts are wanted. */
export interface Reader {
  readonly learner: string | undefined;
  readonly language: string;
}

export class LabDesk {
  readonly #setting: LabDeskSetting;

  constructor(setting: LabDeskSetting) {
    this.#setting = setting;
  }

  has(lab: string): boolean {
    return this.#setting.catalogue.lab(lab) !== undefined;
  }

  async list({ learner, language }: Reader): Promise<LabList> {
    const standings = await this.#standings(learner);
    const { labs } = this.#setting.catalogue;
    return { labs: labs.map((lab) => summaryOf(lab, language, standings.get(lab.id))) };
  }

  /** A lab as the learner's seat has it, or where there is none as it is now, its drawn values left open. */
  async lab({ learner, language }: Reader, id: string): Promise<LabView | undefined> {
    const { catalogue } = this.#setting;
    const current = catalogue.lab(id);
    if (current === undefined) return undefined;
    const seat = await this.#seat(learner, id);
    const standings = await this.#standings(learner);
    return viewOf(seat?.lab ?? current, {
      language,
      standing: (other) => standings.get(other),
      find: (other) => catalogue.lab(other),
      next: catalogue.labs[catalogue.labs.indexOf(current) + 1],
    });
  }

  async step({ learner, language }: Reader, lab: string, id: string): Promise<StepView | undefined> {
    const seat = await this.#seat(learner, lab);
    const step = seat?.lab?.steps.find((candidate) => candidate.id === id);
    const progress = seat?.progress?.steps[id];
    if (seat?.lab === undefined || step === undefined || progress === undefined) return undefined;
    return earnedOf(seat.lab, step, { wanted: language, progress });
  }

  async history(learner: string | undefined, lab: string): Promise<LabHistory> {
    if (learner === undefined) return { attempts: [] };
    const seat = await this.#seat(learner, lab);
    if (seat !== undefined) await this.#setting.note(learner, seat);
    return { attempts: historyOf(await this.#setting.store.attempts(learner, lab), seat?.attempt?.began) };
  }

  /** Undefined where the learner has never finished the lab, or where the lab has no solution. */
  async model(learner: string | undefined, id: string): Promise<LabModel | undefined> {
    const { catalogue, seeds } = this.#setting;
    const lab = catalogue.lab(id);
    const solution = catalogue.filesOf(id)?.solution;
    if (learner === undefined || lab === undefined || solution === undefined) return undefined;
    const { attempts } = await this.history(learner, id);
    if (!attempts.some(({ isFinished }) => isFinished)) return undefined;
    return modelOf(lab, solution, seeds.valuesOf(learner, lab));
  }

  /** What was drawn for a learner at a lab, by name. */
  valuesOf(learner: string, id: string): Values {
    const lab = this.#setting.catalogue.lab(id);
    return lab === undefined ? {} : this.#setting.seeds.valuesOf(learner, lab);
  }

  async #seat(learner: string | undefined, lab: string): Promise<Seat | undefined> {
    return learner === undefined ? undefined : this.#setting.seatOf(learner, lab);
  }

  async #standings(learner: string | undefined) {
    return learner === undefined ? new Map<string, never>() : this.#setting.store.standings(learner);
  }
}
