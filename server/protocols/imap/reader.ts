/**
 * Reads an IMAP conversation off the wire, as a dissector does: the greeting, then each command with everything the server
 * said up to its tagged reply. Bounded: at most 200 commands wait for a reply, and of each 200 lines are kept.
 */
import type { AlikeExchange, Exchange } from '../../../labs/observation.ts';
import { decodeBase64 } from '../../mail/transfer-encoding.ts';
import { latin1, latin1Bytes } from '../lines.ts';
import type { Reader, Reading } from '../registry.ts';
import { ClientStream, type SentCommand } from './client-stream.ts';
import { commands } from './commands.ts';
import { recognisePieces } from './recognise.ts';
import { SeenMailbox } from './seen-mailbox.ts';
import { ServerStream } from './server-stream.ts';
import { parseResponse, type ResponseLine } from './syntax.ts';

const WAITING_LIMIT = 200;
const LINES_LIMIT = 200;
const LINE_LIMIT = 1000;

const SELECTS: ReadonlySet<string> = new Set(['SELECT', 'EXAMINE']);
/** Untagged responses after which numbers are not as they were. */
const GONE = /^(?:\d+ EXPUNGE|VANISHED)\b/i;

type State = 'not-authenticated' | 'authenticated' | 'selected' | 'logout';

export class ImapReader implements Reader {
  #state: State = 'not-authenticated';
  #hasGreeted = false;
  readonly #client = new ClientStream((command) => this.#sent(command));
  readonly #server = new ServerStream();
  readonly #mailbox = new SeenMailbox();
  /** Of the command in hand, as it was before its reply took messages away. */
  #alike: readonly AlikeExchange[] | undefined;
  #waiting: SentCommand[] = [];
  #lines: string[] = [];
  #readings: Reading[] = [];

  get state(): string {
    return this.#state;
  }

  read(from: 'client' | 'server', bytes: Uint8Array): readonly Reading[] {
    if (from === 'client') this.#client.push(bytes);
    else for (const line of this.#server.push(bytes)) this.#serverLine(line.text, line.isContinued);
    return this.#readings.splice(0);
  }

  #sent(command: SentCommand): void {
    this.#waiting.push(command);
    if (this.#waiting.length > WAITING_LIMIT) this.#waiting.shift();
    if (this.#waiting.length === 1) this.#begin();
  }

  /** The first command that waits is in hand now. */
  #begin(): void {
    this.#alike = undefined;
    if (SELECTS.has(this.#waiting[0]?.verb ?? '')) this.#mailbox.forget();
  }

  #serverLine(text: string, isContinued: boolean): void {
    if (this.#lines.length < LINES_LIMIT) this.#lines.push(text.slice(0, LINE_LIMIT));
    if (isContinued) return;
    const response = parseResponse(text);
    if (!this.#hasGreeted) {
      this.#greeting(response);
      return;
    }
    switch (response.type) {
      case 'continuation':
        this.#continuation();
        return;
      case 'untagged':
        this.#untagged(response);
        return;
      case 'tagged':
        this.#tagged(response);
        return;
      default:
        response satisfies never;
    }
  }

  /** RFC 3501 §7.1.1, §7.1.4, §7.1.5 */
  #greeting(response: ResponseLine): void {
    this.#hasGreeted = true;
    const status = response.type === 'untagged' ? (response.status ?? '') : '';
    const after = status === 'PREAUTH' ? 'authenticated' : status === 'OK' ? 'not-authenticated' : 'logout';
    const recognised = { verb: 'GREETING', isKnown: true, arguments: {} };
    this.#emit({ line: '', recognised }, { ...response, status }, after);
  }

  /** The server waits: for a literal, for DONE, for an answer to its challenge. */
  #continuation(): void {
    const [command] = this.#waiting;
    const isIdling = command?.verb === 'IDLE' && !this.#client.isAnswering;
    this.#client.continue();
    if (command === undefined || !isIdling) {
      this.#lines.pop();
      return;
    }
    this.#emit(exchangeStart(command), { status: '+', text: 'idling' }, this.#state);
  }

  #untagged(response: ResponseLine & { type: 'untagged' }): void {
    const [command] = this.#waiting;
    if (command !== undefined && GONE.test(response.text)) this.#alike ??= this.#alikeOf(command);
    this.#mailbox.note(response.text, response.responseCode);
    if (response.status === 'BYE' && command?.verb !== 'LOGOUT') {
      // The server hangs up; the command in hand gets no other answer (RFC 3501 §7.1.5).
      if (command === undefined) this.#state = 'logout';
      else this.#answer(command, { ...response, status: 'BYE' });
    } else if (response.status === 'BAD' && command !== undefined && command.tag === undefined) {
      // The line had no tag to answer with (RFC 3501 §7.1.3).
      this.#answer(command, { ...response, status: 'BAD' });
    }
  }

  #tagged(response: ResponseLine & { type: 'tagged' }): void {
    const at = this.#waiting.findIndex((command) => command.tag === response.tag);
    const command = this.#waiting[at];
    // Without a status it ends no command, whatever it begins with (RFC 3501 §7.1).
    if (command === undefined || response.status === '') return;
    if (at > 0) this.#alike = undefined;
    for (const unanswered of this.#waiting.splice(0, at)) this.#client.answered(unanswered);
    this.#answer(command, response);
  }

  #answer(command: SentCommand, reply: { status: string; text: string; responseCode?: string }): void {
    this.#waiting.shift();
    const alike = this.#alike ?? this.#alikeOf(command);
    if (reply.status === 'OK') {
      if (SELECTS.has(command.verb)) this.#mailbox.selected();
      else if (command.verb === 'CLOSE' || command.verb === 'UNSELECT') this.#mailbox.forget();
    }
    const { line, recognised } = exchangeStart(command);
    const after = this.#stateAfter(command.verb, reply.status);
    this.#emit({ line, recognised: alike.length > 0 ? { ...recognised, alike } : recognised }, reply, after);
    this.#begin();
    this.#client.answered(command);
  }

  /** The same command by uids, by message numbers, by the star; and what has another name beside. */
  #alikeOf({ recognised: { verb, arguments: args } }: SentCommand): readonly AlikeExchange[] {
    const { sequenceSet } = args;
    if (typeof sequenceSet !== 'string' || commands.get(verb)?.differsIn?.includes('sequenceSet') !== true) return [];
    const isUid = verb.startsWith('UID ');
    const same = isUid ? this.#mailbox.sameUids(sequenceSet) : this.#mailbox.sameNumbers(sequenceSet);
    const others = isUid ? this.#mailbox.numbersOf(sequenceSet) : this.#mailbox.uidsOf(sequenceSet);
    const other = isUid ? verb.slice('UID '.length) : `UID ${verb}`;
    const sets = [
      ...same.filter((way) => way !== sequenceSet).map((way) => ({ verb, arguments: { sequenceSet: way } })),
      ...others.map((way) => ({ verb: other, arguments: { sequenceSet: way } })),
    ];
    const said = [{ verb, arguments: { sequenceSet } }, { verb: other, arguments: {} }, ...sets];
    return [
      ...sets,
      ...synonyms(args).flatMap((more) => said.map((way) => ({ ...way, arguments: { ...way.arguments, ...more } }))),
    ];
  }

  #stateAfter(verb: string, status: string): State {
    if (status === 'BYE') return 'logout';
    const isOk = status === 'OK';
    switch (verb) {
      case 'LOGIN':
      case 'AUTHENTICATE':
        return isOk ? 'authenticated' : this.#state;
      case 'SELECT':
      case 'EXAMINE':
        if (isOk) return 'selected';
        // The mailbox selected before is closed even where the new one can't be had (RFC 3501 §6.3.1).
        return status === 'NO' || this.#lines.some((line) => line.startsWith('* OK [CLOSED]'))
          ? lower(this.#state)
          : this.#state;
      case 'CLOSE':
      case 'UNSELECT':
        return isOk ? lower(this.#state) : this.#state;
      case 'LOGOUT':
        return isOk ? 'logout' : this.#state;
      default:
        return this.#state;
    }
  }

  #emit(
    {
      line,
      recognised,
    }: Pick<Exchange, 'line'> & { recognised: ReturnType<typeof recognisePieces> & Pick<Exchange, 'alike'> },
    { status, text, responseCode }: { status: string; text: string; responseCode?: string },
    stateAfter: State,
  ): void {
    const exchange: Exchange = {
      ...recognised,
      line,
      stateBefore: this.#state,
      stateAfter,
      reply: {
        status,
        class: status === '+' ? 'intermediate' : status === 'OK' || status === 'PREAUTH' ? 'success' : 'failure',
        text,
        lines: this.#lines,
        ...(responseCode === undefined ? {} : { responseCode }),
      },
    };
    this.#lines = [];
    this.#state = stateAfter;
    this.#readings.push({ type: 'exchange', exchange });
  }
}

/** Items that have two names (RFC 3501 §6.4.5). */
const ITEM_NAMES = [
  ['RFC822', 'BODY[]'],
  ['RFC822.HEADER', 'BODY.PEEK[HEADER]'],
  ['RFC822.TEXT', 'BODY[TEXT]'],
] as const;

/** Arguments under another name: items of FETCH, and the operation of a STORE that is silent (§6.4.6). */
function synonyms({ items, operation }: Exchange['arguments']): Exchange['arguments'][] {
  const found: Exchange['arguments'][] = [];
  if (typeof operation === 'string' && operation.endsWith('.SILENT')) {
    found.push({ operation: operation.slice(0, -'.SILENT'.length) });
  }
  if (typeof items !== 'object') return found;
  for (const from of [0, 1] as const) {
    const names = new Map<string, string>(ITEM_NAMES.map((pair) => [pair[from], pair[1 - from] ?? pair[from]]));
    const renamed = items.map((item) => names.get(item) ?? item);
    if (renamed.some((item, i) => item !== items[i])) found.push({ items: renamed });
  }
  return found;
}

function lower(state: State): State {
  return state === 'selected' ? 'authenticated' : state;
}

function exchangeStart(command: SentCommand): { line: string; recognised: ReturnType<typeof recognisePieces> } {
  const { line, recognised } = command;
  const credentials = recognised.verb === 'AUTHENTICATE' ? credentialsOf(command) : {};
  return { line, recognised: { ...recognised, arguments: { ...recognised.arguments, ...credentials } } };
}

/** What crossed in base64 is as plain as the rest (RFC 4616 §2). */
function credentialsOf({ line, answers }: SentCommand): Readonly<Record<string, string>> {
  const [, , mechanism = '', initial] = line.split(' ');
  const responses = [...(initial === undefined ? [] : [initial]), ...answers].map((text) =>
    latin1(decodeBase64(latin1Bytes(text))),
  );
  const [user, password] = mechanism.toUpperCase() === 'PLAIN' ? (responses[0] ?? '').split('\0').slice(1) : responses;
  return { ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) };
}
