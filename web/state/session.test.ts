import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Entry, EntryBody, TtyModeEntry } from '../../server/contract/entries.ts';
import { type FromPage, type FromServer, LINE_LIMIT } from '../../server/contract/messages.ts';
import { FakeBrowser } from './browser.testkit.ts';
import type { TerminalState } from './seat.svelte.ts';
import { Session } from './session.svelte.ts';

const terminal = 'laptop';
const SH: TtyModeEntry = { prompt: '$ ', echo: true, history: 'sh', escape: false, program: 'sh' };
const FTP: TtyModeEntry = { prompt: 'ftp> ', echo: true, history: 'ftp', escape: false, program: 'ftp' };
const PASSWORD: TtyModeEntry = { prompt: 'Password: ', echo: false, history: 'ftp', escape: false, program: 'ftp' };
const mode = (to: TtyModeEntry): EntryBody => ({ type: 'mode', terminal, mode: to });
const UP = '\x1b[A';

class FakeSocket {
  static opened: FakeSocket[] = [];
  readonly url: string;
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  readonly sent: FromPage[] = [];
  constructor(url: string) {
    this.url = url;
    FakeSocket.opened.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as FromPage);
  }
  close(): void {
    this.onmessage = undefined;
  }
}

let browser: FakeBrowser;
let stops: (() => void)[] = [];

/** A page at the same seat; the log so far has come. */
class Page {
  readonly session = new Session('smtp/first-mail', {
    seat: 'seat-1',
    learner: 'l',
    host: 'client.thm',
    address: '10.11.81.126',
    beginnings: [],
  });
  readonly stop: () => void;
  #n = 0;

  constructor({ log = [mode(SH)], hasPen = true }: { log?: readonly EntryBody[]; hasPen?: boolean } = {}) {
    this.stop = this.session.start();
    stops.push(this.stop);
    this.socket.onopen?.();
    this.receive({ type: 'attached', firstKept: 1, last: log.length, hasPen });
    this.log(...log);
  }

  get socket(): FakeSocket {
    return FakeSocket.opened.at(-1) ?? expect.fail('no socket was opened');
  }
  get terminal(): TerminalState {
    return this.session.seat.terminal(terminal);
  }
  get draft(): string {
    return this.session.editor(this.terminal).draft;
  }
  receive(message: FromServer): void {
    this.socket.onmessage?.({ data: JSON.stringify(message) });
  }
  log(...bodies: readonly EntryBody[]): void {
    const entries: Entry[] = bodies.map((body) => ({ n: ++this.#n, at: 0, body }));
    this.receive({ type: 'entries', entries, bytes: 1 });
  }
  type(...keys: readonly string[]): void {
    for (const key of keys) this.session.type(this.terminal, key);
  }
  lines(): Extract<FromPage, { type: 'line' }>[] {
    return this.socket.sent.filter((message) => message.type === 'line');
  }
  /** The log has the lines sent so far. */
  run(): void {
    this.log(...this.lines().map(({ id, text }) => ({ type: 'line', terminal, id, text, caret: '' }) as const));
  }
}

beforeEach(() => {
  browser = new FakeBrowser('https://school.example/talk/labs/smtp/first-mail', '/talk/');
  vi.stubGlobal('removeEventListener', () => undefined);
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('WebSocket', FakeSocket);
  Object.assign(document, { removeEventListener: () => undefined, visibilityState: 'visible' });
  FakeSocket.opened = [];
});

afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
  vi.unstubAllGlobals();
});

test('the channel is below the page’s base, encrypted where the page is', () => {
  expect(new Page().socket.url).toBe('wss://school.example/talk/api/seats/seat-1/channel');
});

describe('typing', () => {
  test('sends a line whole, and says what the learner had seen', () => {
    const page = new Page();
    page.type('H', 'I', '\r');
    expect(page.lines()).toEqual([expect.objectContaining({ terminal, text: 'HI', seen: 1 })]);
  });

  test('shows the line until the log does, then the one being edited after the new prompt', () => {
    const page = new Page();
    page.type('ls', '\r', 'ca');
    expect(page.session.overlay(page.terminal)).toEqual({
      prompt: '',
      pending: ['$ ls'],
      beforeCursor: 'ca',
      afterCursor: '',
    });
    page.run();
    expect(page.session.overlay(page.terminal)).toEqual({
      prompt: '$ ',
      pending: [],
      beforeCursor: 'ca',
      afterCursor: '',
    });
  });

  test('shows nothing of a line that is not echoed', () => {
    const page = new Page({ log: [mode(PASSWORD)] });
    page.type('secret', '\x1b[D');
    expect(page.session.overlay(page.terminal)).toEqual({
      prompt: 'Password: ',
      pending: [],
      beforeCursor: '',
      afterCursor: '',
    });
    page.type('\r');
    expect(page.session.overlay(page.terminal).pending).toEqual(['Password: ']);
    expect(page.lines()[0]?.text).toBe('secret');
  });

  test('shows control characters by name', () => {
    const page = new Page();
    page.type('a\tb');
    page.session.setDraft(page.terminal, 'c\x07d');
    expect(page.session.overlay(page.terminal).beforeCursor).toBe('cd');
  });

  test('is told of changes', () => {
    const page = new Page();
    let redraws = 0;
    const stop = page.session.onRedraw(terminal, () => redraws++);
    page.type('x');
    page.log(mode(FTP));
    expect(redraws).toBe(2);
    stop();
    page.type('y');
    expect(redraws).toBe(2);
  });

  test('empties the screen of this page alone by ^L', () => {
    const page = new Page();
    page.type('half', '\x0c');
    expect(page.terminal.entries.at(-1)?.body.type).toBe('clear');
    expect([page.draft, page.lines()]).toEqual(['half', []]);
  });

  test('is refused where a line would be too long or too many would wait, and says so until the next key', () => {
    const page = new Page();
    page.type('x'.repeat(LINE_LIMIT + 1));
    expect(page.session.notice?.code).toBe('terminal.too-long');
    page.type('a');
    expect([page.session.notice, page.draft]).toEqual([undefined, 'a']);
    page.type('\r'.repeat(600));
    expect(page.session.notice?.code).toBe('terminal.too-many');
    expect(page.lines().length).toBe(500);
  });

  test('does nothing while the learner types in another page', () => {
    const page = new Page({ hasPen: false });
    page.type('QUIT', '\r');
    expect([page.session.isWritable, page.draft, page.lines()]).toEqual([false, '', []]);
    page.session.takePen();
    page.receive({ type: 'pen', hasPen: true });
    page.type('QUIT', '\r');
    expect(page.lines().length).toBe(1);
  });

  test('a line that was not run stands there again, unless another one does', () => {
    const page = new Page();
    page.type('RCPT', '\r');
    const refuse = () =>
      page.receive({ type: 'refused', code: 'seat.refused.old-line', id: page.lines().at(-1)?.id ?? '' });
    refuse();
    expect([page.draft, page.session.notice?.code]).toEqual(['RCPT', 'seat.refused.old-line']);
    page.type('\x15', 'DATA', '\r', 'QU');
    refuse();
    expect(page.draft).toBe('QU');
  });
});

describe('history', () => {
  const ran = (id: string, text: string): EntryBody => ({ type: 'line', terminal, id, text, caret: '' });

  test('is there after a reload, for each program its own', () => {
    const page = new Page({ log: [mode(SH), ran('o.1', 'ftp'), mode(FTP), ran('o.2', 'ls'), mode(SH)] });
    page.type(UP);
    expect(page.draft).toBe('ftp');
    page.type(UP);
    expect(page.draft).toBe('ftp');
    page.log(mode(FTP));
    page.type('\x15', UP);
    expect(page.draft).toBe('ls');
  });

  test('has each line once, also those of another page', () => {
    const page = new Page();
    page.type('one', '\r', 'two', '\r');
    page.run();
    page.log(ran('other.1', 'three'));
    const seen = [UP, UP, UP, UP].map((key) => {
      page.type(key);
      return page.draft;
    });
    expect(seen).toEqual(['three', 'two', 'one', 'one']);
  });
});

describe('a draft', () => {
  test('survives a reload', () => {
    const page = new Page();
    page.type('MAIL FROM:<us');
    page.stop();
    expect(new Page().draft).toBe('MAIL FROM:<us');
  });

  test('that is not echoed does not, and leaves nothing behind', () => {
    const page = new Page();
    page.type('user');
    browser.emit('pagehide');
    page.type('\x15');
    page.log(mode(PASSWORD));
    page.type('secret');
    page.stop();
    expect(JSON.stringify([...browser.session])).not.toContain('secret');
    expect(new Page({ log: [mode(PASSWORD)] }).draft).toBe('');
  });

  test('lasts as long as the page where storage is off', () => {
    browser.storageWorks = false;
    const page = new Page();
    page.type('x');
    expect(() => page.stop()).not.toThrow();
    expect(page.draft).toBe('x');
  });
});
