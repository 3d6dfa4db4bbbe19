/**
 * Where mail for an address goes (RFC 5321 §5.1): to users of this host, or to hosts in the order in which they are to
 * be tried. Asks the world's DNS alone; what it doesn't know can't be reached.
 */
import type { ServiceSetting } from '../registry.ts';
import { type Failure, type RemoteHost, unrouteable } from './failure.ts';
import { isLocal, unquote } from './recipients.ts';
import type { SmtpStore } from './store.ts';

type Setting = ServiceSetting<SmtpStore>;

/** Exim's hosts_max_try. */
const HOSTS_LIMIT = 5;

export type Destination =
  | { readonly type: 'local'; readonly localPart: string }
  | { readonly type: 'remote'; readonly hosts: readonly [RemoteHost, ...RemoteHost[]] }
  /** For good. */
  | { readonly type: 'failed'; readonly failure: Failure };

export function destinationOf(setting: Setting, address: string): Destination {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  if (at < 0 || isLocal(setting, domain)) {
    return { type: 'local', localPart: unquote(at < 0 ? address : address.slice(0, at)) };
  }
  const literal = /^\[(\d{1,3}(?:\.\d{1,3}){3})\]$/.exec(domain)?.[1];
  if (literal !== undefined) return { type: 'remote', hosts: [{ name: literal, address: literal }] };
  const exchangers = setting.store.exchangersOf(domain);
  if (exchangers === undefined) return fail('Unrouteable address');
  // RFC 7505 §3.
  if (exchangers.every((name) => name === '' || name === '.'))
    return fail('an MX or SRV record indicated no SMTP service');
  return hostsOf(setting, domain, exchangers);
}

function hostsOf({ host, store }: Setting, domain: string, exchangers: readonly string[]): Destination {
  const hosts: RemoteHost[] = [];
  for (const name of exchangers) {
    const address = store.addressOf(name);
    if (address === host.address) {
      // RFC 5321 §5.1: this host, and who is less preferred, would only send it round in circles.
      if (hosts.length > 0) break;
      const isExchanger = name.toLowerCase() !== domain;
      return fail(
        isExchanger ? 'lowest numbered MX record points to local host' : 'remote host address is the local host',
      );
    }
    if (address !== undefined && hosts.every((known) => known.address !== address)) hosts.push({ name, address });
  }
  const [first, ...others] = hosts.slice(0, HOSTS_LIMIT);
  if (first === undefined) return fail('all relevant MX records point to non-existent hosts');
  return { type: 'remote', hosts: [first, ...others] };
}

const fail = (reason: string): Destination => ({ type: 'failed', failure: unrouteable(reason) });
