/** For tests: a client of a real engine over a real world, whose clock stands still until it is turned. */
import type { TlsOffer } from '../../../labs/world.ts';
import { limits, mailWorld, type MailWorldOptions, services, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { stores } from '../../sandbox/stores.ts';
import { type EngineLimits, MAIN, type Output } from '../engine.ts';
import { smtp, submission } from './index.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';

export interface ClientOptions extends MailWorldOptions {
  readonly limits?: Partial<EngineLimits>;
  /** Settings of the service on port 25, beside the aliases of every test's world. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** How the service on port 25 offers TLS; without it, not at all. */
  readonly tls?: TlsOffer;
  /** Settings of a submission service; without it, port 25 is spoken to. */
  readonly submission?: Readonly<Record<string, unknown>>;
  /** A world that other clients speak to as well. */
  readonly place?: ReturnType<typeof mailWorld>;
  readonly from?: string;
}

const BEGIN = Date.parse('2024-06-27T16:18:09Z');

export class Client {
  readonly place: ReturnType<typeof mailWorld>;
  readonly engine: ReturnType<typeof smtp.create>;
  readonly timers = new Map<string, number>();
  isClosed = false;
  readonly #from: string;

  constructor(options: ClientOptions = {}) {
    this.#from = options.from ?? '10.11.81.126';
    this.place = options.place ?? placeOf(options);
    const setting =
      options.submission === undefined
        ? settingOf(this.place, 'smtp', stores.smtp)
        : settingOf(this.place, 'submission', stores.submission);
    const surroundings = { ...setting.surroundings, limits: { ...limits, ...options.limits } };
    const row = options.submission === undefined ? smtp : submission;
    this.engine = row.create({ ...setting, surroundings });
  }

  connect(): string {
    const remote = { host: this.#from, port: 40_000 };
    return this.#said(this.engine.handle({ type: 'connected', channel: MAIN, local: remote, remote }));
  }

  /** Everything in one write. */
  send(...lines: readonly string[]): string {
    return this.sendBytes(latin1Bytes(lines.map((line) => `${line}\r\n`).join('')));
  }

  sendBytes(bytes: Uint8Array): string {
    return this.#said(this.engine.handle({ type: 'data', channel: MAIN, bytes }));
  }

  /** One after the other; the last reply. */
  talk(...lines: readonly string[]): string {
    let said = '';
    for (const line of lines) said = this.send(line);
    return said;
  }

  elapse(timer = 'idle'): string {
    return this.#said(this.engine.handle({ type: 'elapsed', timer }));
  }

  hangUp(): void {
    this.engine.handle({ type: 'closed', channel: MAIN });
  }

  inbox(user = 'strategos'): readonly string[] {
    return (this.place.world.account(user)?.mailboxes.get('INBOX')?.mails ?? []).map(({ body }) => latin1(body));
  }

  #said(outputs: readonly Output[]): string {
    for (const output of outputs) {
      if (output.type === 'close') this.isClosed = true;
      if (output.type === 'timer' && output.ms !== null) this.timers.set(output.timer, output.ms);
      if (output.type === 'timer' && output.ms === null) this.timers.delete(output.timer);
    }
    const bodies = outputs.flatMap((output) => (output.type === 'send' ? [output.body] : []));
    return latin1(joinBytes(bodies.map((body) => (body instanceof Uint8Array ? body : joinBytes([...body])))));
  }
}

function placeOf(options: ClientOptions): ReturnType<typeof mailWorld> {
  const { smtp: usual } = services;
  if (usual === undefined) throw new Error('the world of tests has no SMTP');
  const tls = options.tls === undefined ? {} : { tls: options.tls };
  const ours = { ...usual, ...tls, settings: { ...usual.settings, ...options.settings } };
  const other = { software: usual.software, settings: options.submission ?? {} };
  return mailWorld({ now: () => BEGIN, ...options, services: { smtp: ours, submission: other, ...options.services } });
}

export function ready(options?: ClientOptions, hello = 'EHLO client.thm'): Client {
  const client = new Client(options);
  client.connect();
  client.send(hello);
  return client;
}
