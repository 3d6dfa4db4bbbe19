/** For tests: makes zips, also such as no honest program makes. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface MadeEntry {
  readonly name: string | Uint8Array;
  readonly text?: string;
  /** As they stand in the headers, where they lie. */
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly unpacked?: number;
  readonly packed?: Uint8Array;
  readonly mode?: number;
  readonly localName?: string;
  /** Has no bytes of its own; those that it names begin here. */
  readonly at?: number;
}

export function makeZip(entries: readonly MadeEntry[], change: { count?: number; listSize?: number } = {}): Uint8Array {
  const locals: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const bytes = Buffer.from(entry.text ?? '');
    const packed = entry.packed ?? deflateRawSync(bytes);
    const name = Buffer.from(entry.name as Uint8Array);
    const crc = entry.crc ?? crc32(bytes);
    const unpacked = entry.unpacked ?? bytes.length;
    const at = entry.at ?? offset;
    const common = (header: Buffer, from: number): void => {
      header.writeUInt16LE(20, from);
      header.writeUInt16LE(entry.flags ?? 0, from + 2);
      header.writeUInt16LE(entry.method ?? 8, from + 4);
      header.writeUInt32LE(crc, from + 10);
      header.writeUInt32LE(packed.length, from + 14);
      header.writeUInt32LE(unpacked, from + 18);
    };
    if (entry.at === undefined) {
      const localName = Buffer.from(entry.localName ?? name);
      const local = Buffer.alloc(30);
      local.writeUInt32LE(0x04034b50, 0);
      common(local, 4);
      local.writeUInt16LE(localName.length, 26);
      locals.push(local, localName, Buffer.from(packed));
      offset += 30 + localName.length + packed.length;
    }
    const listed = Buffer.alloc(46);
    listed.writeUInt32LE(0x02014b50, 0);
    listed.writeUInt16LE((3 << 8) | 20, 4);
    common(listed, 6);
    listed.writeUInt16LE(name.length, 28);
    listed.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    listed.writeUInt32LE(at, 42);
    list.push(listed, name);
  }
  const size = list.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(change.count ?? entries.length, 8);
  end.writeUInt16LE(change.count ?? entries.length, 10);
  end.writeUInt32LE(change.listSize ?? size, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...locals, ...list, end]));
}
