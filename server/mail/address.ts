/**
 * Address lists of header fields (RFC 5322 §3.4, obsolete forms too): groups, comments, quoted strings, routes. Linear;
 * never throws: what is no address is read as Dovecot reads it, and what follows it without a comma is left out.
 */
import { type Behind, HeaderLexer } from './header-lexer.ts';

export type AddressItem =
  | {
      readonly type: 'address';
      /** The display name, or the comment that stands in its place; quotes taken off, encoded words left. */
      readonly name?: string;
      /** `@a,@b` of an obsolete source route; `INVALID_ROUTE` where it is none. */
      readonly route?: string;
      readonly localPart?: string;
      /** `SYNTAX_ERROR` where the angle brackets hold no address. */
      readonly domain?: string;
    }
  | { readonly type: 'group-start'; readonly name: string }
  | { readonly type: 'group-end' };

/** What comes behind so many is passed over. */
export const ADDRESS_LIMIT = 5000;

/** @param text the field's value, each byte one character; it may be folded */
export function parseAddresses(text: string): readonly AddressItem[] {
  return new AddressParser(text).parse();
}

interface OpenAddress {
  type: 'address';
  name?: string;
  route?: string;
  localPart?: string;
  domain?: string;
}

class AddressParser {
  readonly #lexer: HeaderLexer;
  readonly #items: AddressItem[] = [];

  constructor(text: string) {
    this.#lexer = new HeaderLexer(text);
  }

  parse(): readonly AddressItem[] {
    const lexer = this.#lexer;
    if (lexer.skipCfws() !== 'more') return [];
    while (this.#items.length < ADDRESS_LIMIT) {
      const behind = this.#takeGroup() ?? this.#takeMailbox();
      if (behind === 'end' || !lexer.isAt(',')) break;
      lexer.skip();
      const next = lexer.skipCfws();
      if (next === 'broken') this.#items.push({ type: 'address' });
      if (next !== 'more') break;
    }
    return this.#items;
  }

  /** Undefined where none begins here. */
  #takeGroup(): Behind | undefined {
    const lexer = this.#lexer;
    const start = lexer.position;
    const { text: name, behind } = lexer.takePhrase();
    if (behind !== 'more' || !lexer.isAt(':')) {
      lexer.returnTo(start);
      return undefined;
    }
    lexer.skip();
    this.#items.push({ type: 'group-start', name });
    const isWhole = this.#takeMembers();
    const isClosed = isWhole && lexer.isAt(';');
    if (isClosed) lexer.skip();
    this.#items.push({ type: 'group-end' });
    return isClosed ? lexer.skipCfws() : 'more';
  }

  /** False where the list breaks off behind a comma. */
  #takeMembers(): boolean {
    const lexer = this.#lexer;
    const behind = lexer.skipCfws();
    if (behind !== 'more' || lexer.isAt(';')) return behind !== 'broken';
    for (;;) {
      this.#takeMailbox();
      if (!lexer.isAt(',') || this.#items.length >= ADDRESS_LIMIT) return true;
      lexer.skip();
      if (lexer.skipCfws() !== 'more') return false;
    }
  }

  #takeMailbox(): Behind {
    const address: OpenAddress = { type: 'address' };
    const behind = this.#takeNameAddress(address) ?? this.#takeAddressSpec(address);
    this.#items.push(address);
    return behind;
  }

  /** `name <a@b>`; undefined where none begins here. */
  #takeNameAddress(address: OpenAddress): Behind | undefined {
    const lexer = this.#lexer;
    const start = lexer.position;
    const { text: name, behind } = lexer.takePhrase();
    if (behind !== 'more' || !lexer.isAt('<')) {
      lexer.returnTo(start);
      return undefined;
    }
    if (name !== '') address.name = name;
    if (!this.#takeAngleAddress(address)) address.domain = 'SYNTAX_ERROR';
    return lexer.isAtEnd ? 'end' : 'more';
  }

  /** False where it is broken. */
  #takeAngleAddress(address: OpenAddress): boolean {
    const lexer = this.#lexer;
    lexer.skip();
    if (lexer.skipCfws() !== 'more') return false;
    if (lexer.isAt('@')) {
      const route = this.#takeRoute();
      if (route === undefined) address.route = 'INVALID_ROUTE';
      else address.route = route;
      if (lexer.skipCfws() !== 'more') return false;
    }
    if (!lexer.isAt('>')) {
      if (this.#takeLocalPart(address) !== 'more') return false;
      if (lexer.isAt('@') && this.#takeDomain(address) !== 'more') return false;
    }
    if (!lexer.isAt('>')) return false;
    lexer.skip();
    return lexer.skipCfws() !== 'broken';
  }

  /** `@a,@b:` of RFC 5322 §4.4, without the colon; undefined where it is broken. */
  #takeRoute(): string | undefined {
    const lexer = this.#lexer;
    let route = '';
    while (lexer.isAt('@')) {
      const domain = lexer.takeDomain();
      if (domain.behind !== 'more') return undefined;
      route += `${route === '' ? '' : ','}@${domain.text}`;
      while (lexer.skipCfws() === 'more' && lexer.isAt(',')) lexer.skip();
    }
    if (!lexer.isAt(':')) return undefined;
    lexer.skip();
    return route;
  }

  /** `a@b`; its name is the last comment, or all the words where there is no `@`. */
  #takeAddressSpec(address: OpenAddress): Behind {
    const lexer = this.#lexer;
    lexer.comment = '';
    const isQuoted = lexer.isAt('"');
    const local = lexer.takeLocalPart();
    if (local.behind !== 'broken') address.localPart = local.text;
    let behind = local.behind;
    const hasAt = behind !== 'end' && lexer.isAt('@');
    if (hasAt) {
      const domain = this.#takeDomain(address);
      if (domain !== 'more') behind = domain;
    }
    if (lexer.comment !== '') address.name = lexer.comment;
    else if (!hasAt) {
      this.#takeWords(address, local.text, isQuoted);
      behind = 'broken';
    }
    return behind;
  }

  /** One word alone is taken for a local part; several, or one in quotes, for a name. */
  #takeWords(address: OpenAddress, first: string, isQuoted: boolean): void {
    const { text: rest } = this.#lexer.takePhrase();
    const name = rest !== '' ? `${first} ${rest}` : isQuoted ? address.localPart : undefined;
    if (name === undefined) return;
    address.name = name;
    delete address.localPart;
  }

  #takeLocalPart(address: OpenAddress): Behind {
    const { text, behind } = this.#lexer.takeLocalPart();
    if (behind !== 'broken') address.localPart = text;
    return behind;
  }

  #takeDomain(address: OpenAddress): Behind {
    const { text, behind } = this.#lexer.takeDomain();
    if (behind !== 'broken') address.domain = text;
    return behind;
  }
}
