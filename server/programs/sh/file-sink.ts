/** Where `>` and `>>` lead: gathered, and written once when the program ends. Holds no more than the learner may add. */
import { joinBytes } from '../../protocols/lines.ts';
import { isFailure } from '../child.ts';
import type { Machine } from '../machine.ts';

export interface FileSink {
  write(bytes: Uint8Array): void;
  /** Writes the file; gives bash's complaint where that can't be. */
  close(): string | undefined;
}

const NOWHERE: FileSink = { write: () => undefined, close: () => undefined };

/** Opens the file as bash does, before the program begins: `>` empties it. A string is bash's complaint. */
export function openFile(machine: Machine, operator: '>' | '>>', path: string): FileSink | string {
  if (path === '/dev/null') return NOWHERE;
  const before = machine.read(path);
  const kept = operator === '>>' && !isFailure(before) ? before : new Uint8Array(0);
  if (operator === '>' || isFailure(before)) {
    const failed = machine.write(path, kept);
    if (failed !== undefined) return `bash: ${path}: ${failed.failure}\n`;
  }
  const limitBytes = kept.length + machine.freeBytes();
  const chunks: Uint8Array[] = [kept];
  let size = kept.length;
  return {
    write(bytes) {
      size += bytes.length;
      if (size <= limitBytes) chunks.push(bytes);
    },
    close() {
      if (size === kept.length) return undefined;
      if (size > limitBytes) return `bash: ${path}: Disk quota exceeded\n`;
      const failed = machine.write(path, joinBytes(chunks));
      return failed === undefined ? undefined : `bash: ${path}: ${failed.failure}\n`;
    },
  };
}
