/**
 * What a world may want of an SMTP server beyond the protocol: whom it hands mail on for, whom it refuses, whom it makes
 * wait. Each answers by an error that carries the reply, or not at all.
 */
import type { ServiceSetting } from '../registry.ts';
import { PolicyRefusal, Refusal } from './mistakes.ts';
import { smtpSettings } from './settings.ts';
import type { SmtpStore } from './store.ts';

type Setting = ServiceSetting<SmtpStore>;

/** Who hands in mail: what policies go by. */
export interface Client {
  readonly remoteHost: string;
  readonly isAuthenticated: boolean;
  /** Empty for the null path. */
  readonly reversePath: string;
}

/** The reply that a world has for this address, from the narrowest entry to the widest. @param address empty for `<>` */
export function refusalOf(
  refused: Readonly<Record<string, string>>,
  address: string,
): { readonly code: string; readonly text: string } | undefined {
  // Most worlds refuse nobody.
  if (Object.keys(refused).length === 0) return undefined;
  const wanted = address.toLowerCase();
  const domain = wanted.slice(wanted.lastIndexOf('@') + 1);
  const keys = address === '' ? ['<>', '*'] : [wanted, `*@${domain}`, domain, '*'];
  const entries = new Map(Object.entries(refused).map(([key, reply]) => [key.toLowerCase(), reply]));
  const reply = keys.map((key) => entries.get(key)).find((found) => found !== undefined);
  if (reply === undefined) return undefined;
  const [, code = '550', text = reply] = /^([45]\d\d) (.*)$/s.exec(reply) ?? [];
  return { code, text };
}

/** @throws Refusal where nothing is taken from this sender */
export function expectWelcomeSender({ service }: Setting, reversePath: string): void {
  const refusal = refusalOf(smtpSettings(service).refusedSenders, reversePath);
  if (refusal !== undefined) throw new Refusal(refusal.code, refusal.text);
}

/** @throws PolicyRefusal where nothing is taken for this recipient */
export function expectWelcomeRecipient({ service }: Setting, address: string): void {
  const refusal = refusalOf(smtpSettings(service).refusedRecipients, address);
  if (refusal !== undefined) throw new PolicyRefusal(refusal.code, refusal.text);
}

/** Whether mail for another domain is handed on for this client (RFC 5321 §7.9 warns of the open relay). */
export function mayRelay({ service }: Setting, domain: string, client: Client): boolean {
  const { openRelay, relayFrom, relayDomains } = smtpSettings(service);
  if (openRelay || client.isAuthenticated) return true;
  if (relayDomains.some((own) => own.toLowerCase() === domain.toLowerCase())) return true;
  return relayFrom.some((network) => isWithin(client.remoteHost, network));
}

/**
 * Greylisting (RFC 6647 §4): who was never seen is told to come again, and believed when it does.
 * @throws PolicyRefusal 451 until the time is over
 */
export function expectPatience(setting: Setting, recipient: string, client: Client): void {
  const { greylistSeconds, greylistText } = smtpSettings(setting.service);
  if (greylistSeconds === 0 || client.isAuthenticated) return;
  const { remoteHost, reversePath } = client;
  const key = `greylist ${remoteHost} ${reversePath.toLowerCase()} ${recipient.toLowerCase()}`;
  const now = setting.surroundings.now();
  const first = setting.store.note(key);
  if (first !== undefined && now - first >= greylistSeconds * 1000) return;
  // Where the world has no room to remember, the client simply goes on waiting.
  if (first === undefined) setting.store.setNote(key, now);
  // The words of greylistd, as Debian's Exim says them.
  const usual = `${remoteHost} is not yet authorized to deliver mail from <${reversePath}> to <${recipient}>. Please try later.`;
  throw new PolicyRefusal('451', greylistText ?? usual);
}

/** Whether an IPv4 address is this one, or in this network (`10.10.0.0/16`). */
function isWithin(address: string, network: string): boolean {
  const [base = '', bits = '32'] = network.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
