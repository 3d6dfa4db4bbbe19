/** How the learner looks at the wire: at which connection, and in what form. The form is remembered in this browser. */
import type { Capture, WireConnection } from './capture.svelte.ts';
import { type Choice, inOrder, newestOf, shownOf } from './wire-tabs.ts';

/** `follow`: the bytes as they crossed; `exchanges`: each command with its reply, and what that means. */
export type WireForm = 'follow' | 'exchanges';

const FORM_KEY = 'plaintalk.wire.form';
const HEX_KEY = 'plaintalk.wire.hex';
/** How many rows are drawn before the learner asks for more. */
const ROWS = 400;

export class WireView {
  form = $state<WireForm>(kept(FORM_KEY) === 'exchanges' ? 'exchanges' : 'follow');
  isHex = $state(kept(HEX_KEY) === 'true');
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
    this.form = form;
    this.rows = ROWS;
    keep(FORM_KEY, form);
  }

  toggleHex(): void {
    this.isHex = !this.isHex;
    this.rows = ROWS;
    keep(HEX_KEY, String(this.isHex));
  }

  showEarlier(): void {
    this.rows *= 2;
  }
}

function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is off or full: the choice lasts as long as the page.
  }
}
