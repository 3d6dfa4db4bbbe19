/**
 * One client that asks for every mail of a mailbox at once, a command for each, over and over, a process of its own. The
 * replies are held against what they must be, byte by byte as they come: only a tagged line's times may be any.
 */
import { connect } from 'node:net';
import { benchMailboxes, LIBRARY } from './mailboxes.ts';
import { POP_PASSWORD } from './pop-script.ts';

export interface PipelineOrder {
  readonly host: string;
  readonly port: number;
  /** How often all of them are asked for. */
  readonly times: number;
}

export interface PipelineResult {
  /** From a batch's first command to its last reply, all batches together. */
  readonly tookMs: number;
  readonly bodies: number;
}

const LF = 10;
/** A conversation that stands still so long has failed. */
const SILENCE_MS = 20_000;
const incoming = Buffer.allocUnsafe(256 * 1024);

/** The commands of a batch, each one's tag its mail's number. */
const commands = (mails: readonly string[]): string =>
  mails.map((_, n) => `f${n + 1} FETCH ${n + 1} BODY.PEEK[]\r\n`).join('');

/** What must come for each command: the mail, and the tagged line up to its times. */
export interface FetchReply {
  readonly mail: string;
  readonly tagged: string;
}

export function repliesTo(mails: readonly string[]): readonly FetchReply[] {
  return mails.map((mail, n) => ({
    mail: `* ${n + 1} FETCH (BODY[] {${mail.length}}\r\n${mail})\r\n`,
    tagged: `f${n + 1} OK Fetch completed (`,
  }));
}

export const libraryMails = (): readonly string[] => benchMailboxes().find(({ user }) => user === LIBRARY)?.mails ?? [];

const STAR = '*'.charCodeAt(0);

/** Replies of one kind, which must come in their order. */
class Sequence {
  readonly replies: readonly Buffer[];
  /** How many have come whole. */
  count = 0;

  constructor(replies: readonly string[]) {
    this.replies = replies.map((reply) => Buffer.from(reply, 'latin1'));
  }
}

/**
 * Takes what comes, piece by piece, and says when all of it has come. A tagged line may come behind later mails: Dovecot
 * tells of several commands' ends together.
 */
class Checking {
  readonly #mails: Sequence;
  readonly #tagged: Sequence;
  #under: Sequence | undefined;
  #at = 0;

  constructor(replies: readonly FetchReply[]) {
    this.#mails = new Sequence(replies.map(({ mail }) => mail));
    this.#tagged = new Sequence(replies.map(({ tagged }) => tagged));
  }

  /** @throws Error where it is not what must come */
  take(bytes: Buffer): boolean {
    let from = 0;
    while (from < bytes.length) {
      const under = (this.#under ??= bytes[from] === STAR ? this.#mails : this.#tagged);
      const reply = under.replies[under.count];
      if (reply === undefined || this.#tagged.count > this.#mails.count)
        throw new Error('more came than was asked for');
      if (this.#at < reply.length) {
        const count = Math.min(reply.length - this.#at, bytes.length - from);
        if (bytes.compare(reply, this.#at, this.#at + count, from, from + count) !== 0) {
          throw new Error(`wrong reply to FETCH ${under.count + 1}: ${bytes.toString('latin1', from, from + 200)}`);
        }
        this.#at += count;
        from += count;
      }
      if (this.#at < reply.length) return false;
      if (under === this.#tagged) {
        const end = bytes.indexOf(LF, from);
        if (end < 0) return false;
        from = end + 1;
      }
      under.count++;
      this.#under = undefined;
      this.#at = 0;
    }
    const isWhole = this.#tagged.count === this.#tagged.replies.length;
    if (isWhole) this.#mails.count = this.#tagged.count = 0;
    return isWhole;
  }
}

/** What is awaited, by how its last line begins, and what is said then, before the first batch. */
const OPENING = [
  { last: '* OK ', then: `a LOGIN ${LIBRARY} ${POP_PASSWORD}\r\n` },
  { last: 'a OK ', then: 'b SELECT INBOX\r\n' },
  { last: 'b OK ', then: undefined },
];

function run({ host, port, times }: PipelineOrder, settle: (outcome: PipelineResult | Error) => void): void {
  const mails = libraryMails();
  const batch = Buffer.from(commands(mails), 'latin1');
  const checking = new Checking(repliesTo(mails));
  let step = 0;
  let heard = '';
  let left = times;
  let began = 0;
  let tookMs = 0;
  const begin = (): void => {
    began = performance.now();
    socket.write(batch);
  };
  const open = (bytes: Buffer): void => {
    heard += bytes.toString('latin1');
    const expected = OPENING[step];
    const lastLine = heard.slice(heard.lastIndexOf('\n', heard.length - 2) + 1);
    if (expected === undefined || !lastLine.endsWith('\n') || !lastLine.startsWith(expected.last)) return;
    heard = '';
    step++;
    if (expected.then === undefined) begin();
    else socket.write(expected.then);
  };
  const take = (bytes: Buffer): void => {
    if (step < OPENING.length) {
      open(bytes);
      return;
    }
    if (!checking.take(bytes)) return;
    tookMs += performance.now() - began;
    if (--left > 0) {
      begin();
      return;
    }
    settle({ tookMs, bodies: times * mails.length });
    socket.destroy();
  };
  const onread = {
    buffer: incoming,
    callback: (count: number): boolean => {
      try {
        take(incoming.subarray(0, count));
      } catch (failure) {
        settle(failure instanceof Error ? failure : new Error(String(failure)));
        socket.destroy();
      }
      return true;
    },
  };
  const socket = connect({ host, port, noDelay: true, onread });
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`nothing came for ${SILENCE_MS} ms`)));
  socket.on('error', settle);
  socket.on('close', () => settle(new Error('the connection was closed before all had come')));
}

/** Serves orders until the parent goes. */
export function servePipeline(): void {
  process.on('message', (order: PipelineOrder) => {
    let isSettled = false;
    run(order, (outcome) => {
      if (isSettled) return;
      isSettled = true;
      process.send?.(outcome instanceof Error ? { failure: outcome.message } : { result: outcome });
    });
  });
  process.on('disconnect', () => process.exit(0));
}
