/** The scripts of a reference folder: where they lie, what they speak, and which of them need TLS. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const PROTOCOLS = ['smtp', 'pop3', 'imap', 'ftp'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

export interface Script {
  /** `smtp/25-pipelining`. */
  readonly name: string;
  readonly file: string;
  readonly protocol: ProtocolName;
  /** What the real server said: a transcript. */
  readonly expected: string;
  /** Whether the real conversation went on under TLS, or began so. */
  readonly needsTls: boolean;
}

const TLS_DIRECTIVE = /^@(?:tls|tlsconn|protp)(?: |$)/m;

/** Every script below a folder that has a transcript beside it, in the order of names. */
export function findScripts(folder: string): readonly Script[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.script'));
  return files.sort().flatMap((name) => scriptOf(path.join(folder, name)) ?? []);
}

function scriptOf(file: string): Script | undefined {
  const transcript = `${file.slice(0, -'.script'.length)}.transcript`;
  if (!existsSync(transcript)) return undefined;
  const source = readFileSync(file, 'latin1');
  const spoken = /^@proto (\S+)/m.exec(source)?.[1] ?? path.basename(path.dirname(file));
  const protocol = PROTOCOLS.find((known) => known === spoken);
  if (protocol === undefined) return undefined;
  const expected = readFileSync(transcript, 'latin1');
  const name = `${protocol}/${path.basename(file, '.script')}`;
  return { name, file, protocol, expected, needsTls: TLS_DIRECTIVE.test(source) };
}

/** How long the real conversation waited, in seconds: the longest are begun first. */
export function waitedSeconds(transcript: string): number {
  const waits = transcript.matchAll(/^# \((\d+(?:\.\d+)?) s\)$/gm);
  return [...waits].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}
