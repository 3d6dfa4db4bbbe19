/** Whom the server takes mail for: Exim's rules for RCPT, and the answers of VRFY and EXPN. */
import type { HostDefinition, ServiceDefinition } from '../../../labs/world.ts';
import type { ServiceSetting } from '../registry.ts';
import { formatMailbox, isAngled, parsePath } from './address.ts';
import { Mistake, PolicyRefusal, Refusal } from './mistakes.ts';
import { readNotify } from './notification.ts';
import { type Client, expectPatience, expectWelcomeRecipient, mayRelay } from './policies.ts';
import { smtpSettings } from './settings.ts';
import type { QueuedRecipient, Route, SmtpStore } from './store.ts';
import { parseRcptArgument } from './syntax.ts';

type Setting = ServiceSetting<SmtpStore>;

/** Someone that mail is taken for, and where it goes. */
export interface Recipient extends QueuedRecipient {
  /** Users of this host; none where the mail must be handed on. */
  readonly users: readonly string[];
}

/** What must not stand in a local part of ours: source routes in disguise, paths, pipes. */
const RESTRICTED = /^\.|[@%!/|]/;

/**
 * Reads RCPT's path and decides on it (RFC 5321 §3.4, §3.6, §4.1.1.3).
 * @throws Mistake where it is none, Refusal or PolicyRefusal where it is not served
 */
export function acceptRecipient(
  setting: Setting,
  argument: string,
  client: Client & { readonly sizeBytes: number; readonly isExtended: boolean; readonly offersDsn: boolean },
): Recipient {
  const settings = smtpSettings(setting.service);
  const { path, parameters } = parseRcptArgument(argument, client);
  const notify = readNotify(parameters);
  if (settings.angleBrackets === 'strict' && !isAngled(path)) {
    throw new Mistake('501', `${path}: address must be in angle brackets`);
  }
  const mailbox = expectMailbox(setting, path, (error) => new Mistake('501', `${path}: ${error}`));
  const domain = mailbox.domain.toLowerCase();
  if (!isLocal(setting, domain)) {
    const address = formatMailbox({ ...mailbox, domain });
    expectWelcomeRecipient(setting, address);
    if (!mayRelay(setting, domain, client)) throw new PolicyRefusal('550', 'relay not permitted');
    return { address, users: [], ...notify };
  }
  // Envelope-to and Received name whom the client named, in his case.
  const address = formatMailbox(mailbox);
  const localPart = unquote(mailbox.localPart);
  if (RESTRICTED.test(localPart)) throw new PolicyRefusal('550', 'Restricted characters in address');
  expectWelcomeRecipient(setting, address);
  const route = setting.store.route(localPart);
  if (route.type !== 'users') throw new PolicyRefusal(route.type === 'refused' ? '550' : '451', route.text);
  expectRoom(setting, route.users, client.sizeBytes);
  expectPatience(setting, address, client);
  return { address, users: route.users, ...notify };
}

/** @throws Refusal where somebody's mailbox has reached its quota (RFC 5321 §4.2.3) */
export function expectRoom(setting: Setting, users: readonly string[], sizeBytes: number): void {
  const { store } = setting;
  if (!users.some((user) => store.hasQuota(user) && store.isFull(user, sizeBytes))) return;
  const isForGood = smtpSettings(setting.service).fullMailbox === 'refuse';
  throw new PolicyRefusal(isForGood ? '552' : '452', 'mailbox is full');
}

/** RFC 5321 §4.1.1.6; where the world does not allow it, §7.3. */
export function verify(setting: Setting, argument: string): string {
  const mailbox = expectMailbox(setting, argument, (error) => new Refusal('501', error));
  if (!smtpSettings(setting.service).vrfy) throw new Refusal('252', 'Administrative prohibition');
  const address = formatMailbox(mailbox);
  const route = routeOf(setting, mailbox);
  if (route.type === 'users') return `<${address}> is deliverable`;
  throw new Refusal(route.type === 'refused' ? '550' : '451', `<${address}> ${route.text}`);
}

/** RFC 5321 §4.1.1.7. */
export function expand(setting: Setting, argument: string): string[] {
  if (!smtpSettings(setting.service).expn) throw new Refusal('550', 'Administrative prohibition');
  // A name alone is one of this host's.
  const address = argument.includes('@') ? argument : `${argument}@${setting.host.name}`;
  const undeliverable = new Refusal('553', `${address} is undeliverable`);
  const mailbox = expectMailbox(setting, address, () => undeliverable);
  const route = routeOf(setting, mailbox);
  if (route.type === 'refused') throw undeliverable;
  if (route.type === 'deferred') throw new Refusal('553', `${address} cannot be resolved at this time`);
  if (route.users.length > 0) return route.users.map((user) => `<${user}@${setting.host.name}>`);
  return [`<${formatMailbox(mailbox)}>`];
}

function routeOf(setting: Setting, { localPart, domain }: { localPart: string; domain: string }): Route {
  if (!isLocal(setting, domain)) {
    const isKnown = setting.store.exchangersOf(domain.toLowerCase()) !== undefined;
    return isKnown ? { type: 'users', users: [] } : { type: 'refused', text: 'Unrouteable address' };
  }
  return setting.store.route(unquote(localPart));
}

/** A path with a domain; `postmaster` needs none (RFC 5321 §4.5.1). */
function expectMailbox(
  setting: Setting,
  argument: string,
  refusal: (error: string) => Error,
): { readonly localPart: string; readonly domain: string } {
  const result = parsePath(argument);
  if ('error' in result) throw refusal(result.error);
  const { localPart, domain } = result.path;
  if (localPart === '') throw refusal('missing or malformed local part');
  if (domain !== undefined) return { localPart, domain };
  if (localPart.toLowerCase() === 'postmaster') return { localPart, domain: setting.host.name };
  throw new Refusal('501', `${argument}: recipient address must contain a domain`);
}

/** Whether mail for the domain is this host's own. Names in any case (RFC 1035 §2.3.3). */
export function isLocal({ host, service }: Pick<Setting, 'host' | 'service'>, domain: string): boolean {
  const lower = domain.toLowerCase();
  let ofHost = ownDomains.get(host);
  if (ofHost === undefined) ownDomains.set(host, (ofHost = new WeakMap()));
  let own = ofHost.get(service);
  if (own === undefined) {
    const names = [`[${host.address}]`, host.name, ...host.aliases, ...smtpSettings(service).domains];
    own = new Set(names.map((name) => name.toLowerCase()));
    ofHost.set(service, own);
  }
  return own.has(lower.endsWith('.') ? lower.slice(0, -1) : lower);
}

/** In lower case, by host and service: worlds that differ in the one may share the other. */
const ownDomains = new WeakMap<HostDefinition, WeakMap<ServiceDefinition, ReadonlySet<string>>>();

/** A local part as the store takes it. */
export function unquote(localPart: string): string {
  return localPart.replace(/"((?:[^"\\]|\\.)*)"/gs, (_, inner: string) => inner.replace(/\\(.)/gs, '$1'));
}
