/**
 * Reads an IMAP conversation off the wire, as a dissector does: the greeting, then each command with everything the server
 * said up to its tagged reply. Bounded: at most 200 commands wait for a reply, and of each 200 lines are kept.
 */
import type { Exchange } from '../../../labs/observation.ts';
import { decodeBase64 } from '../../mail/transfer-encoding.ts';
import { latin1, latin1Bytes } from '../lines.ts';
import type { Reader, Reading } from '../registry.ts';
import { ClientStream, type SentCommand } from './client-stream.ts';
import { recognisePieces } from './recognise.ts';
import { ServerStream } from './server-stream.ts';
import { parseResponse, type ResponseLine } from './syntax.ts';

const WAITING_LIMIT = 200;
const LINES_LIMIT = 200;
const LINE_LIMIT = 1000;

type State = 'not-authenticated' | 'authenticated' | 'selected' | 'logout';

export class ImapReader implements Reader {
  #state: State = 'not-authenticated';
  #hasGreeted = false;
  readonly #client = new ClientStream((command) => this.#sent(command));
  readonly #server = new ServerStream();
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
    this.#client.release('continued');
    if (command === undefined || !isIdling) {
      this.#lines.pop();
      return;
    }
    this.#emit(exchangeStart(command), { status: '+', text: 'idling' }, this.#state);
  }

  #untagged(response: ResponseLine & { type: 'untagged' }): void {
    const [command] = this.#waiting;
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
    this.#waiting.splice(0, at);
    this.#answer(command, response);
  }

  #answer(command: SentCommand, reply: { status: string; text: string; responseCode?: string }): void {
    this.#waiting.shift();
    this.#emit(exchangeStart(command), reply, this.#stateAfter(command.verb, reply.status));
    this.#client.release('answered');
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
    { line, recognised }: Pick<Exchange, 'line'> & { recognised: ReturnType<typeof recognisePieces> },
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
