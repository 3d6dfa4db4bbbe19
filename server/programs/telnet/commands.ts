/** The words of the `telnet>` prompt: its commands, and what `send` can send (inetutils-telnet 2.4). */
import { IAC } from './negotiation.ts';

/** In the order of `help`. */
export const COMMANDS: readonly (readonly [name: string, help: string])[] = [
  ['close', 'close current connection'],
  ['logout', 'forcibly logout remote user and close the connection'],
  ['display', 'display operating parameters'],
  ['mode', "try to enter line or character mode ('mode ?' for more)"],
  ['open', 'connect to a site'],
  ['quit', 'exit telnet'],
  ['send', "transmit special characters ('send ?' for more)"],
  ['set', "set operating parameters ('set ?' for more)"],
  ['unset', "unset operating parameters ('unset ?' for more)"],
  ['status', 'print status information'],
  ['toggle', "toggle operating parameters ('toggle ?' for more)"],
  ['slc', "change state of special characters ('slc ?' for more)"],
  ['auth', "turn on (off) authentication ('auth ?' for more)"],
  ['encrypt', "turn on (off) encryption ('encrypt ?' for more)"],
  ['z', 'suspend telnet'],
  ['!', 'invoke a subshell'],
  ['environ', "change environment variables ('environ ?' for more)"],
  ['?', 'print help information'],
];

export const HELP = `Commands may be abbreviated.  Commands are:\n\n${COMMANDS.map(([name, help]) => `${name.padEnd(8)}\t${help}\n`).join('')}`;

/** What a word stands for: a command, by its beginning, in any case; `ambiguous` where several begin so. */
export function commandOf(word: string): string | undefined {
  const wanted = word.toLowerCase();
  const names = [...COMMANDS.map(([name]) => name), 'help'];
  if (names.includes(wanted)) return wanted;
  const found = names.filter((name) => name.startsWith(wanted));
  return found.length > 1 ? 'ambiguous' : found[0];
}

/** What `send NAME` sends (RFC 854, RFC 885, RFC 1184). */
const SENDABLE: Readonly<Record<string, readonly number[]>> = {
  ao: [IAC, 245],
  ayt: [IAC, 246],
  brk: [IAC, 243],
  break: [IAC, 243],
  ec: [IAC, 247],
  el: [IAC, 248],
  escape: [29],
  ga: [IAC, 249],
  ip: [IAC, 244],
  intp: [IAC, 244],
  nop: [IAC, 241],
  eor: [IAC, 239],
  abort: [IAC, 238],
  susp: [IAC, 237],
  eof: [IAC, 236],
};

/** The bytes for `send`'s arguments, or what is wrong with them. */
export function sendable(names: readonly string[]): Uint8Array | { readonly problem: string } {
  if (names.length === 0) {
    return { problem: "need at least one argument for 'send' command\n'send ?' for help\n" };
  }
  if (names[0] === '?') return { problem: `${Object.keys(SENDABLE).join('\n')}\n` };
  const bytes: number[] = [];
  for (const name of names) {
    const codes = Object.hasOwn(SENDABLE, name.toLowerCase()) ? SENDABLE[name.toLowerCase()] : undefined;
    if (codes === undefined) return { problem: `Unknown send argument '${name}'\n'send ?' for help.\n` };
    bytes.push(...codes);
  }
  return Uint8Array.from(bytes);
}

export const DISPLAY = `will flush output when sending interrupt characters.
won't send interrupt characters in urgent mode.
won't send login name and/or authentication information.
won't skip reading of ~/.telnetrc file.
won't map carriage return on output.
will recognize certain control characters.
won't turn on socket level debugging.
won't print hexadecimal representation of network traffic.
won't print user readable output for "netdata".
won't show option processing.
won't print hexadecimal representation of terminal traffic.

echo            [^E]
escape          [^]]
rlogin          [off]
tracefile       "(standard output)"
flushoutput     [^O]
interrupt       [^C]
quit            [^\\]
eof             [^D]
erase           [^?]
kill            [^U]
lnext           [^V]
susp            [^Z]
reprint         [^R]
worderase       [^W]
start           [^Q]
stop            [^S]
forw1           [off]
forw2           [off]
ayt             [^T]
`;
