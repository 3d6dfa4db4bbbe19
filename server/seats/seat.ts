/**
 * A seat: one learner at one lab. World, terminals, wire and progress are folds of its log; pages attach to it. It is
 * where bridge, sandbox and store meet. Long because each message of a page is answered here.
 */
import { en } from '../../labs/words/en/index.ts';
import { say } from '../../labs/words/say.ts';
import type { Lab } from '../../labs/lab.ts';
import type { Channel, ChannelEvents } from '../bridge/channel.ts';
import type { Progress } from '../../labs/checker.ts';
import type { Cut, SeatRow, StoredEntry } from '../store/store.ts';
import { Attachment, type PageRequest } from './attachment.ts';
import type { AttemptAtHand } from './attempts.ts';
import { type FoldedSeat, packSnapshot } from './fold.ts';
import { SeatLog } from './log.ts';
import type { SeatSeed } from './seed.ts';
import { type Beginning, clockOf, Stage, type StageLimits, type StageSetting } from './stage.ts';

export interface SeatLimits extends StageLimits {
  readonly terminals: number;
  /** What is kept of the log for pages, in bytes. */
  readonly logBytes: number;
}

export interface SeatSetting extends Omit<StageSetting, 'onEarned'> {
  readonly limits: SeatLimits;
  readonly row: SeatRow;
  readonly folded: FoldedSeat;
  /** The seed that `folded` names. */
  readonly seed: SeatSeed;
  /** The seed for a fresh start: lab and world as they are now. */
  readonly freshSeed: () => Promise<{ digest: string; seed: SeatSeed }>;
  readonly append: (entries: readonly StoredEntry[]) => Promise<void>;
  readonly cut: (cut: Cut) => Promise<void>;
  /** Keeps the attempt at hand as it is now. */
  readonly note: () => Promise<void>;
  /** The log has failed, or another process has the seat: this one is over. */
  readonly onOver: (failure: unknown) => void;
}

/** How many ids of lines are remembered, so that none runs twice. */
const REMEMBERED_LINES = 2000;
const FIRST_TERMINAL = 'laptop';

export class Seat {
  readonly #setting: SeatSetting;
  readonly #log: SeatLog;
  readonly #attachments = new Set<Attachment>();
  readonly #lines: Set<string>;
  /** Lines typed before this record belong to programs that are gone. */
  #programsSince = 0;
  #clock: () => number;
  #stage: Stage;
  #id: number;
  #isRenewing = false;
  #isCutting = false;
  /** The digest of the seed whose lab was adopted since the seat began. */
  #adopted: string | undefined;

  constructor(setting: SeatSetting) {
    const { folded, seed } = setting;
    this.#setting = setting;
    this.#lines = new Set(folded.lines);
    this.#id = folded.last;
    this.#clock = clockOf(seed, folded.began);
    this.#log = new SeatLog({
      records: folded.records,
      last: folded.last,
      places: folded.places,
      append: setting.append,
      now: () => this.#clock(),
      keptBytes: setting.limits.logBytes,
      onSendable: () => this.#pump(),
      onForgotten: () => this.#restate(),
      onLong: () => void this.#cut(),
      onFailure: setting.onOver,
    });
    this.#stage = this.#makeStage(seed, folded);
    this.#resume(folded);
  }

  get learner(): string {
    return this.#setting.row.learner;
  }
  get isBusy(): boolean {
    return this.#attachments.size > 0;
  }
  /** With the learner's own values in it. */
  get seed(): SeatSeed {
    return this.#stage.seed;
  }
  /** Of the seed before the learner's values came into it. */
  get seedDigest(): string {
    return this.#adopted ?? this.#stage.beginning.seed;
  }
  get lab(): SeatSeed['lab'] {
    return this.#stage.seed.lab;
  }
  /** Undefined in free play. */
  get attempt(): AttemptAtHand | undefined {
    const { lab, progress } = this;
    if (lab === undefined || progress === undefined) return undefined;
    return { lab, progress, began: this.#stage.beginning.began };
  }
  get progress(): Progress | undefined {
    return this.#stage.study?.progress;
  }

  /** Goes on with the lab as its author has it now: for a preview, where nothing is kept. */
  adopt(lab: Lab, digest: string): void {
    this.#adopted = digest;
    this.#stage.adopt(lab);
  }

  /** Attaches a page. */
  attach(channel: Channel): ChannelEvents {
    const attachment = new Attachment({
      channel,
      log: this.#log,
      onAttach: (attached) => this.#pen(attached),
      onRequest: (from, request) => this.#request(from, request),
    });
    this.#attachments.add(attachment);
    return {
      message: (text) => attachment.message(text),
      closed: () => {
        this.#attachments.delete(attachment);
        if (attachment.hasPen) [...this.#attachments].at(-1)?.givePen(true);
      },
    };
  }

  /** Ends the seat in this process; what was acknowledged is on the disk. */
  async close(): Promise<void> {
    this.#stage.destroy();
    await this.#log.settle();
    await this.#note();
    this.abandon(new Error('the seat was closed'));
  }

  /** Ends the seat at once: nothing more leaves. */
  abandon(failure: unknown): void {
    this.#log.fail(failure);
    this.#stage.destroy();
    for (const attachment of this.#attachments) attachment.close(1012, 'the seat moves; attach again');
  }

  /** Takes up where the log ends: programs and connections of before are gone, and the log says so. */
  #resume({ openConnections, terminals, last }: FoldedSeat): void {
    for (const connection of openConnections) this.#log.append({ type: 'connection-closed', connection, by: 'server' });
    if (last > 0) this.#programsSince = this.#log.append({ type: 'resumed' });
    const isCut = this.#log.firstKept > 1;
    for (const [terminal, wasInProgram] of terminals) {
      if (isCut) this.#log.append({ type: 'terminal-opened', terminal });
      if (wasInProgram) this.#log.append({ type: 'print', terminal, text: say(en, 'seat.resumed') });
      this.#stage.startTerminal(terminal);
    }
    if (terminals.size === 0) for (const name of this.#firstTerminals()) this.#openTerminal(name);
    if (last === 0 || isCut) this.#stage.study?.state();
  }

  /** Older entries are gone: says again what a page could only have known from them. */
  #restate(): void {
    for (const terminal of this.#stage.terminals.values()) {
      this.#log.append({ type: 'terminal-opened', terminal: terminal.name });
      this.#log.append(terminal.modeRecord());
    }
    for (const opening of this.#stage.observer.openings()) this.#log.append(opening);
    this.#stage.study?.state();
  }

  /** Keeps a snapshot in the place of a log that has become long. */
  async #cut(): Promise<void> {
    if (this.#isCutting) return;
    this.#isCutting = true;
    try {
      // What is large is referred to by its place in the log: it has one when it was written.
      await this.#log.whenDurable();
      const { beginning, world, study, terminals, observer } = this.#stage;
      const { last: n, firstKept } = this.#log;
      const snapshot = {
        version: 1,
        n,
        seed: beginning.seed,
        began: beginning.began,
        world: world.snapshot(),
        ...(study !== undefined && { progress: study.progress }),
        terminals: [...terminals.keys()],
        lastConnection: observer.lastConnection,
      } as const;
      const packed = packSnapshot(snapshot, this.#setting.folded.places);
      await this.#log.whenDurable();
      await this.#setting.cut({ n, ...packed, forgetPassing: firstKept - 1 });
    } catch (failure) {
      this.#setting.onFault(failure);
    } finally {
      this.#isCutting = false;
    }
  }

  #openTerminal(name: string): void {
    this.#log.append({ type: 'terminal-opened', terminal: name });
    this.#stage.startTerminal(name);
  }

  #request(from: Attachment, request: PageRequest): void {
    if (request.type === 'take-pen') {
      for (const other of this.#attachments) other.givePen(other === from);
      return;
    }
    const id = 'id' in request ? request.id : undefined;
    if (!from.hasPen) {
      from.refuse('seat.refused.no-pen', id);
      return;
    }
    const { terminals, study } = this.#stage;
    switch (request.type) {
      case 'line':
      case 'signal':
        this.#enter(from, request);
        return;
      case 'open-terminal':
        if (terminals.has(request.terminal)) return;
        if (terminals.size < this.#setting.limits.terminals) this.#openTerminal(request.terminal);
        else from.refuse('seat.refused.terminals', id, { limit: String(this.#setting.limits.terminals) });
        return;
      case 'close-terminal':
        if (!terminals.has(request.terminal)) return;
        if (terminals.size === 1) {
          from.refuse('seat.refused.last-terminal', id);
          return;
        }
        this.#stage.endTerminal(request.terminal);
        this.#log.append({ type: 'terminal-closed', terminal: request.terminal });
        return;
      case 'hint':
        if (study?.hint(request.step) !== true) from.refuse('seat.refused.no-hint', id);
        return;
      case 'answer':
        this.#answer(from, request);
        return;
      case 'point':
        this.#point(from, request);
        return;
      case 'afresh':
        void this.#renew(from, request.id);
        return;
      default:
        request satisfies never;
    }
  }

  #enter(from: Attachment, request: Extract<PageRequest, { type: 'line' | 'signal' }>): void {
    if (this.#lines.has(request.id)) return;
    const terminal = this.#stage.terminals.get(request.terminal);
    if (terminal === undefined) {
      from.refuse('seat.refused.no-terminal', request.id);
      return;
    }
    if (request.type === 'line' && request.seen < this.#programsSince) {
      from.refuse('seat.refused.old-line', request.id);
      return;
    }
    this.#remember(request.id);
    if (request.type === 'line') terminal.line(request.id, request.text);
    else terminal.signal(request.id, request.signal, request.draft);
  }

  #answer(from: Attachment, { id, step, question, text }: Extract<PageRequest, { type: 'answer' }>): void {
    if (this.#lines.has(id)) return;
    const { study } = this.#stage;
    if (study?.asks(step, question) !== true) {
      from.refuse('seat.refused.no-question', id);
      return;
    }
    this.#remember(id);
    this.#log.append({ type: 'answered', id, step, question, text });
    study.answer(step, question, text);
  }

  #point(from: Attachment, { id, step, question, side, entry }: Extract<PageRequest, { type: 'point' }>): void {
    if (this.#lines.has(id)) return;
    const { study } = this.#stage;
    const seen = this.#stage.exchangeAt(entry);
    if (study?.asks(step, question) !== true) from.refuse('seat.refused.no-question', id);
    else if (seen === undefined) from.refuse('seat.refused.no-exchange', id);
    else {
      this.#remember(id);
      this.#log.append({ type: 'pointed', id, step, question, side, entry });
      study.point(step, question, { side, ...seen });
    }
  }

  #remember(id: string): void {
    this.#lines.add(id);
    if (this.#lines.size <= REMEMBERED_LINES) return;
    const [oldest] = this.#lines;
    if (oldest !== undefined) this.#lines.delete(oldest);
  }

  /** The world begins anew, from lab and world as they are now; the log, and with it the history, goes on. */
  async #renew(from: Attachment, id: string): Promise<void> {
    if (this.#isRenewing || this.#lines.has(id)) return;
    this.#isRenewing = true;
    try {
      const { digest, seed } = await this.#setting.freshSeed();
      // What was done so far is kept before the log begins anew.
      await this.#setting.note();
      this.#remember(id);
      const { terminals, observer, beginning } = this.#stage;
      const names = [...terminals.keys()];
      this.#stage.destroy();
      const began = Math.max(Date.now(), beginning.began + 1);
      this.#clock = clockOf(seed, began);
      this.#programsSince = this.#log.append({ type: 'afresh', seed: digest, began });
      this.#adopted = undefined;
      const { lastConnection } = observer;
      const fresh = { seed: digest, began, world: undefined, changes: [], progress: undefined, lastConnection };
      this.#stage = this.#makeStage(seed, fresh);
      this.#stage.study?.state();
      for (const name of names) this.#stage.startTerminal(name);
      for (const name of this.#firstTerminals()) if (!names.includes(name)) this.#openTerminal(name);
      await this.#note();
    } catch (failure) {
      this.#setting.onFault(failure);
      from.refuse('seat.refused.afresh', id);
    } finally {
      this.#isRenewing = false;
    }
  }

  #makeStage(seed: SeatSeed, beginning: Beginning): Stage {
    return new Stage({
      setting: { ...this.#setting, onEarned: () => void this.#note() },
      seed,
      beginning,
      log: this.#log,
      nextId: () => ++this.#id,
    });
  }

  #firstTerminals(): readonly string[] {
    const opened = this.lab?.terminals ?? [];
    return opened.length > 0 ? opened : [FIRST_TERMINAL];
  }

  /** What fails here is in the log, and is noted again when the seat is opened the next time. */
  async #note(): Promise<void> {
    try {
      await this.#setting.note();
    } catch (failure) {
      this.#setting.onFault(failure);
    }
  }

  #pen(attached: Attachment): void {
    for (const other of this.#attachments) {
      if (other === attached || other.page !== attached.page) continue;
      // The same page again: its old connection is dead, it only does not know.
      this.#attachments.delete(other);
      attached.givePen(other.hasPen);
      other.close(4000, 'attached again');
    }
    if (![...this.#attachments].some((other) => other.hasPen)) attached.givePen(true);
  }

  #pump(): void {
    for (const attachment of this.#attachments) attachment.pump();
  }
}
