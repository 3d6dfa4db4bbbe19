/** Addresses as FTP writes them: in PORT and 227 (RFC 959 §4.1.2), in EPRT and 229 (RFC 2428). Never throws. */
import type { Address } from '../engine.ts';

const HIGHEST_PORT = 65_535;

/** IPv6, by what only its addresses have. */
export const isVersion6 = (host: string): boolean => host.includes(':');

/** `h1,h2,h3,h4,p1,p2`. */
export function parseHostPort(text: string): Address | undefined {
  const match = /^(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const numbers = match.slice(1).map(Number);
  if (numbers.some((number) => number > 255)) return undefined;
  const [high = 0, low = 0] = numbers.slice(4);
  return { host: numbers.slice(0, 4).join('.'), port: high * 256 + low };
}

/** An IPv6 address has no place there: vsftpd writes zeros. */
export function formatHostPort({ host, port }: Address): string {
  return [...(isVersion6(host) ? '0.0.0.0' : host).split('.'), port >> 8, port & 255].join(',');
}

/** The versions of IP that a conversation may use (RFC 2428 §2): 1 is IPv4, 2 is IPv6. */
export type NetworkProtocols = readonly ('1' | '2')[];

/** `|1|address|port|`; the delimiter is whatever comes first. */
export function parseExtendedPort(
  argument: string,
  protocols: NetworkProtocols = ['1', '2'],
): Address | 'bad-protocol' | 'bad-command' {
  const delimiter = argument.charAt(0);
  const [, number = '', text = '', port = ''] = delimiter === '' ? [] : argument.split(delimiter);
  const protocol = protocols.find((known) => known === number);
  if (protocol === undefined) return 'bad-protocol';
  const host = protocol === '1' ? parseVersion4(text) : parseVersion6(text);
  if (host === undefined || !/^\d{1,5}$/.test(port) || Number(port) > HIGHEST_PORT) return 'bad-command';
  return { host, port: Number(port) };
}

function parseVersion4(text: string): string | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  return octets.some((octet) => octet > 255) ? undefined : octets.join('.');
}

/** In the one way of writing it that RFC 5952 §4 has; undefined where it is none, or has an IPv4 address within. */
function parseVersion6(text: string): string | undefined {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const given = halves.flat();
  if (halves.length > 2 || given.some((group) => !/^[\da-f]{1,4}$/i.test(group))) return undefined;
  const missing = 8 - given.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const [before = [], after = []] = halves;
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  const written = groups.map((group) => parseInt(group, 16).toString(16)).join(':');
  // The longest run of zeros, the first of those as long.
  const [longest = ''] = [...written.matchAll(/\b0(?::0)+\b/g)]
    .map(([zeros]) => zeros)
    .sort((one, other) => other.length - one.length);
  return longest === '' ? written : written.replace(new RegExp(`:?\\b${longest}\\b:?`), '::');
}

/** The address in the text of a 227. */
export function parsePassiveReply(text: string): Address | undefined {
  const [, numbers = ''] = /(\d{1,3}(?:,\d{1,3}){5})/.exec(text) ?? [];
  return parseHostPort(numbers);
}

/** The port in the text of a 229 (RFC 2428 §3). */
export function parseExtendedPassiveReply(text: string): number | undefined {
  const [, , port] = /\(([\x21-\x7e])\1\1(\d{1,5})\1\)/.exec(text) ?? [];
  return port === undefined || Number(port) > HIGHEST_PORT ? undefined : Number(port);
}
