/** A conversation that plays itself, line by line: what the client says is typed, what the server answers is there at once. */
import { parseTranscript } from '../../../server/protocols/transcript.ts';

export interface Line {
  readonly voice: 'client' | 'server';
  readonly text: string;
}

/** How long each thing takes. */
export interface Pace {
  readonly perCharacterMs: number;
  /** From the end of a client's line to the answer, or to the next line of a letter. */
  readonly answerMs: number;
  /** For reading an answer. */
  readonly readMs: number;
}

const PACE: Pace = { perCharacterMs: 38, answerMs: 420, readMs: 1500 };

export class Session {
  readonly lines: readonly Line[];
  /** How many lines are shown whole. */
  shown = $state(0);
  /** How many characters of the next line are shown. */
  typed = $state(0);
  isPlaying = $state(false);
  readonly #pace: Pace;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(transcript: string, pace: Pace = PACE) {
    this.lines = parseTranscript(transcript).items.flatMap((item) =>
      item.kind === 'client' || item.kind === 'server' ? [{ voice: item.kind, text: item.text }] : [],
    );
    this.#pace = pace;
  }

  get isOver(): boolean {
    return this.shown === this.lines.length;
  }

  /** How many answers the server has given; 0 before its greeting. */
  get answers(): number {
    return this.lines.slice(0, this.shown).filter((line) => line.voice === 'server').length;
  }

  /** Plays on from where it is; from the beginning where it is over. */
  play(): void {
    if (this.isPlaying) return;
    if (this.isOver) this.shown = this.typed = 0;
    this.isPlaying = true;
    this.#wait(this.#pace.answerMs);
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.isPlaying = false;
  }

  /** Shows the whole of it at once. */
  finish(): void {
    this.pause();
    this.shown = this.lines.length;
    this.typed = 0;
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#advance(), ms);
  }

  #advance(): void {
    const line = this.lines[this.shown];
    if (line === undefined) {
      this.pause();
    } else if (line.voice === 'client' && this.typed < line.text.length) {
      this.typed += 1;
      this.#wait(this.#pace.perCharacterMs);
    } else {
      this.shown += 1;
      this.typed = 0;
      this.#wait(line.voice === 'server' ? this.#pace.readMs : this.#pace.answerMs);
    }
  }
}
