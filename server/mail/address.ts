/**
 * Address lists of header fields (RFC 5322 §3.4, obsolete forms too): groups, comments, quoted strings, routes. Linear;
 * never throws: what is no address is read as well as it can be.
 */

export type AddressItem =
  | {
      readonly type: 'address';
      /** The display name, or the comment that stands in its place; quotes taken off, encoded words left. */
      readonly name?: string;
      /** `@a,@b` of an obsolete source route. */
      readonly route?: string;
      readonly localPart?: string;
      readonly domain?: string;
    }
  | { readonly type: 'group-start'; readonly name: string }
  | { readonly type: 'group-end' };

interface Token {
  readonly kind: 'word' | 'comment' | 'special';
  readonly text: string;
  /** White space or a comment stands before it. */
  readonly isApart: boolean;
}

const SPECIALS = new Set([',', ';', ':', '<', '>', '@']);
const ITEM_LIMIT = 5000;

/** @param text the field's value, unfolded */
export function parseAddresses(text: string): readonly AddressItem[] {
  const items: AddressItem[] = [];
  let collected: Token[] = [];
  let angle: Token[] | undefined;
  let isInAngle = false;
  let isInGroup = false;
  const flush = (): void => {
    const item = itemOf(collected, angle);
    if (item !== undefined) items.push(item);
    collected = [];
    angle = undefined;
    isInAngle = false;
  };
  for (const token of tokensOf(text)) {
    if (items.length >= ITEM_LIMIT) break;
    if (token.kind !== 'special') {
      if (isInAngle && token.kind === 'word') angle?.push(token);
      else collected.push(token);
    } else if (isInAngle) {
      if (token.text === '>') isInAngle = false;
      else angle?.push(token);
    } else if (token.text === '<') {
      isInAngle = true;
      angle = [];
    } else if (token.text === ',') flush();
    else if (token.text === ';') {
      flush();
      if (isInGroup) items.push({ type: 'group-end' });
      isInGroup = false;
    } else if (token.text === ':' && !isInGroup) {
      items.push({ type: 'group-start', name: phraseOf(collected) });
      collected = [];
      isInGroup = true;
    } else collected.push(token);
  }
  flush();
  if (isInGroup) items.push({ type: 'group-end' });
  return items;
}

function itemOf(collected: readonly Token[], angle: readonly Token[] | undefined): AddressItem | undefined {
  const comment = collected.find((token) => token.kind === 'comment')?.text;
  const words = collected.filter((token) => token.kind !== 'comment');
  if (angle === undefined && words.length === 0) return undefined;
  const name = angle === undefined ? comment : phraseOf(words) || comment;
  return { type: 'address', ...(name === undefined ? {} : { name }), ...specOf(angle ?? words) };
}

function specOf(tokens: readonly Token[]): { route?: string; localPart?: string; domain?: string } {
  let rest = tokens;
  let route: string | undefined;
  if (tokens[0]?.text === '@' && tokens[0].kind === 'special') {
    const colon = tokens.findIndex((token) => token.kind === 'special' && token.text === ':');
    if (colon > 0) {
      route = joined(tokens.slice(0, colon));
      rest = tokens.slice(colon + 1);
    }
  }
  const at = rest.findIndex((token) => token.kind === 'special' && token.text === '@');
  const localPart = joined(at < 0 ? rest : rest.slice(0, at));
  const domain = at < 0 ? '' : joined(rest.slice(at + 1));
  return {
    ...(route === undefined ? {} : { route }),
    ...(localPart === '' ? {} : { localPart }),
    ...(domain === '' ? {} : { domain }),
  };
}

function joined(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join('');
}

function phraseOf(tokens: readonly Token[]): string {
  let phrase = '';
  for (const token of tokens) {
    if (token.kind === 'comment') continue;
    phrase += token.isApart && phrase !== '' ? ` ${token.text}` : token.text;
  }
  return phrase;
}

function* tokensOf(text: string): Generator<Token> {
  let isApart = false;
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/\s/.test(char)) {
      isApart = true;
      at++;
      continue;
    }
    const token = SPECIALS.has(char)
      ? { kind: 'special' as const, text: char, next: at + 1 }
      : char === '('
        ? takeComment(text, at)
        : char === '"'
          ? takeQuoted(text, at)
          : takeAtom(text, at);
    yield { kind: token.kind, text: token.text, isApart };
    isApart = token.kind === 'comment';
    at = token.next;
  }
}

function takeComment(text: string, start: number): { kind: 'comment'; text: string; next: number } {
  let depth = 0;
  let comment = '';
  let at = start;
  for (; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\') {
      comment += text[++at] ?? '';
      continue;
    }
    if (char === '(' && depth++ === 0) continue;
    if (char === ')' && --depth === 0) {
      at++;
      break;
    }
    comment += char;
  }
  return { kind: 'comment', text: comment.trim(), next: at };
}

function takeQuoted(text: string, start: number): { kind: 'word'; text: string; next: number } {
  let word = '';
  let at = start + 1;
  for (; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\') at++;
    word += text[at] ?? '';
  }
  return { kind: 'word', text: word, next: at + 1 };
}

function takeAtom(text: string, start: number): { kind: 'word'; text: string; next: number } {
  let at = start;
  // A domain literal keeps its colons (RFC 5322 §3.4.1).
  const isLiteral = text[start] === '[';
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/\s/.test(char) || (!isLiteral && (SPECIALS.has(char) || char === '(' || char === '"'))) break;
    at++;
    if (isLiteral && char === ']') break;
  }
  return { kind: 'word', text: text.slice(start, at), next: at };
}
