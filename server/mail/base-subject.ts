/** The subject that a thread has in common: marks of replies and forwards taken off (RFC 5256 §2.1). Linear; never throws. */

export interface BaseSubject {
  readonly text: string;
  /** Something was taken off that says so: `Re:`, `Fwd:`, `(fwd)`. */
  readonly isReplyOrForward: boolean;
}

const LENGTH_LIMIT = 10_000;
const TRAILER = /(?:\s|\(fwd\))+$/i;
/** `[list]`, white space behind it included; no bracket within. */
const BLOB = /\[[^[\]]*\]\s*/y;
const REPLY = /(?:re|fwd?)\s*(?:\[[^[\]]*\]\s*)?:\s*/iy;
const SPACE = /\s*/y;

/** @param subject decoded */
export function baseSubject(subject: string): BaseSubject {
  let text = subject.slice(0, LENGTH_LIMIT).replace(/\s+/g, ' ');
  let isReplyOrForward = false;
  for (;;) {
    const trailer = TRAILER.exec(text)?.[0] ?? '';
    const stripped = withoutLeaders(text.slice(0, text.length - trailer.length));
    isReplyOrForward ||= /\(/.test(trailer) || stripped.hasReply;
    text = stripped.text;
    // `[fwd: … ]` around all of it: what is within is a subject itself.
    if (!/^\[fwd:.*\]$/i.test(text)) return { text, isReplyOrForward };
    text = text.slice('[fwd:'.length, -1);
    isReplyOrForward = true;
  }
}

/** Takes `Re:` and `[list]` off the beginning; a blob only where something is left behind it. */
function withoutLeaders(subject: string): { readonly text: string; readonly hasReply: boolean } {
  let at = behind(SPACE, subject, 0);
  let hasReply = false;
  for (;;) {
    let last = at;
    let end = at;
    for (let next = behind(BLOB, subject, end); next > end; next = behind(BLOB, subject, end)) {
      last = end;
      end = next;
    }
    const reply = behind(REPLY, subject, end);
    if (reply === end) return { text: subject.slice(end < subject.length ? end : last), hasReply };
    at = reply;
    hasReply = true;
  }
}

/** Where the pattern ends that matches here; `at` where it does not. */
function behind(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
