/** A line that starts a program which dials: whether it says where to as the program wants to be told. */
import { type Dialler, DIALLERS } from './beginners.ts';
import type { CheckContext } from './context.ts';
import type { LineProblem } from './observation.ts';

/** Words that a shell of ours puts behind a command. */
const OPERATORS = /^(?:\||>|>>|<|;|&&|\|\|)/;

export function dialling(context: CheckContext, words: readonly string[]): LineProblem | undefined {
  const [program = '', ...rest] = words;
  const dialler = DIALLERS.get(program);
  if (dialler === undefined) return undefined;
  const sample = rest.find((word) => /^<[^<>]+>$/.test(word));
  if (sample !== undefined) return { code: 'coach.placeholder', params: { name: sample } };
  const end = rest.findIndex((word) => OPERATORS.test(word));
  const args = end < 0 ? rest : rest.slice(0, end);
  return dialler.isOneWord ? oneWord(program, dialler, args) : twoWords(context, { program, dialler, args });
}

/** `openssl s_client -connect HOST:PORT` */
function oneWord(
  program: string,
  dialler: Dialler,
  [command = '', ...args]: readonly string[],
): LineProblem | undefined {
  if (command !== 's_client') {
    const isMeant = command.startsWith('-') || /[\d.:]/.test(command) || /client/i.test(command);
    return isMeant ? { code: 'coach.openssl-command', params: { program } } : undefined;
  }
  if (args.includes('-host') || args.includes('-help')) return undefined;
  const at = args.indexOf('-connect');
  const place = at >= 0 ? (args[at + 1] ?? '') : (operandsOf(dialler, args)[0] ?? '');
  if (place === '') return { code: 'coach.dial-alone', params: { program } };
  if (!place.includes(':')) {
    const next = at >= 0 ? args[at + 2] : undefined;
    return /^\d+$/.test(next ?? '') || !place.includes(':')
      ? { code: 'coach.colon-needed', params: { program } }
      : undefined;
  }
  return /:\d{1,5}$/.test(place)
    ? undefined
    : { code: 'coach.port-word', params: { word: place.split(':').at(-1) ?? '' } };
}

interface Dialled {
  readonly program: string;
  readonly dialler: Dialler;
  readonly args: readonly string[];
}

/** `telnet HOST PORT` */
function twoWords(context: CheckContext, { program, dialler, args }: Dialled): LineProblem | undefined {
  if (args.some((arg) => /^-[lk]/.test(arg)) && program === 'nc') return undefined;
  const option = args.find((arg) => /^-{1,2}p(?:ort)?$/.test(arg));
  if (option !== undefined && program !== 'ftp') return { code: 'coach.port-option', params: { option } };
  const [host, port, ...more] = operandsOf(dialler, args);
  if (host === undefined) {
    return program === 'ftp' ? undefined : { code: 'coach.dial-alone', params: { program } };
  }
  return placeProblem(context, { program, host, port, more }) ?? portProblem({ program, dialler, host, port });
}

interface Place {
  readonly program: string;
  readonly host: string;
  readonly port: string | undefined;
  readonly more?: readonly string[];
}

function placeProblem(context: CheckContext, { program, host, port, more = [] }: Place): LineProblem | undefined {
  if (/^\w+:\/\//.test(host)) return { code: 'coach.http', params: { protocol: program } };
  if (/^[^:]+:\d+$/.test(host)) return { code: 'coach.colon-place', params: { program } };
  const signs = /[,;.!?]+$/.exec(host)?.[0] ?? (port === undefined ? undefined : /[,;.!?]+$/.exec(port)?.[0]);
  if (signs !== undefined) return { code: 'coach.trailing-sign', params: { sign: signs } };
  if (/["“”‘’]/.test(host))
    return { code: 'coach.smart-sign', params: { sign: /["“”‘’]/.exec(host)?.[0] ?? '', plain: '"' } };
  if (/^\d{1,5}$/.test(host)) {
    const isSwapped = port !== undefined && (/[.]/.test(port) || context.facts.resolve(port) !== undefined);
    return isSwapped
      ? { code: 'coach.swapped-place', params: { program } }
      : { code: 'coach.no-address', params: { program } };
  }
  if (/^[\d.,]+$/.test(host) && !isAddress(host)) return { code: 'coach.bad-address', params: { host } };
  // `telnet 10. 0.0.1 25`, `telnet 10 0 0 1 25`
  return more.length > 1 && more.every((word) => /^[\d.]+$/.test(word))
    ? { code: 'coach.bad-address', params: { host } }
    : undefined;
}

function portProblem({ program, dialler, host, port }: Place & { readonly dialler: Dialler }): LineProblem | undefined {
  if (port === undefined) {
    return dialler.usualPort === undefined && !/^-/.test(host)
      ? { code: 'coach.no-port', params: { program } }
      : undefined;
  }
  if (/^\d{1,5}(?:-\d{1,5})?$/.test(port) || SERVICES.has(port.toLowerCase())) {
    return Number(port) > 65_535 ? { code: 'coach.port-word', params: { word: port } } : undefined;
  }
  return { code: 'coach.port-word', params: { word: port.slice(0, 40) } };
}

/** Ports by name, as a system's list of services has them. */
const SERVICES: ReadonlySet<string> = new Set(
  'ftp ftp-data smtp mail submission submissions smtps pop3 pop-3 pop3s imap imap2 imaps ftps telnet domain http https echo'.split(
    ' ',
  ),
);

function isAddress(text: string): boolean {
  const numbers = text.split('.');
  return numbers.length === 4 && numbers.every((number) => /^\d{1,3}$/.test(number) && Number(number) <= 255);
}

/** What is no option, nor the value of one. */
function operandsOf({ valued }: Dialler, args: readonly string[]): readonly string[] {
  return args.filter((arg, i) => !/^-./.test(arg) && !valued.has(args[i - 1] ?? ''));
}
