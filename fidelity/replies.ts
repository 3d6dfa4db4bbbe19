/**
 * A server's lines as replies, each with the code or status that a program acts on. One reader a protocol, from the
 * outside: nothing here uses the parsers of our own servers, whose mistakes it would share.
 */
import type { ProtocolName } from './scripts.ts';

export interface Reply {
  /** `250`, `+OK`, `a NO`, `* EXISTS`; the whole line where it is no reply at all. */
  readonly code: string;
  /** Its lines, those that only announce a capability taken out. */
  readonly lines: readonly string[];
  /** What it announces: `PIPELINING`, `SASL PLAIN LOGIN`; undefined where it is not a list of capabilities. */
  readonly capabilities?: readonly string[];
}

/** Reads the lines of one session that follow one turn of the client; `commands` are its lines, without marks. */
export function repliesOf(
  protocol: ProtocolName,
  lines: readonly string[],
  commands: readonly string[],
): readonly Reply[] {
  switch (protocol) {
    case 'smtp':
      return numbered(lines, /^\d{3}(?: |$)/).map((reply) =>
        asks(commands, /^(?:EHLO|LHLO)\b/i) ? ehlo(reply) : reply,
      );
    case 'ftp':
      return numbered(lines, undefined).map((reply) => (reply.lines[0] === '211-Features:' ? features(reply) : reply));
    case 'pop3':
      return pop3(lines).map((reply) => (asks(commands, /^CAPA\b/i) ? capa(reply) : reply));
    case 'imap':
      return inOrder(imap(lines)).map(capability);
  }
}

const asks = (commands: readonly string[], what: RegExp): boolean => commands.some((command) => what.test(command));

/** Three digits; `250-` goes on until the line that ends it (RFC 5321 §4.2.1), in FTP that of the same code (RFC 959 §4.2). */
function numbered(lines: readonly string[], end: RegExp | undefined): readonly Reply[] {
  const replies: { code: string; lines: string[] }[] = [];
  let isOpen: RegExp | undefined;
  for (const line of lines) {
    const last = replies.at(-1);
    if (isOpen !== undefined && last !== undefined) {
      last.lines.push(line);
      if (isOpen.test(line)) isOpen = undefined;
      continue;
    }
    const [, code, mark] = /^(\d{3})([ -]|$)/.exec(line) ?? [];
    replies.push({ code: code ?? line, lines: [line] });
    if (code !== undefined && mark === '-') isOpen = end ?? new RegExp(`^${code}(?: |$)`);
  }
  return replies;
}

/** RFC 5321 §4.1.1.1: the first line greets, each further one is an extension. */
function ehlo(reply: Reply): Reply {
  if (reply.code !== '250' || reply.lines.length === 1) return reply;
  const [first = '', ...rest] = reply.lines;
  return { ...reply, lines: [first.replace(/^250-/, '250 ')], capabilities: rest.map((line) => line.slice(4)) };
}

/** RFC 2389 §3.2: each line between the first and the last is a feature. */
function features(reply: Reply): Reply {
  const [first = '', ...rest] = reply.lines;
  const last = rest.pop();
  return {
    ...reply,
    lines: [first, ...(last === undefined ? [] : [last])],
    capabilities: rest.map((line) => line.trim()),
  };
}

/** A status line; what follows up to the next, or up to a dot, is its answer (RFC 1939 §3). */
function pop3(lines: readonly string[]): readonly Reply[] {
  const replies: { code: string; lines: string[] }[] = [];
  let isMultiline = false;
  for (const line of lines) {
    const status = /^(?:\+OK|-ERR|\+)(?= |$)/.exec(line)?.[0];
    const last = replies.at(-1);
    if (last !== undefined && (isMultiline || status === undefined)) {
      last.lines.push(line);
      isMultiline = line !== '.';
    } else {
      replies.push({ code: status ?? line, lines: [line] });
    }
  }
  return replies;
}

/** RFC 2449 §5. */
function capa(reply: Reply): Reply {
  if (reply.code !== '+OK' || reply.lines.at(-1) !== '.') return reply;
  return { ...reply, lines: reply.lines.slice(0, 1), capabilities: reply.lines.slice(1, -1) };
}

/** A line with the literals that it announces (RFC 3501 §4.3). */
function imap(lines: readonly string[]): readonly Reply[] {
  const replies: { code: string; lines: string[] }[] = [];
  /** Bytes of a literal that are still to come, line ends included; undefined where the line is whole. */
  let wanted: number | undefined;
  for (const line of lines) {
    if (wanted === undefined) replies.push({ code: imapCode(line), lines: [line] });
    else {
      replies.at(-1)?.lines.push(line);
      const bytes = byteLength(line);
      // What is longer than the literal's rest is the command line's own end.
      if (wanted >= bytes) {
        wanted -= bytes;
        continue;
      }
    }
    const announced = /\{(\d+)\}$/.exec(line)?.[1];
    wanted = announced === undefined ? undefined : Number(announced);
  }
  return replies;
}

/** The order of mailboxes in a listing is nobody's promise (RFC 3501 §6.3.8), in Dovecot that of a hash table: sorted. */
function inOrder(replies: readonly Reply[]): readonly Reply[] {
  const isListed = ({ code }: Reply): boolean => code === '* LIST' || code === '* LSUB';
  const listed = replies.filter(isListed).sort((a, b) => ((a.lines[0] ?? '') < (b.lines[0] ?? '') ? -1 : 1));
  return replies.map((reply) => (isListed(reply) ? (listed.shift() ?? reply) : reply));
}

/** Tag and status, or what an untagged line tells (RFC 3501 §7). */
function imapCode(line: string): string {
  const untagged = /^\* (?:\d+ )?([A-Z][A-Z0-9-]*)/.exec(line)?.[1];
  if (untagged !== undefined) return `* ${untagged}`;
  return /^\S+ (?:OK|NO|BAD)\b|^\+/.exec(line)?.[0] ?? line;
}

/** `[CAPABILITY …]` of a response, or the response to CAPABILITY (RFC 3501 §7.2.1). */
function capability(reply: Reply): Reply {
  const [first = ''] = reply.lines;
  const match = /^(\S+ OK \[CAPABILITY|\* CAPABILITY) ([^\]]*)/.exec(first);
  if (match === null) return reply;
  const [found, before = '', list = ''] = match;
  return { ...reply, lines: [`${before} …${first.slice(found.length)}`], capabilities: list.split(' ') };
}

/** How many bytes a line of a transcript was, its line end included. */
function byteLength(line: string): number {
  const isBare = line.endsWith('<LF>');
  const shown = isBare ? line.slice(0, -'<LF>'.length) : line;
  return shown.replace(/<0x[0-9A-F]{2}>/g, '.').length + (isBare ? 1 : 2);
}
