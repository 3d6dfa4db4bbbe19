/** What all who act in one sequence have in common: the world, the model of it, and the transcript. */
import { ModelAccount } from './mailboxes.ts';
import { ModelPlace } from './place.ts';

export class Stage {
  readonly place = new ModelPlace();
  readonly account = new ModelAccount(this.place.mailboxes);
  readonly transcript: string[] = [];
  #texts = 0;

  constructor() {
    this.account.adopt(this.place.mailboxes);
  }

  /** A message that no other is like. */
  text(): string {
    const number = ++this.#texts;
    return `Subject: ${number % 2 === 0 ? 'even' : 'odd'} ${number}\r\n\r\nText ${number}.\r\n`;
  }

  /** `C1: …`, a line of the transcript each; what lies in a literal is indented. */
  log(who: string, text: string): void {
    const [first = '', ...rest] = text.replace(/\r\n$/, '').split('\r\n');
    this.transcript.push(
      `${who} ${first}`.trimEnd(),
      ...rest.map((line) => `${' '.repeat(who.length)} ${line}`.trimEnd()),
    );
  }
}
