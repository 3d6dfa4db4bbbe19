/** How the learner looks at the wire: at which connection, and in what form. The form is remembered in this browser. */
import type { WireChunk, WireTurn } from '../../server/capture/chunk.ts';
import type { Capture, WireConnection } from './capture.svelte.ts';
import { isBoolean, Kept } from './kept.svelte.ts';
import { type Choice, inOrder, newestOf, shownOf } from './wire-tabs.ts';

/** `follow`: the bytes as they crossed; `exchanges`: each command with its reply, and what that means. */
export type WireForm = (typeof FORMS)[number];
export const FORMS = ['follow', 'exchanges'] as const;

/** How many rows are drawn before the learner asks for more. */
const ROWS = 400;

export class WireView {
  readonly #form = new Kept<WireForm>('wire.form', 'follow', isForm);
  readonly #isHex = new Kept('wire.hex', false, isBoolean);
  readonly #isAsCrossed = new Kept('wire.as-crossed', false, isBoolean);
  /** At most so many rows are drawn, the newest. */
  rows = $state(ROWS);
  #choice = $state.raw<Choice | undefined>(undefined);
  readonly #capture: Capture;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** In the order of their tabs. */
  get connections(): readonly WireConnection[] {
    return inOrder(this.#capture.connections);
  }

  get form(): WireForm {
    return this.#form.value;
  }

  get isHex(): boolean {
    return this.#isHex.value;
  }

  /** Whether a connection with TLS is shown as it crossed, in place of what its two ends saw. */
  get isAsCrossed(): boolean {
    return this.#isAsCrossed.value;
  }

  /** The bytes to show of a connection. */
  chunksOf({ seen, crossed }: WireConnection): readonly (WireChunk | WireTurn)[] {
    return this.isAsCrossed ? crossed : seen;
  }

  get shown(): WireConnection | undefined {
    return shownOf(this.#capture.connections, this.#choice);
  }

  /** Stays with a connection; with the newest conversation, it goes on to the next one by itself. */
  choose(connection: number): void {
    const newest = newestOf(this.#capture.connections)?.connection ?? connection;
    this.#choice = connection === newest ? undefined : { connection, newest };
    this.rows = ROWS;
  }

  chooseForm(form: WireForm): void {
    this.#form.value = form;
    this.rows = ROWS;
  }

  toggleHex(): void {
    this.#isHex.value = !this.#isHex.value;
    this.rows = ROWS;
  }

  toggleAsCrossed(): void {
    this.#isAsCrossed.value = !this.#isAsCrossed.value;
    this.rows = ROWS;
  }

  showEarlier(): void {
    this.rows *= 2;
  }
}

function isForm(value: unknown): value is WireForm {
  return FORMS.some((form) => form === value);
}
