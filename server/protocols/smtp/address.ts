/**
 * The paths of MAIL and RCPT as Exim takes them: RFC 5321 §4.1.2, and beyond it a missing pair of angle brackets, a
 * display name before them, and white space around. Linear; never throws.
 */

export interface Mailbox {
  /** With its quotes, where it is quoted. Empty for the null path `<>`. */
  readonly localPart: string;
  /** Undefined where no `@` stands. */
  readonly domain: string | undefined;
}

export type PathResult = { readonly path: Mailbox } | { readonly error: string };

const ATOM = String.raw`[^\x00-\x20"(),:;<>@[\\\]\x7F]+`;
const QUOTED = String.raw`"(?:[^"\\\r\n]|\\.)*"`;
const LOCAL_PART = new RegExp(String.raw`(?:${QUOTED}|${ATOM})(?:\.(?:${QUOTED}|${ATOM}))*|\.${ATOM}`, 'y');
const LABEL = String.raw`[A-Za-z0-9\x80-\xFF][A-Za-z0-9\x80-\xFF-]*`;
/** A literal, or labels with a dot between two of them: none at the end (RFC 5321 §4.1.2). */
const DOMAIN = new RegExp(String.raw`\[[^\][\s]*\]|${LABEL}(?:\.${LABEL})*(?![A-Za-z0-9.\x80-\xFF-])`, 'y');
const ROUTE = /@[^\s@:,]+(?:,@[^\s@:,]+)*:/y;
const SPACE = /(?:\s|\([^()]*\))*/y;
const PHRASE = /[^<>@"]*(?:"(?:[^"\\]|\\.)*"[^<>@"]*)*(?=<)/y;

/** Whether an address stands between < and >, as RFC 5321 §4.1.2 wants it. */
export function isAngled(text: string): boolean {
  return /^<.*>$/s.test(text.trim());
}

/** Reads a path; the error is worded as Exim words it. */
export function parsePath(text: string): PathResult {
  const trimmed = text.trim();
  if (trimmed === '') return { error: 'empty address' };
  const hasAngle = trimmed.includes('<') && matchAt(PHRASE, trimmed, 0) !== undefined;
  const start = hasAngle ? afterSpace(trimmed, trimmed.indexOf('<', matchAt(PHRASE, trimmed, 0)?.length ?? 0) + 1) : 0;
  if (hasAngle && trimmed[start] === '>')
    return rest(trimmed, start + 1) ?? { path: { localPart: '', domain: undefined } };
  // A source route is read and ignored (RFC 5321 §4.1.1.3, appendix C).
  let at = start + (matchAt(ROUTE, trimmed, start)?.length ?? 0);
  const localPart = matchAt(LOCAL_PART, trimmed, at);
  if (localPart === undefined) return { error: 'missing or malformed local part' };
  at = afterSpace(trimmed, at + localPart.length, hasAngle);
  let domain: string | undefined;
  if (trimmed[at] === '@') {
    domain = matchAt(DOMAIN, trimmed, at + 1);
    if (domain === undefined) return { error: 'domain missing or malformed' };
    at += 1 + domain.length;
  }
  if (hasAngle) {
    if (domain === undefined && at < trimmed.length && trimmed[at] !== '>') {
      return { error: `"@" or "." expected after "${localPart}"` };
    }
    at = afterSpace(trimmed, at);
    if (at >= trimmed.length) return { error: "'>' missing at end of address" };
    if (trimmed[at] !== '>')
      return { error: `malformed address: ${trimmed.slice(at)} may not follow ${trimmed.slice(0, at)}` };
    at++;
  }
  return rest(trimmed, at) ?? { path: { localPart, domain } };
}

/** `local@domain`, as Exim writes it; empty for the null path. */
export function formatMailbox({ localPart, domain }: Mailbox): string {
  return domain === undefined ? localPart : `${localPart}@${domain}`;
}

/** What an ESMTP command has behind its path: `SIZE=1000`, `BODY=8BITMIME` (RFC 5321 §4.1.1.11). */
export interface Parameter {
  /** Upper case. */
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * Takes parameters off the end of an argument, as Exim does: from the last word backwards, as long as `isKnown` knows
 * them. What it doesn't know stays with the path, which is then malformed.
 */
export function takeParameters(
  argument: string,
  isKnown: (parameter: Parameter) => boolean,
  putBack: ' ' | '=' = ' ',
): { readonly path: string; readonly parameters: readonly Parameter[] } {
  const parameters: Parameter[] = [];
  let path = argument.trimEnd();
  // A space in a quoted local part parts nothing.
  let masked = path.replace(/"[^"]*"/g, (quoted) => '"'.repeat(quoted.length));
  for (;;) {
    const space = Math.max(masked.lastIndexOf(' '), masked.lastIndexOf('\t'));
    if (space < 0) break;
    const [name = '', ...value] = path.slice(space + 1).split('=');
    const parameter = { name: name.toUpperCase(), value: value.length > 0 ? value.join('=') : undefined };
    if (!isKnown(parameter)) {
      if (parameter.value === undefined) path = `${path.slice(0, space)}${putBack}${path.slice(space + 1)}`;
      break;
    }
    parameters.unshift(parameter);
    path = path.slice(0, space).trimEnd();
    masked = masked.slice(0, path.length);
  }
  return { path, parameters };
}

/** The error for what stands behind a whole address; a comment may. */
function rest(text: string, at: number): { readonly error: string } | undefined {
  const after = text.slice(at).trimStart();
  if (after === '' || /^\([^()]*\)$/.test(after)) return undefined;
  return { error: `malformed address: ${after} may not follow ${text.slice(0, text.length - after.length)}` };
}

/** Behind white space and comments (RFC 5322 §3.2.2), where there may be any. */
function afterSpace(text: string, at: number, mayBe = true): number {
  return mayBe ? at + (matchAt(SPACE, text, at)?.length ?? 0) : at;
}

/** @param pattern a sticky one */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
