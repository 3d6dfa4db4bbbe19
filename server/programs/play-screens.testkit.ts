/**
 * For tests: plays the screens of a folder against the shell. `T:` is typed, `P:` printed; the far end of a connection
 * is in the transcript too: `S:` comes from the server, `C:` must reach it, `D<` and `D>` the same over the data
 * connection. Nothing may be printed or sent that is not listed. Events:
 * `asks PROMPT` (`asks secretly` where it is not echoed) · `dials HOST:PORT` · `cannot dial HOST:PORT, WHY` · `server closes` ·
 * `begins TLS` (`begins TLS, asking for NAME`) · `secured by NAME` (`secured by NAME, VERSION`) · `session N` · `handshake fails, WHY` ·
 * `client closes` · `data closes` · `data is closed` · `listens` · `cannot listen` · `data connects` · `^C` · `^D` · `^]` · `after N ms` · `clear`
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Channel, Refusal } from '../protocols/engine.ts';
import { joinBytes, latin1 } from '../protocols/lines.ts';
import {
  byteByByte,
  bytesOf,
  cutBySeed,
  type Cutting,
  parseTranscript,
  type TranscriptItem,
  whole,
} from '../protocols/transcript.ts';
import { createShell } from './index.ts';
import { BEGIN, memoryMachine } from './machine.testkit.ts';
import type { Program, ProgramInput, ProgramOutput, TtyMode } from './machine.ts';
import { securedBy, sessionNumber } from './openssl/tls.testkit.ts';

const FILES = { 'up.txt': 'one line\nand\n', 'one.txt': '1\n', 'two.txt': '2\n' };

class Stage {
  readonly shell: Program;
  readonly #cutting: Cutting;
  #now = BEGIN;
  #printed = '';
  #mode: TtyMode | undefined;
  readonly #sent = new Map<Channel, string>();
  readonly #dials: { channel: Channel; to: string }[] = [];
  readonly #listens: Channel[] = [];
  /** Names that a handshake asked for. */
  readonly #startsTls: (string | undefined)[] = [];
  readonly #closed = new Set<Channel>();
  #control: Channel = '';
  #data: Channel = '';

  constructor(cutting: Cutting) {
    this.#cutting = cutting;
    this.shell = createShell(memoryMachine({ files: FILES, now: () => this.#now }));
    this.input({ type: 'started' });
  }

  input(input: ProgramInput): void {
    this.shell.handle(input).forEach((output) => this.#carryOut(output));
  }

  play(item: TranscriptItem): void {
    switch (item.kind) {
      case 'typed':
        this.#expectSilence();
        this.input({ type: 'typed', line: item.text });
        return;
      case 'printed': {
        const [line = ''] = /^[^\n]*\n?/.exec(this.#printed) ?? [];
        expect(line).toBe(`${item.text}\n`);
        this.#printed = this.#printed.slice(line.length);
        return;
      }
      case 'server':
        this.#deliver(this.#control, bytesOf(item.text));
        return;
      case 'from-data':
        this.#deliver(this.#data, bytesOf(item.text));
        return;
      case 'client':
        this.#expectSent(this.#control, latin1(bytesOf(item.text)));
        return;
      case 'to-data':
        this.#expectSent(this.#data, latin1(bytesOf(item.text)));
        return;
      case 'event':
        this.#event(item.text);
        return;
      default:
        item satisfies never;
    }
  }

  #expectSilence(): void {
    expect(this.#printed).toBe('');
    expect([...this.#sent.values()].join('')).toBe('');
  }

  expectNothing(): void {
    this.#expectSilence();
    expect(this.#dials).toEqual([]);
    expect(this.#startsTls).toEqual([]);
  }

  #event(text: string): void {
    const [, verb = '', rest = ''] =
      /^(asks secretly|asks|dials|cannot dial|after|begins TLS|secured by|session|handshake fails|\S+)(?:,? (.*))?$/s.exec(
        text,
      ) ?? [];
    switch (verb) {
      case 'asks':
        expect(this.#mode).toMatchObject({ prompt: rest, echo: true });
        return;
      case 'asks secretly':
        expect(this.#mode).toMatchObject({ prompt: rest, echo: false });
        return;
      case 'dials': {
        const channel = this.#takeDial(rest);
        this.#connected(channel, rest);
        return;
      }
      case 'cannot dial': {
        const [to = '', reason = ''] = rest.split(', ');
        this.input({ type: 'refused', channel: this.#takeDial(to), reason: reason as Refusal });
        return;
      }
      case 'begins TLS': {
        const asked = this.#startsTls.splice(0);
        expect(asked).toEqual([rest === '' ? undefined : rest.replace('asking for ', '')]);
        return;
      }
      case 'secured by': {
        const [name = '', version = 'TLSv1.3'] = rest.split(', ');
        this.input({ ...securedBy(name, version), channel: this.#control });
        return;
      }
      case 'session':
        this.input({ ...sessionNumber(Number(rest)), channel: this.#control });
        return;
      case 'handshake fails':
        this.input({ type: 'tls-failed', channel: this.#control, reason: rest, bytesRead: 5, bytesWritten: 297 });
        return;
      case 'after':
        this.#now += parseInt(rest, 10);
        return;
    }
    switch (text) {
      case '^C':
        this.input({ type: 'signal', signal: 'interrupt' });
        return;
      case '^D':
        this.input({ type: 'signal', signal: 'end-of-file' });
        return;
      case '^]':
        expect(this.#mode?.escape).toBe(true);
        this.input({ type: 'signal', signal: 'escape' });
        return;
      case 'server closes':
        this.input({ type: 'ended', channel: this.#control });
        this.#closeUnlessClosed(this.#control);
        return;
      case 'data closes':
        this.input({ type: 'ended', channel: this.#data });
        this.#closeUnlessClosed(this.#data);
        return;
      case 'client closes':
        expect(this.#closed).toContain(this.#control);
        return;
      case 'data is closed':
        expect(this.#closed).toContain(this.#data);
        return;
      case 'listens':
        this.#data = this.#listens.at(-1) ?? '';
        this.input({ type: 'listening', channel: this.#data, address: { host: '10.11.81.126', port: 40_000 } });
        return;
      case 'cannot listen':
        this.input({ type: 'refused', channel: this.#listens.at(-1) ?? '', reason: 'limit' });
        return;
      case 'data connects':
        this.#connected(this.#data, '10.10.41.192:20');
        return;
      case 'clear':
        expect(this.#printed).toBe('\f');
        this.#printed = '';
        return;
      default:
        throw new Error(`nobody knows the event "${text}"`);
    }
  }

  #takeDial(to: string): Channel {
    const dial = this.#dials.shift();
    expect(dial?.to).toBe(to);
    return dial?.channel ?? '';
  }

  #connected(channel: Channel, to: string): void {
    if (channel.includes('data')) this.#data = channel;
    else this.#control = channel;
    const [host = '', port = '0'] = to.split(':');
    const local = { host: '10.11.81.126', port: 40_001 };
    this.input({ type: 'connected', channel, local, remote: { host, port: Number(port) } });
  }

  #closeUnlessClosed(channel: Channel): void {
    if (!this.#closed.has(channel)) this.input({ type: 'closed', channel });
  }

  #deliver(channel: Channel, bytes: Uint8Array): void {
    for (const piece of this.#cutting(bytes)) this.input({ type: 'data', channel, bytes: piece });
  }

  #expectSent(channel: Channel, wanted: string): void {
    const sent = this.#sent.get(channel) ?? '';
    expect(sent.slice(0, wanted.length)).toBe(wanted);
    this.#sent.set(channel, sent.slice(wanted.length));
  }

  #carryOut(output: ProgramOutput): void {
    switch (output.type) {
      case 'print':
      case 'complain':
        this.#printed += output.text;
        return;
      case 'clear':
        this.#printed += '\f';
        return;
      case 'mode':
        this.#mode = output.mode;
        return;
      case 'send': {
        const bytes = output.body instanceof Uint8Array ? output.body : joinBytes([...output.body]);
        this.#sent.set(output.channel, (this.#sent.get(output.channel) ?? '') + latin1(bytes));
        return;
      }
      case 'connect':
        this.#dials.push({ channel: output.channel, to: `${output.to.host}:${output.to.port}` });
        return;
      case 'start-tls':
        this.#startsTls.push(output.client?.serverName);
        return;
      case 'listen':
        this.#listens.push(output.channel);
        return;
      case 'close':
        this.#closed.add(output.channel);
        return;
      default:
        return;
    }
  }
}

/** Plays every screen of a folder whole, byte by byte and cut at random. */
export function playScreens(folder: URL): void {
  const names = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.txt'));
  const seed = Number(process.env['TRANSCRIPT_SEED'] ?? Date.now() % 1_000_000_000);
  describe.each(names.sort())('%s', (name) => {
    const { items } = parseTranscript(readFileSync(new URL(name, folder), 'utf8'));
    test.each([
      ['whole', whole],
      ['byte by byte', byteByByte],
      [`cut at random, TRANSCRIPT_SEED=${seed}`, cutBySeed(seed)],
    ])('played %s', (_how, cutting) => {
      const stage = new Stage(cutting);
      for (const item of items) {
        try {
          stage.play(item);
        } catch (mistake) {
          if (mistake instanceof Error) mistake.message = `line ${item.line}: ${mistake.message}`;
          throw mistake;
        }
      }
      stage.expectNothing();
    });
  });
}
