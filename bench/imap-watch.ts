/**
 * Many sessions that idle in one mailbox (RFC 2177), a process of its own: it lets them stand, hands in mails by SMTP one
 * after the other, and notes how long after the end of each mail's text every session was told of it.
 */
import { connect, type Socket } from 'node:net';
import { WATCHED } from './mailboxes.ts';
import { POP_PASSWORD } from './pop-script.ts';
import { mailText } from './smtp-script.ts';

export interface WatchOrder {
  readonly host: string;
  readonly imapPort: number;
  readonly smtpPort: number;
  readonly sessions: number;
  readonly mails: number;
  /** So many more come before, and are not counted. */
  readonly warmMails: number;
  /** The number of the first mail: each mail has its own. */
  readonly firstMail: number;
}

export interface WatchResult {
  /** From the end of the mail's text to `* n EXISTS`, a time for each mail and session, in milliseconds. */
  readonly toldMs: readonly number[];
  /** The same to the mail's 250, which comes when it is on the disk. */
  readonly acknowledgedMs: readonly number[];
}

const incoming = Buffer.allocUnsafe(64 * 1024);

class Watching {
  readonly #order: WatchOrder;
  readonly #fail: (reason: string) => void;
  /** The size of the mailbox that the sessions are told next. */
  #size = 0;
  #standing = 0;
  #told = 0;
  #toldMs: number[] = [];
  #began = 0;
  #onAll: () => void = () => undefined;

  constructor(order: WatchOrder, fail: (reason: string) => void) {
    this.#order = order;
    this.#fail = fail;
  }

  /** Resolves when all sessions idle. */
  stand(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAll = resolve;
      for (let session = 0; session < this.#order.sessions; session++) this.#open();
    });
  }

  async deliver(): Promise<WatchResult> {
    const { host, smtpPort, mails, warmMails, firstMail } = this.#order;
    const smtp = new Smtp(connect({ host, port: smtpPort, noDelay: true }), this.#fail);
    await smtp.open();
    const toldMs: number[] = [];
    const acknowledgedMs: number[] = [];
    for (let mail = 0; mail < warmMails + mails; mail++) {
      await smtp.envelope();
      this.#size++;
      this.#told = 0;
      this.#toldMs = [];
      const all = new Promise<void>((resolve) => (this.#onAll = resolve));
      this.#began = performance.now();
      const acknowledged = smtp.text(mailText(firstMail + mail)).then(() => performance.now() - this.#began);
      await all;
      const afterMs = await acknowledged;
      if (mail < warmMails) continue;
      toldMs.push(...this.#toldMs);
      acknowledgedMs.push(afterMs);
    }
    return { toldMs, acknowledgedMs };
  }

  #open(): void {
    const { host, imapPort } = this.#order;
    const opening = [
      { last: '* OK ', then: `a LOGIN ${WATCHED} ${POP_PASSWORD}\r\n` },
      { last: 'a OK ', then: 'b SELECT INBOX\r\n' },
      { last: 'b OK ', then: 'c IDLE\r\n' },
      { last: '+ idling', then: undefined },
    ];
    let step = 0;
    let heard = '';
    const take = (text: string): void => {
      heard += text;
      if (!heard.endsWith('\r\n')) return;
      const whole = heard;
      heard = '';
      const expected = opening[step];
      if (expected === undefined) {
        this.#tell(whole);
        return;
      }
      const lines = whole.split('\r\n');
      if (lines.at(-2)?.startsWith(expected.last) !== true) {
        heard = whole;
        return;
      }
      if (step === 2) this.#size = Number(/^\* (\d+) EXISTS/m.exec(whole)?.[1] ?? NaN);
      step++;
      if (expected.then !== undefined) socket.write(expected.then);
      else if (++this.#standing === this.#order.sessions) this.#onAll();
    };
    const onread = {
      buffer: incoming,
      callback: (count: number): boolean => {
        take(incoming.toString('latin1', 0, count));
        return true;
      },
    };
    const socket = connect({ host, port: imapPort, noDelay: true, onread });
    socket.on('error', (error) => this.#fail(`a session failed: ${error.message}`));
    socket.on('close', () => this.#fail(`a session was closed; it had said ${JSON.stringify(heard)}`));
  }

  /** A mail's \Recent may be told behind its arrival. */
  #tell(text: string): void {
    if (/^\* \d+ RECENT\r\n$/.test(text)) return;
    const size = /^\* (\d+) EXISTS\r\n(?:\* \d+ RECENT\r\n)?$/.exec(text)?.[1];
    if (Number(size) !== this.#size) {
      this.#fail(`expected * ${this.#size} EXISTS, came ${JSON.stringify(text)}`);
      return;
    }
    this.#toldMs.push(performance.now() - this.#began);
    if (++this.#told === this.#order.sessions) this.#onAll();
  }
}

/** Hands in mails, one command at a time. */
class Smtp {
  readonly #socket: Socket;
  #heard = '';
  #answer: (reply: string) => void = () => undefined;

  constructor(socket: Socket, fail: (reason: string) => void) {
    this.#socket = socket;
    socket.on('error', (error) => fail(`handing in failed: ${error.message}`));
    socket.on('data', (bytes: Buffer) => {
      this.#heard += bytes.toString('latin1');
      // A reply ends with the line that has a space after its code (RFC 5321 §4.2.1).
      if (!/(?:^|\r\n)\d{3} .*\r\n$/.test(this.#heard)) return;
      const reply = this.#heard;
      this.#heard = '';
      this.#answer(reply);
    });
  }

  async open(): Promise<void> {
    await this.#expect('220', '');
    await this.#expect('250', 'EHLO client.thm\r\n');
  }

  async envelope(): Promise<void> {
    await this.#expect('250', 'MAIL FROM:<sender@client.thm>\r\n');
    await this.#expect('250', `RCPT TO:<${WATCHED}@example.thm>\r\n`);
    await this.#expect('354', 'DATA\r\n');
  }

  text(text: string): Promise<void> {
    return this.#expect('250', `${text}.\r\n`);
  }

  async #expect(code: string, said: string): Promise<void> {
    const reply = await new Promise<string>((resolve) => {
      this.#answer = resolve;
      if (said !== '') this.#socket.write(said, 'latin1');
    });
    if (!reply.startsWith(code)) throw new Error(`expected ${code}, came ${reply}`);
  }
}

/** Serves one order: says when the sessions stand, waits for leave, delivers, and says what it has measured. */
export function serveWatch(): void {
  const fail = (reason: unknown): void => {
    process.send?.({ failure: reason instanceof Error ? reason.message : String(reason) });
  };
  process.once('message', (order: WatchOrder) => {
    const watching = new Watching(order, fail);
    watching.stand().then(() => process.send?.('standing'), fail);
    process.once('message', () => {
      watching.deliver().then((result) => process.send?.({ result }), fail);
    });
  });
  process.on('disconnect', () => process.exit(0));
}
