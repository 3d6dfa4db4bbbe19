/** What all who act in one sequence have in common: the world, the model of it, and the transcript. */
import { ModelAccount } from './mailboxes.ts';
import { ModelPlace } from './place.ts';

export class Stage {
  readonly place: ModelPlace;
  readonly account: ModelAccount;
  readonly transcript: string[] = [];
  /** Mails and mailboxes that there may be together. */
  readonly #itemsLimit: number;
  #texts = 0;

  /** @param addedItems how many mails and mailboxes may be added */
  constructor(addedItems: number) {
    this.place = new ModelPlace(addedItems);
    this.account = new ModelAccount(this.place.mailboxes);
    this.#itemsLimit = this.account.items + addedItems;
    this.account.adopt(this.place.mailboxes);
  }

  /** Whether so many more find room; else nothing of them is added. */
  hasRoomFor(items: number): boolean {
    return this.account.items + items <= this.#itemsLimit;
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
