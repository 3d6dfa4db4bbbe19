/**
 * The content fields of a part (RFC 2045 §5 and §6, RFC 2183, RFC 3282), and their parameters (RFC 2231), read as Dovecot
 * reads them: up to where they are broken. Linear; never throws.
 */
import { HeaderLexer } from './header-lexer.ts';

/** Name and value as written, quotes, escapes and comments taken off. At most 500. */
export type Parameters = readonly (readonly [name: string, value: string])[];

export interface ContentType {
  /** As written: `Text`; may be empty. */
  readonly type: string;
  /** As written; may be empty. */
  readonly subtype: string;
  readonly parameters: Parameters;
}

export interface ContentDisposition {
  readonly value: string;
  readonly parameters: Parameters;
}

const PARAMETER_LIMIT = 500;
const LANGUAGE_LIMIT = 500;

const OCTET_STREAM: ContentType = { type: 'application', subtype: 'octet-stream', parameters: [] };
const BROKEN_TYPE: ContentType = { type: '', subtype: '', parameters: [] };

/** Both words empty where it is broken; a type alone stands without a subtype, but for `multipart`, which is none then. */
export function parseContentType(text: string): ContentType {
  const lexer = new HeaderLexer(text);
  lexer.skipCfws();
  const { text: type, behind } = lexer.takeToken();
  if (type === '' || behind === 'broken') return BROKEN_TYPE;
  if (behind === 'end') {
    const isMultipart = type.toLowerCase() === 'multipart';
    return isMultipart ? OCTET_STREAM : { type, subtype: '', parameters: [] };
  }
  if (!lexer.isAt('/')) return BROKEN_TYPE;
  lexer.skip();
  lexer.skipCfws();
  const subtype = lexer.takeToken();
  if (subtype.text === '' || subtype.behind === 'broken') return BROKEN_TYPE;
  if (subtype.behind === 'more' && !lexer.isAt(';')) return BROKEN_TYPE;
  return { type, subtype: subtype.text, parameters: parametersOf(lexer) };
}

/** Undefined where it is broken. */
export function parseDisposition(text: string): ContentDisposition | undefined {
  const lexer = new HeaderLexer(text);
  lexer.skipCfws();
  const { text: value, behind } = lexer.takeToken();
  return behind === 'broken' ? undefined : { value, parameters: parametersOf(lexer) };
}

/** Undefined where it is broken, or more than one word. */
export function parseTransferEncoding(text: string): string | undefined {
  const lexer = new HeaderLexer(text);
  lexer.skipCfws();
  const { text: encoding, behind } = lexer.takeToken();
  return behind === 'end' && encoding !== '' ? encoding : undefined;
}

/** The first word, lower case, whatever follows it: how a body is decoded. Empty where it is broken. */
export function encodingWordOf(text: string): string {
  const lexer = new HeaderLexer(text);
  lexer.skipCfws();
  return lexer.takeToken().text.toLowerCase();
}

/** Up to what is none. */
export function parseLanguages(text: string): readonly string[] {
  const lexer = new HeaderLexer(text);
  const languages: string[] = [];
  lexer.skipCfws();
  while (languages.length < LANGUAGE_LIMIT) {
    const { text: language, behind } = lexer.takeAtom();
    if (language === '' || behind === 'broken') break;
    languages.push(language);
    if (!lexer.isAt(',')) break;
    lexer.skip();
    lexer.skipCfws();
  }
  return languages;
}

/** The value of a parameter, its name in any case. */
export function parameterOf({ parameters }: { readonly parameters: Parameters }, name: string): string | undefined {
  return parameters.find(([candidate]) => candidate.toLowerCase() === name)?.[1];
}

interface Piece {
  readonly name: string;
  readonly number: number;
  /** It begins with a charset, or holds `%41` (RFC 2231 §4). */
  readonly isExtended: boolean;
  readonly value: string;
}

const PIECE = /^([^*]*)\*(\d*)(\*?)$/;

function parametersOf(lexer: HeaderLexer): Parameters {
  const parameters: (readonly [string, string])[] = [];
  const pieces: Piece[] = [];
  while (!lexer.isAtEnd && parameters.length + pieces.length < PARAMETER_LIMIT) {
    const taken = takeParameter(lexer);
    if (taken === undefined) {
      lexer.skip();
      continue;
    }
    const [, name = '', number = '', star] = PIECE.exec(taken[0]) ?? [];
    if (star === undefined) parameters.push(taken);
    // A lone star says that the value is encoded; it is no piece's number.
    else pieces.push({ name, number: Number(number) >>> 0, isExtended: number === '' || star !== '', value: taken[1] });
  }
  return pieces.length === 0 ? parameters : [...parameters, ...joinPieces(pieces)];
}

/** Undefined where it is broken. */
function takeParameter(lexer: HeaderLexer): readonly [string, string] | undefined {
  if (!lexer.isAt(';')) return undefined;
  lexer.skip();
  if (lexer.skipCfws() !== 'more') return undefined;
  const name = lexer.takeToken();
  if (name.behind !== 'more' || !lexer.isAt('=')) return undefined;
  lexer.skip();
  const behind = lexer.skipCfws();
  if (behind !== 'more') return behind === 'broken' ? undefined : [name.text, ''];
  const value = lexer.isAt('"') ? lexer.takeQuotedString() : lexer.isAt('=') ? lexer.takeRun() : lexer.takeToken();
  return value.behind === 'broken' ? undefined : [name.text, value.text];
}

/** `name*0=a; name*1=b` is `name=ab` (RFC 2231 §3), unless a piece is missing. */
function joinPieces(pieces: readonly Piece[]): Parameters {
  const sorted = pieces.toSorted((one, other) =>
    one.name === other.name ? one.number - other.number : one.name < other.name ? -1 : 1,
  );
  const joined: (readonly [string, string])[] = [];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    const name = sorted[start]?.name ?? '';
    while (end < sorted.length && sorted[end]?.name.toLowerCase() === name.toLowerCase()) end++;
    const group = sorted.slice(start, end);
    if (group.some((piece, i) => piece.number !== i)) {
      for (const piece of group)
        joined.push([`${piece.name}*${piece.number}${piece.isExtended ? '*' : ''}`, piece.value]);
    } else joined.push(joinedPiece(name, group));
  }
  return joined;
}

function joinedPiece(name: string, group: readonly Piece[]): readonly [string, string] {
  if (!group.some((piece) => piece.isExtended)) return [name, group.map(({ value }) => value).join('')];
  const values = group.map(({ value, isExtended }) => (isExtended ? value : value.replaceAll('%', '%25')));
  return [`${name}*`, `${group[0]?.isExtended === true ? '' : "''"}${values.join('')}`];
}
