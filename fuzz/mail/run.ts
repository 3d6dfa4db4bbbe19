/** Fuzzes what is a function of a mail's bytes: server/mail, and how IMAP tells it. Each input has its own seed. */
import { joinBytes, latin1 } from '../../server/mail/bytes.ts';
import { type Message, parseMessage } from '../../server/mail/message.ts';
import { minimisedBytes } from '../minimise.ts';
import { Random } from '../random.ts';
import type { Outcome, RunSetting } from '../run.ts';
import { drawMail, mailCorpus } from './grammar.ts';
import { expected } from './expected.ts';
import { expectName, expectReadings, expectReport, expectTransfer } from './texts.ts';
import { expectStructure, expectTree } from './tree.ts';

/** Ten times what they take, so that only what is worse than linear is found. */
const BUDGET = { baseMs: 200, byteMs: 0.02 };

export class MailRun {
  readonly #setting: RunSetting;
  readonly #corpus = mailCorpus();

  constructor(setting: RunSetting) {
    this.#setting = setting;
  }

  /** All inputs, until one fails. */
  all(): Outcome {
    const { inputs: wanted, seed, onConversation, target } = this.#setting;
    let bytes = 0;
    let number = 0;
    let failure: Outcome['failure'];
    for (; failure === undefined && number < wanted; number++) {
      onConversation?.(number, number);
      const mail = this.#mailOf(number);
      bytes += mail.length;
      const message = this.#fault(mail, number);
      if (message === undefined) continue;
      const least = minimisedBytes(mail, (some) => this.#fault(some, number) !== undefined);
      failure = { target: target.name, seed, conversation: number, message, inputs: least };
    }
    const { name, folder } = target;
    return { target: name, folder, inputs: number, reads: 0, bytes, conversations: number, matrix: undefined, failure };
  }

  /** The input of this number, told before it is tried. */
  alone(number: number): void {
    const mail = this.#mailOf(number);
    this.#setting.onInput?.(JSON.stringify(latin1(mail)));
    const message = this.#fault(mail, number);
    if (message !== undefined) throw new Error(message);
  }

  #mailOf(number: number): Uint8Array {
    return drawMail(this.#corpus, Random.of(this.#setting.seed, number, 0));
  }

  #fault(mail: Uint8Array, number: number): string | undefined {
    const budgetMs = BUDGET.baseMs + mail.length * BUDGET.byteMs;
    let leastMs = Infinity;
    // One that took too long is tried again: only what is slow each time is slow by itself.
    for (let left = 5; left > 0 && leastMs > budgetMs; left--) {
      const began = performance.now();
      try {
        // Bytes of its own each time: what is known of the same ones is kept.
        expectMail(mail.slice(), Random.of(this.#setting.seed, number, 1));
      } catch (cause) {
        return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      }
      leastMs = Math.min(leastMs, performance.now() - began);
    }
    if (leastMs <= budgetMs) return undefined;
    return `expected at most ${budgetMs.toFixed(0)} ms for ${mail.length} bytes, came ${leastMs.toFixed(0)} at best`;
  }
}

/** All that is always so. @throws Error where it is not */
export function expectMail(mail: Uint8Array, random: Random): void {
  const message = parseMessage(mail);
  expectTree(message);
  expectStructure(message);
  expectReadings(message);
  if (random.percent(10)) expectSame(message);
  if (random.percent(20)) expectTransfer(mail.subarray(0, 400), random);
  if (random.percent(20)) expectName(latin1(mail.subarray(0, random.small(60))));
  if (random.percent(10))
    expectName(
      random.pick([
        '&',
        '&-',
        'a&AOk-',
        '&AOk-&AOk-',
        '&ANg-x&',
        '&!-',
        '&AA-',
        '&AGE-',
        '&2AA-',
        '&AOl-',
        '\xf0\x9f\x98\x80&\xc3\xa9',
        '&U,BTFw-',
      ]) + random.bytes(random.small(4)),
    );
  if (random.percent(2)) expectReport(mail, random);
}

/** The same bytes elsewhere give the same tree. */
function expectSame({ bytes, root }: Message): void {
  const again = parseMessage(bytes.slice()).root;
  expected(JSON.stringify(again) === JSON.stringify(root), 'the same tree of the same bytes');
  expected(parseMessage(bytes).root === root, 'the tree to be kept for as long as its bytes are');
  expected(joinBytes([bytes]) === bytes, 'nothing to be copied that stands alone');
}
