/** How often somebody may do something: a bucket of tokens an address, refilled as time goes. Bounded in memory. */

export interface RateSetting {
  /** How many at once. */
  readonly burst: number;
  readonly perMinute: number;
  /** Real time, milliseconds. */
  readonly now: () => number;
}

/** Beyond this many addresses the ones that came first are forgotten. */
const ADDRESSES = 10_000;
const MINUTE_MS = 60_000;

export class Rate {
  readonly #setting: RateSetting;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(setting: RateSetting) {
    this.#setting = setting;
  }

  /** Takes one for this address: 0, or in how many milliseconds there is one. */
  take(address: string): number {
    const { burst, perMinute, now } = this.#setting;
    const key = networkOf(address);
    const at = now();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) * perMinute) / MINUTE_MS);
    const isThere = tokens >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: isThere ? tokens - 1 : tokens, at });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > ADDRESSES && oldest !== undefined) this.#buckets.delete(oldest);
    return isThere ? 0 : Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute);
  }
}

/** What one household or school counts as: an IPv4 address, or the first half of an IPv6 one (RFC 6177). */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const front = head === '' ? [] : head.split(':');
  if (tail === undefined) return front.slice(0, 4).join(':');
  const back = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...zeros, ...back].slice(0, 4).join(':');
}
