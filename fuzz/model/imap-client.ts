/** One IMAP session: it says commands, and holds every answer against its picture and the model. */
import { Broken, must, mustEqual } from './broken.ts';
import type { Picture, Remembered } from './picture.ts';
import { PASSWORD, USER } from './place.ts';
import { parseResponses, type Response } from './responses.ts';
import type { Stage } from './stage.ts';
import { Wire } from './wire.ts';

/** During these no number may change, nor right after (RFC 9051 §7.5.1); their forms with uids may. */
const KEEPS_NUMBERS: ReadonlySet<string> = new Set(['FETCH', 'STORE', 'SEARCH', 'SORT', 'THREAD']);

/** At the end of these all news is told (as Dovecot); at that of others it may be. */
const TELLS_ALL: ReadonlySet<string> = new Set(
  ['NOOP', 'CHECK', 'APPEND', 'SELECT', 'EXAMINE'].concat(
    ['EXPUNGE', 'COPY', 'MOVE'].flatMap((verb) => [verb, `UID ${verb}`]),
    [...KEEPS_NUMBERS].map((verb) => `UID ${verb}`),
  ),
);

export interface Answer {
  readonly code: string | undefined;
  readonly untagged: readonly Response[];
  /** The session is over: its mailbox was removed or renamed by another one. */
  readonly isBye: boolean;
}

export interface Expected {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** The response code begins with this. */
  readonly code?: string;
}

const OK: Expected = { status: 'OK' };

export class ImapClient {
  readonly stage: Stage;
  readonly #name: string;
  #wire: Wire | undefined;
  #tag = 0;
  #idleTag: string | undefined;
  #picture: Picture | undefined;
  /** By UIDVALIDITY. */
  readonly #remembered = new Map<number, Remembered>();
  readonly capabilities = new Set<string>();
  readonly enabled = new Set<string>();

  constructor(stage: Stage, name: string) {
    this.stage = stage;
    this.#name = name;
  }

  /** The selected mailbox, as this session knows it. */
  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** What the client kept of mailboxes when it left them. */
  get remembered(): readonly Remembered[] {
    return [...this.#remembered.values()];
  }

  get isOpen(): boolean {
    return this.#wire?.isOpen === true;
  }

  get isIdle(): boolean {
    return this.#idleTag !== undefined;
  }

  /** The mailbox went away under the session: all that it may be told is BYE. */
  get isLost(): boolean {
    const { picture } = this;
    return picture !== undefined && this.stage.account.mailboxes.get(picture.name) !== picture.mailbox;
  }

  connect(): void {
    this.#wire = new Wire(this.stage.place.create('imap'));
    this.stage.log('--', `connected (session ${this.#name})`);
    this.#parse(this.#wire.connect());
    const { code = '' } = this.run('LOGIN', `${USER} ${PASSWORD}`);
    this.capabilities.clear();
    for (const word of code.split(' ')) this.capabilities.add(word);
  }

  /** No mailbox is selected any more. */
  leave(): void {
    const remembered = this.#picture?.remembered();
    this.#picture = undefined;
    if (remembered === undefined || remembered.modSeq === 0) return;
    // Now and then what it kept before is all that is left to it.
    const isKept = this.#tag % 4 === 0 && this.#remembered.has(remembered.uidValidity);
    if (!isKept) this.#remembered.set(remembered.uidValidity, remembered);
  }

  /** Says a command with which the session ends: it is answered, and BYE is said. */
  runToBye(verb: string, args = ''): void {
    this.leave();
    const tag = `z${++this.#tag}`;
    const responses = this.#say(`${tag} ${verb}${args === '' ? '' : ` ${args}`}\r\n`);
    const statuses = responses.flatMap((response) =>
      response.type === 'tagged' || response.type === 'status' ? [response.status] : [],
    );
    mustEqual(statuses.sort(), ['BYE', 'OK'], { rule: 'RFC 9051 §7.1.5', what: `answer to ${verb}` });
    must(!this.isOpen, 'RFC 9051 §7.1.5', () => `after ${verb} the session goes on`);
    this.forget();
  }

  /** The connection is gone, however that came. */
  drop(): void {
    if (this.isOpen) {
      this.stage.log('--', `connection lost (session ${this.#name})`);
      this.#wire?.drop();
    }
    this.forget();
  }

  /** The process was killed: nobody takes notice of the end. */
  forget(): void {
    this.#wire = undefined;
    this.leave();
    this.#idleTag = undefined;
    this.enabled.clear();
  }

  /**
   * Says a command and holds what follows against what is expected; the model has changed already as it must. `select`
   * is the picture that the command opens.
   */
  run(verb: string, args = '', expected: Expected = OK, select?: Picture): Answer {
    const tag = `${'abcdefghijklmnopqrstuvwxyz'[this.#tag % 26] ?? ''}${Math.floor(this.#tag++ / 26) || ''}`;
    const responses = this.#say(`${tag} ${verb}${args === '' ? '' : ` ${args}`}\r\n`);
    const last = responses.at(-1);
    const isBye = this.#takesBye(last, verb);
    if (isBye) return { code: undefined, untagged: [], isBye };
    must(last?.type === 'tagged' && last.tag === tag, 'RFC 9051 §2.2', () => `${tag} ${verb} is not answered`);
    mustEqual(last.status, expected.status, { rule: 'the model', what: `answer to ${verb} ${args}` });
    const { code = '' } = last;
    must(code.startsWith(expected.code ?? ''), 'the model', () => `expected ${expected.code ?? ''}, came ${code}`);
    if (select !== undefined) this.#picture = select;
    const untagged = responses.slice(0, -1);
    const expunges = !KEEPS_NUMBERS.has(verb);
    for (const response of untagged) this.#take(response, { expunges });
    if (!verb.endsWith('FETCH')) for (const response of untagged) this.#expectModSeq(response);
    this.picture?.takeCode(last.code);
    if (last.status === 'OK' && TELLS_ALL.has(verb)) this.picture?.expectSynced('all');
    if (last.status === 'OK' && !expunges) this.picture?.expectSynced('keep-numbers');
    return { code: last.code, untagged, isBye };
  }

  /** Says a command of the selected state where the mailbox is gone: whatever is answered, it must change nothing. */
  runLost(verb: string, args = ''): void {
    const tag = `l${++this.#tag}`;
    const responses = this.#say(`${tag} ${verb}${args === '' ? '' : ` ${args}`}\r\n`);
    if (this.#takesBye(responses.at(-1), verb)) return;
    must(responses.length === 1, 'RFC 9051 §7.1.5', () => `the mailbox is gone, but came ${responses[0]?.shown ?? ''}`);
    if (verb === 'CLOSE' || verb === 'UNSELECT') this.leave();
  }

  idle(): void {
    const tag = `i${++this.#tag}`;
    const responses = this.#say(`${tag} IDLE\r\n`);
    this.#idleTag = tag;
    must(responses[0]?.type === 'continuation', 'RFC 2177 §3', () => 'IDLE is not answered by +');
    if (!this.#takesBye(responses.at(-1), 'IDLE')) this.#hear(responses.slice(1));
  }

  done(): void {
    const responses = this.#say('DONE\r\n');
    const last = responses.at(-1);
    if (this.#takesBye(last, 'DONE')) return;
    must(last?.type === 'tagged' && last.tag === this.#idleTag, 'RFC 2177 §3', () => 'DONE is not answered');
    this.#idleTag = undefined;
    this.#hear(responses.slice(0, -1));
  }

  /** The world has changed by another's doing: IDLE tells at once, and nothing else does. */
  notify(): void {
    if (!this.isOpen) return;
    const text = this.#wire?.notify() ?? '';
    if (text === '' && !this.isIdle) return;
    must(this.isIdle, 'RFC 9051 §5.5', () => `no command is in progress, but came ${text}`);
    const responses = this.#parse(text);
    if (this.#takesBye(responses.at(-1), 'IDLE')) return;
    this.#hear(responses);
  }

  #hear(responses: readonly Response[]): void {
    for (const response of responses) this.#take(response, { expunges: true });
    for (const response of responses) this.#expectModSeq(response);
    this.picture?.expectSynced('all');
  }

  #say(text: string): readonly Response[] {
    this.stage.log(`C${this.#name}:`, text);
    return this.#parse(this.#wire?.say(text) ?? '');
  }

  #parse(text: string): readonly Response[] {
    for (const line of text === '' ? [] : [text]) this.stage.log(`S${this.#name}:`, line);
    this.stage.account.adopt(this.stage.place.mailboxes);
    return parseResponses(text);
  }

  #takesBye(last: Response | undefined, verb: string): boolean {
    if (last?.type !== 'status' || last.status !== 'BYE') {
      must(
        !this.isLost || !['NOOP', 'IDLE', 'DONE'].includes(verb),
        'RFC 9051 §7.1.5',
        () => 'the mailbox is gone: BYE',
      );
      return false;
    }
    must(this.isLost && !this.isOpen, 'RFC 9051 §7.1.5', () => 'BYE, where the mailbox is there');
    this.drop();
    return true;
  }

  #take(response: Response, allowed: { readonly expunges: boolean }): void {
    if (response.type === 'status' && response.status === 'BAD') throw new Broken('RFC 9051 §7.1.3', response.shown);
    // Without a mailbox nobody has anything to tell.
    const isOfMailbox = response.type === 'numbered' || (response.type === 'data' && response.name === 'FLAGS');
    must(
      !isOfMailbox || this.picture !== undefined,
      'RFC 9051 §7.4.1',
      () => `no mailbox is selected: ${response.shown}`,
    );
    this.picture?.take(response, allowed);
  }

  /** Once it is switched on, each change is told with its modification sequence, and by uid (RFC 7162 §3.1, §3.2.4). */
  #expectModSeq(response: Response): void {
    if (response.type !== 'numbered' || response.name !== 'FETCH') return;
    const needed = [
      ...(this.enabled.has('CONDSTORE') ? ['MODSEQ'] : []),
      ...(this.enabled.has('QRESYNC') ? ['UID'] : []),
    ];
    const missing = needed.filter((item) => !response.items.has(item));
    must(missing.length === 0, 'RFC 7162 §3.1', () => `without ${missing.join(' ')}: ${response.shown}`);
  }
}
