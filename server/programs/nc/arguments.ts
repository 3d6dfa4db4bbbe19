/** The command line of `nc`, as OpenBSD's netcat reads it (Debian's netcat-openbsd). */
import type { Machine } from '../machine.ts';

export interface Arguments {
  readonly host: string;
  readonly ports: readonly number[];
  /** -v */
  readonly isVerbose: boolean;
  /** -z: only see whether it can be reached. */
  readonly isScan: boolean;
  /** -C: lines leave with CR LF. */
  readonly withReturn: boolean;
  /** -N: end the connection's own side when standard input ends. */
  readonly endsWithInput: boolean;
  /** -l */
  readonly isListening: boolean;
}

export type ParsedArguments = Arguments | { readonly problem: string };

const FLAGS = '46CNdklnvz';
/** The most ports that one scan may try. */
const PORTS_LIMIT = 200;

export const USAGE = `usage: nc [-46CdklNnvz] [-p port] [-w timeout] [destination] [port]
`;

export function parseArguments(args: readonly string[], machine: Machine): ParsedArguments {
  const flags = new Set<string>();
  const operands: string[] = [];
  let listenPort: string | undefined;
  const left = [...args];
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (!/^-./.test(arg)) {
      operands.push(arg);
      continue;
    }
    for (let i = 1; i < arg.length; i++) {
      const flag = arg.charAt(i);
      if (FLAGS.includes(flag)) {
        flags.add(flag);
        continue;
      }
      if (!'pqw'.includes(flag)) return { problem: `nc: invalid option -- '${flag}'\n${USAGE}` };
      const value = arg.slice(i + 1) || left.shift();
      if (value === undefined) return { problem: `nc: option requires an argument -- '${flag}'\n${USAGE}` };
      if (flag === 'p') listenPort = value;
      break;
    }
  }
  const isListening = flags.has('l');
  if (isListening && listenPort !== undefined) operands.push(listenPort);
  if (isListening && operands.length === 1) operands.unshift(machine.address);
  const [host, service] = operands;
  if (host === undefined || service === undefined || operands.length > 2) return { problem: USAGE };
  const ports = portsOf(service, machine);
  if (typeof ports === 'string') return { problem: `nc: ${ports}\n` };
  return {
    host,
    ports,
    isVerbose: flags.has('v'),
    isScan: flags.has('z'),
    withReturn: flags.has('C'),
    endsWithInput: flags.has('N'),
    isListening,
  };
}

/** A port, a service or a range; a string says what is wrong. */
function portsOf(text: string, machine: Machine): readonly number[] | string {
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (range === null) {
    if (!/^\d+$/.test(text)) {
      const port = machine.port(text);
      return port === undefined ? `service "${text}" unknown` : [port];
    }
    return outOfRange(text) ?? [Number(text)];
  }
  const [, from = '', to = ''] = range;
  const problem = outOfRange(from) ?? outOfRange(to);
  if (problem !== undefined) return problem;
  const [low, high] = [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))];
  if (high - low >= PORTS_LIMIT) return `at most ${PORTS_LIMIT} ports can be tried at once`;
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

function outOfRange(text: string): string | undefined {
  if (Number(text) < 1) return `port number too small: ${text}`;
  return Number(text) > 65_535 ? `port number too large: ${text}` : undefined;
}

const SERVICES: Readonly<Record<number, string>> = {
  20: 'ftp-data',
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  143: 'imap2',
  443: 'https',
  465: 'submissions',
  587: 'submission',
  990: 'ftps',
  993: 'imaps',
  995: 'pop3s',
};

/** What Debian's /etc/services calls the port; `*` where it does not. */
export function serviceOf(port: number): string {
  return SERVICES[port] ?? '*';
}
