/**
 * What the bridge tells of the connections it carries: who dialled whom, which bytes really crossed, who hung up.
 * Implemented by the seat; the bridge never looks into the bytes.
 */
import type { Address, Refusal, TlsSession } from '../protocols/engine.ts';

export interface Opening {
  /** From 1 in each network, in the order of their SYN. */
  readonly connection: number;
  readonly client: Address;
  readonly server: Address;
  /** The protocol that the server's port is registered for; undefined on a data connection. */
  readonly protocol: string | undefined;
  /** The terminal whose program dialled. */
  readonly terminal: string | undefined;
}

/** Of a connection with TLS: the records that crossed, or what the two ends saw. */
export type Layer = 'encrypted' | 'clear';

export interface Wire {
  opened(opening: Opening): void;
  /** @param layer undefined while there is no TLS on the connection */
  crossed(connection: number, from: 'client' | 'server', bytes: Uint8Array, layer?: Layer): void;
  secured(connection: number, session: TlsSession): void;
  unsecured(connection: number): void;
  /** That side sends nothing more: its FIN. The other may go on. */
  ended(connection: number, by: 'client' | 'server'): void;
  closed(connection: number, by: 'client' | 'server'): void;
  /** @param refusal `host` is the one that dialled */
  refused(refusal: { host: string; server: Address; terminal: string | undefined; reason: Refusal }): void;
}
