/** Unique-ids (RFC 1939 §7, UIDL) in the format that a world gives: Dovecot's pop3_uidl_format. Never throws. */

export interface UniqueIdParts {
  readonly uid: number;
  readonly uidValidity: number;
}

type Piece = (parts: UniqueIdParts) => string;

/** Makes the writer of a format: `%u` and `%v`, with `X` in hexadecimal, with `08` filled up to eight digits. */
export function uniqueIdWriter(format: string): (parts: UniqueIdParts) => string {
  const pieces = [...format.matchAll(/%(?:0(\d{0,2}))?(X?)([uv])|[^%]+/g)].map(pieceOf);
  return (parts) => pieces.map((piece) => piece(parts)).join('');
}

function pieceOf([text, width = '', hexadecimal, which]: RegExpMatchArray): Piece {
  if (which === undefined) return () => text;
  const radix = hexadecimal === 'X' ? 16 : 10;
  return ({ uid, uidValidity }) => (which === 'u' ? uid : uidValidity).toString(radix).padStart(Number(width), '0');
}
