/**
 * The lines of IMAP taken apart: the only parser, for the engine, the reader, the coach and the explanations. Arguments
 * are in `arguments.ts`, `fetch-items.ts`, `search-keys.ts`, `sequence-set.ts`, `flags.ts` and `dates.ts`.
 */

/** A tag is an atom without `+` (RFC 3501 §9). */
const TAG = /^[^\x00-\x20\x7f-\xff(){%*"\\+]+$/;
const COMMAND_NAME = /^[^\x00-\x20\x7f-\xff(){%*"\\]+$/;

export interface CommandLine {
  /** Undefined where the line begins with none that is valid. */
  readonly tag: string | undefined;
  /** Upper case, `UID` with the word behind it; undefined where none can be read. */
  readonly verb: string | undefined;
  /** What follows the verb and its space. */
  readonly rest: string;
}

/** @param line without its line end, each byte one character */
export function splitCommand(line: string): CommandLine {
  const [word, afterTag] = splitAtSpace(line);
  const tag = TAG.test(word) ? word : undefined;
  const [name, rest] = splitAtSpace(afterTag);
  if (!COMMAND_NAME.test(name)) return { tag, verb: undefined, rest: afterTag };
  const verb = name.toUpperCase();
  if (verb !== 'UID') return { tag, verb, rest };
  const [second, uidRest] = splitAtSpace(rest);
  if (!COMMAND_NAME.test(second)) return { tag, verb, rest };
  return { tag, verb: `UID ${second.toUpperCase()}`, rest: uidRest };
}

/** A line of the server: `* …`, `+ …`, or the tagged end of a command (RFC 3501 §7). */
export type ResponseLine =
  | { readonly type: 'untagged'; readonly status?: string; readonly text: string; readonly responseCode?: string }
  | { readonly type: 'continuation'; readonly text: string }
  | {
      readonly type: 'tagged';
      readonly tag: string;
      readonly status: string;
      readonly text: string;
      readonly responseCode?: string;
    };

const STATUS = /^(OK|NO|BAD|BYE|PREAUTH)(?: (.*))?$/is;

export function parseResponse(line: string): ResponseLine {
  const [word, rest] = splitAtSpace(line);
  if (word === '+') return { type: 'continuation', text: rest };
  const match = STATUS.exec(rest);
  const status = match?.[1]?.toUpperCase();
  const text = match?.[2] ?? '';
  if (word === '*')
    return { type: 'untagged', ...(status === undefined ? { text: rest } : { status, ...codeOf(text) }) };
  return { type: 'tagged', tag: word, status: status ?? '', ...codeOf(status === undefined ? rest : text) };
}

/** `[UIDNEXT 5] Predicted next UID` → code and text. */
function codeOf(text: string): { text: string; responseCode?: string } {
  const match = /^\[([^\]]{1,1000})\] ?(.*)$/s.exec(text);
  return match?.[1] === undefined ? { text } : { text: match[2] ?? '', responseCode: match[1] };
}

function splitAtSpace(text: string): readonly [string, string] {
  const at = text.indexOf(' ');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
