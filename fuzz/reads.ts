/** What a reader is given beside what really crossed: the same bytes spoiled, lost, doubled, or from the wrong side. */
import { latin1, latin1Bytes } from '../server/protocols/lines.ts';
import type { Read } from './conversation.ts';
import { mutated } from './grammar.ts';
import type { Random } from './random.ts';

export function respoiled(reads: readonly Read[], random: Random): readonly Read[] {
  const spoiled: Read[] = [];
  const isGentle = random.percent(50);
  for (const read of reads) {
    const dice = random.below(isGentle ? 400 : 40);
    if (dice === 0) continue;
    if (dice === 1) spoiled.push(read, read);
    else if (dice === 2) spoiled.push({ from: read.from === 'client' ? 'server' : 'client', bytes: read.bytes });
    else if (dice === 3) spoiled.push({ ...read, bytes: latin1Bytes(mutated(latin1(read.bytes), random)) });
    else if (dice === 4) spoiled.push(noise(random), read);
    else if (dice < 8) {
      const at = random.below(read.bytes.length + 1);
      spoiled.push({ ...read, bytes: read.bytes.subarray(0, at) }, { ...read, bytes: read.bytes.subarray(at) });
    } else spoiled.push(read);
  }
  for (let left = random.below(6); left > 0; left--) spoiled.push(noise(random));
  return spoiled;
}

function noise(random: Random): Read {
  const from = random.percent(50) ? 'client' : 'server';
  // Now and then more than any reader waits for.
  if (random.below(4000) === 0) return { from, bytes: latin1Bytes('x'.repeat(1 << 20) + '\r\n') };
  const text = random.percent(20)
    ? 'x\r\n'.repeat(random.small(random.percent(5) ? 2000 : 40))
    : random.bytes(random.small(80));
  return { from, bytes: latin1Bytes(random.percent(50) ? `${text}\r\n` : text) };
}
