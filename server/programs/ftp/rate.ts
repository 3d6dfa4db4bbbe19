/** How much crossed in what time, as tnftp says it: `1480 bytes received in 00:00 (3.06 MiB/s)`. */
import { twoDigits } from '../../../labs/calendar.ts';

const UNITS = ['KiB', 'MiB', 'GiB'] as const;

export function transferred(bytes: number, verb: 'received' | 'sent', elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const time = `${twoDigits(Math.floor(seconds / 60))}:${twoDigits(seconds % 60)}`;
  return `${bytes} byte${bytes === 1 ? '' : 's'} ${verb} in ${time} (${rate(bytes, elapsedMs)})`;
}

function rate(bytes: number, elapsedMs: number): string {
  // The world's clock counts milliseconds: what took less than one counts as one.
  let perSecond = (bytes * 1000) / Math.max(1, elapsedMs) / 1024;
  let unit = 0;
  while (perSecond >= 1024 && unit < UNITS.length - 1) {
    perSecond /= 1024;
    unit++;
  }
  return `${perSecond.toFixed(2)} ${UNITS[unit] ?? ''}/s`;
}
