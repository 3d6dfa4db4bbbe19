/** When a message that waits is tried again (RFC 5321 §4.5.4.1), in a lesson's measure. Pure. */
import type { SmtpSettings } from './settings.ts';

/** After an attempt at `now`; undefined: it was the last. The very last is made when the time is over, not long before. */
export function nextAttemptOf(
  { retrySeconds, giveUpSeconds }: Pick<SmtpSettings, 'retrySeconds' | 'giveUpSeconds'>,
  { now, arrived, attempts }: { readonly now: number; readonly arrived: number; readonly attempts: number },
): number | undefined {
  const giveUp = arrived + giveUpSeconds * 1000;
  if (now >= giveUp) return undefined;
  const wait = retrySeconds[Math.min(attempts, retrySeconds.length - 1)] ?? giveUpSeconds;
  return Math.min(now + wait * 1000, giveUp);
}
