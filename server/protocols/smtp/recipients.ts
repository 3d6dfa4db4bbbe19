/** Whom the server takes mail for: Exim's rules for RCPT, and the answers of VRFY and EXPN. */
import type { ServiceSetting } from '../registry.ts';
import { formatMailbox, type Mailbox, parsePath } from './address.ts';
import { Mistake, PolicyRefusal, Refusal } from './mistakes.ts';
import { smtpSettings } from './settings.ts';
import type { Route, SmtpStore } from './store.ts';

type Setting = ServiceSetting<SmtpStore>;

/** Someone that mail is taken for, and where it goes. */
export interface Recipient {
  /** As the client wrote it, the domain in lower case. */
  readonly address: string;
  readonly users: readonly string[];
}

/** What must not stand in a local part of ours: source routes in disguise, paths, pipes. */
const RESTRICTED = /^\.|[@%!/|]/;

/**
 * Reads RCPT's path and decides on it (RFC 5321 §3.4, §4.1.1.3).
 * @throws Mistake where it is none, Refusal or PolicyRefusal where it is not served
 */
export function acceptRecipient(setting: Setting, argument: string, isAuthenticated: boolean): Recipient {
  const mailbox = expectMailbox(setting, argument, (error) => new Mistake('501', `${argument}: ${error}`));
  const { domain } = mailbox;
  if (!isLocal(setting, domain)) {
    // Nothing is handed on to other servers: who is known is told so, who isn't is told why.
    throw new PolicyRefusal('550', isAuthenticated ? 'Unrouteable address' : 'relay not permitted');
  }
  const localPart = unquote(mailbox.localPart);
  if (RESTRICTED.test(localPart)) throw new PolicyRefusal('550', 'Restricted characters in address');
  const route = setting.store.route(localPart);
  if (route.type !== 'users') throw new PolicyRefusal(route.type === 'refused' ? '550' : '451', route.text);
  return { address: formatMailbox({ ...mailbox, domain: domain.toLowerCase() }), users: route.users };
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
  const mailbox = expectMailbox(setting, argument, (error) => new Refusal('501', error));
  const route = routeOf(setting, mailbox);
  if (route.type === 'users') return route.users.map((user) => `<${user}@${setting.host.name}>`);
  throw new Refusal(route.type === 'refused' ? '550' : '451', `<${formatMailbox(mailbox)}> ${route.text}`);
}

function routeOf(setting: Setting, { localPart, domain }: Required<Mailbox>): Route {
  if (!isLocal(setting, domain ?? '')) return { type: 'refused', text: 'Unrouteable address' };
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
export function isLocal({ host }: Pick<Setting, 'host'>, domain: string): boolean {
  const wanted = domain.toLowerCase().replace(/\.$/, '');
  return wanted === `[${host.address}]` || [host.name, ...host.aliases].some((name) => name.toLowerCase() === wanted);
}

/** A local part as the store takes it. */
export function unquote(localPart: string): string {
  return localPart.replace(/"((?:[^"\\]|\\.)*)"/gs, (_, inner: string) => inner.replace(/\\(.)/gs, '$1'));
}
