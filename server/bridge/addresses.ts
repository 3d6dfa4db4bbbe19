/**
 * Virtual addresses → real ones: the only place that knows both. Real addresses are of 127.0.0.0/8, one a learner;
 * where the system does not let us bind them (only Linux has the whole block), 127.0.0.1 with free ports.
 */
import { createServer } from 'node:net';

const FIRST = (127 << 24) | (64 << 16) | 1;
/** 127.64.0.1 to 127.127.255.254. */
const COUNT = (64 << 16) - 2;

export class RealAddresses {
  readonly #isOnePerLearner: boolean;
  readonly #free: number[] = [];
  #next = 0;

  private constructor(isOnePerLearner: boolean) {
    this.#isOnePerLearner = isOnePerLearner;
  }

  /** Finds out, by binding one, whether the system gives each learner an address. */
  static async find(): Promise<RealAddresses> {
    return new RealAddresses(await canBind(dotted(FIRST)));
  }

  /** An address that nobody else has until it is given back. */
  take(): string {
    if (!this.#isOnePerLearner) return '127.0.0.1';
    return dotted(FIRST + (this.#free.pop() ?? this.#next++ % COUNT));
  }

  giveBack(address: string): void {
    if (!this.#isOnePerLearner) return;
    const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    this.#free.push(number - FIRST);
  }
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

function canBind(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host, port: 0 }, () => probe.close(() => resolve(true)));
  });
}
