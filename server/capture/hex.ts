/** A row of a hex dump, as Wireshark and `hexdump -C` write it. */

export interface HexRow {
  /** In hexadecimal, eight digits beside sixteen bytes, four beside eight. */
  readonly offset: string;
  /** `48 45 4c 4f`, a second space after the eighth byte, filled to the width of a whole row. */
  readonly bytes: string;
  /** A dot for what is no printable ASCII. */
  readonly text: string;
}

/** @param data each byte a character, at most `width` of them */
export function hexRow(offset: number, data: string, width: 8 | 16): HexRow {
  const bytes = Array.from({ length: width }, (_, at) => {
    const byte = at < data.length ? data.charCodeAt(at).toString(16).padStart(2, '0') : '  ';
    return at === 8 ? ` ${byte}` : byte;
  });
  return {
    offset: offset.toString(16).padStart(width === 16 ? 8 : 4, '0'),
    bytes: bytes.join(' '),
    text: data.replace(/[^\x20-\x7e]/g, '.'),
  };
}
