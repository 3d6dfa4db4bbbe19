import { type IMarker, Terminal as Xterm } from '@xterm/xterm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScreenEntry } from '../state/seat.svelte.ts';
import { guard } from './guard.ts';
import type { Overlay } from './overlay.ts';
import { Screen } from './screen.ts';

/** The real xterm.js, without a page: it parses and keeps a buffer, nothing is drawn. */
class TestScreen {
  readonly xterm: Xterm;
  readonly screen: Screen;
  readonly #markers: IMarker[] = [];
  #n = 0;

  constructor(cols = 20, rows = 6) {
    this.xterm = new Xterm({ allowProposedApi: true, cols, rows, scrollback: 200 });
    guard(this.xterm);
    const register = this.xterm.registerDecoration.bind(this.xterm);
    this.xterm.registerDecoration = (options) => {
      this.#markers.push(options.marker);
      return register(options);
    };
    this.screen = new Screen(this.xterm, { mark: () => undefined, tickedBy: () => undefined });
  }

  rowsMarked(): number[] {
    return this.#markers.map(({ line }) => line);
  }

  print(text: string, voice?: 'server'): void {
    this.#append({ type: 'print', terminal: 'laptop', text, ...(voice && { voice }) });
  }
  line(text: string, caret = '$ '): void {
    this.#append({ type: 'line', terminal: 'laptop', id: `l${this.#n}`, text, caret });
  }
  clear(): void {
    this.#append({ type: 'clear', terminal: 'laptop' });
  }
  show(overlay: Partial<Overlay> = {}): void {
    this.screen.show({ prompt: '', pending: [], beforeCursor: '', afterCursor: '', ...overlay });
  }

  /** Everything in the buffer, row by row, without the empty ones at its end; and where the cursor is. */
  async seen(): Promise<{ rows: string[]; cursor: [number, number] }> {
    await this.screen.whenDrawn();
    const { active } = this.xterm.buffer;
    const rows = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
    while (rows.at(-1) === '') rows.pop();
    return { rows, cursor: [active.baseY + active.cursorY, active.cursorX] };
  }

  #append(body: ScreenEntry['body']): void {
    this.screen.append([{ n: ++this.#n, body }]);
  }
}

describe('the line that is edited', () => {
  test('stands after the log, the cursor in its place', async () => {
    const screen = new TestScreen();
    screen.print('220 ready\n', 'server');
    screen.show({ beforeCursor: 'HE', afterCursor: 'LO' });
    expect(await screen.seen()).toEqual({ rows: ['220 ready', 'HELO'], cursor: [1, 2] });
  });

  test('is not torn by what comes meanwhile', async () => {
    const screen = new TestScreen();
    screen.show({ prompt: '$ ', beforeCursor: 'telnet 10.10.41.1', afterCursor: '92 25' });
    await screen.seen();
    screen.print('* 5 EXISTS\n', 'server');
    const { rows, cursor } = await screen.seen();
    expect(rows).toEqual(['* 5 EXISTS', '$ telnet 10.10.41.19', '2 25']);
    expect(cursor).toEqual([1, 19]);
  });

  test('keeps its column when the log’s last row is not ended', async () => {
    const screen = new TestScreen();
    screen.print('login: ');
    screen.show({ beforeCursor: 'strate', afterCursor: 'gos, and more' });
    await screen.seen();
    screen.show({ beforeCursor: 'x' });
    expect(await screen.seen()).toEqual({ rows: ['login: x'], cursor: [0, 8] });
    screen.print('done\n');
    expect((await screen.seen()).rows).toEqual(['login: done', 'x']);
  });

  test('begins on the next row where the log’s last one is just full', async () => {
    const screen = new TestScreen(10);
    screen.print('0123456789');
    screen.show({ beforeCursor: 'ab' });
    expect((await screen.seen()).rows).toEqual(['0123456789', 'ab']);
    screen.print('\nnext\n');
    expect((await screen.seen()).rows).toEqual(['0123456789', 'next', 'ab']);
  });

  test('of wide characters is taken off whole', async () => {
    const screen = new TestScreen(10);
    screen.show({ beforeCursor: '中文中文中', afterCursor: '👍🏽e\u0301中' });
    await screen.seen();
    screen.show();
    expect(await screen.seen()).toEqual({ rows: [], cursor: [0, 0] });
  });

  test('shows lines on their way, as they will be', async () => {
    const screen = new TestScreen();
    screen.show({ pending: ['$ one', 'two'], beforeCursor: 'thr' });
    expect((await screen.seen()).rows).toEqual(['$ one', 'two', 'thr']);
    screen.line('one');
    screen.print('1\n');
    screen.show({ pending: ['$ two'], beforeCursor: 'thr' });
    expect((await screen.seen()).rows).toEqual(['$ one', '1', '$ two', 'thr']);
  });

  test('looks plain, whatever colour the output left behind', async () => {
    const screen = new TestScreen();
    screen.print('\x1b[31;1mred', 'server');
    screen.show({ beforeCursor: 'mine' });
    await screen.seen();
    const cell = screen.xterm.buffer.active.getLine(0)?.getCell(4);
    expect([cell?.getChars(), cell?.isFgDefault(), cell?.isBold()]).toEqual(['i', true, 0]);
  });

  test('is cut where it is higher than the screen, around the cursor', async () => {
    const screen = new TestScreen(20, 8);
    screen.print('before\n');
    screen.show({
      pending: Array<string>(50).fill('waiting'),
      beforeCursor: 'x'.repeat(4000),
      afterCursor: 'y'.repeat(90),
    });
    const { rows, cursor } = await screen.seen();
    expect(rows.length).toBeLessThanOrEqual(8);
    expect(rows[0]).toBe('before');
    expect(rows.join('')).toMatch(/…x+y+…$/);
    expect(rows[cursor[0]]?.charAt(cursor[1])).toBe('y');
    screen.show();
    expect((await screen.seen()).rows).toEqual(['before']);
  });
});

test('a resize leaves nothing of the line behind', async () => {
  const screen = new TestScreen(20);
  screen.print('log\n');
  screen.show({ prompt: '$ ', beforeCursor: 'a line that is longer than the screen is wide' });
  await screen.seen();
  screen.screen.resize(() => screen.xterm.resize(11, 6));
  await screen.seen();
  screen.screen.resize(() => screen.xterm.resize(40, 6));
  screen.show({ prompt: '$ ', beforeCursor: 'short' });
  expect((await screen.seen()).rows).toEqual(['log', '$ short']);
});

test('a clear empties the screen and what was scrolled away', async () => {
  const screen = new TestScreen();
  for (let n = 0; n < 30; n++) screen.print(`${n}\n`);
  screen.show({ prompt: '$ ' });
  await screen.seen();
  screen.clear();
  screen.print('after\n');
  expect((await screen.seen()).rows).toEqual(['after', '$ ']);
});

describe('marks', () => {
  test('stand at each line of the learner and each of the server, also where lines wrap', async () => {
    const screen = new TestScreen(10);
    screen.line('telnet 10.10.41.192 25');
    screen.print('Trying…\n');
    screen.print('220 a long greeting\r\n250 ok\r\n', 'server');
    screen.print('25', 'server');
    screen.print('0 more\r\n', 'server');
    screen.line('QUIT', '');
    const { rows } = await screen.seen();
    expect(screen.rowsMarked().map((row) => rows[row])).toEqual([
      '$ telnet 1',
      '220 a long',
      '250 ok',
      '250 more',
      'QUIT',
    ]);
  });
});

describe('a server’s output', () => {
  test.each([
    ['sets no title', '\x1b]2;owned\x07'],
    ['sets no clipboard', '\x1b]52;c;b3duZWQ=\x07'],
    ['makes no link', '\x1b]8;;http://elsewhere\x07'],
    ['asks for no colours', '\x1b]11;?\x07'],
    ['asks for no attributes', '\x1b[c\x1b[>c\x1b[=c'],
    ['asks for no status', '\x1b[6n\x1b[?6n\x1b[5n'],
    ['asks for no modes', '\x1b[4$p\x1b[?25$p'],
    ['asks for no settings', '\x1bP$qr\x1b\\'],
    ['has no mouse', '\x1b[?1003h\x1b[?1006h'],
    ['does not reset', '\x1bc'],
    ['sets no scrolling region', '\x1b[2;3r'],
    ['has no other screen', '\x1b[?1049h\x1b[?47h'],
    ['does not insert', '\x1b[4h'],
    ['hides no cursor', '\x1b[?25l'],
    ['forges no mark', '\x1b]7411;guess;client;1\x07'],
    ['leaves no sequence open', '\x1b]2;never ended'],
    ['leaves no parameter open', '\x1b[31'],
  ])('%s', async (_, sequence) => {
    const screen = new TestScreen();
    const sent: string[] = [];
    const titles: string[] = [];
    screen.xterm.onData((data) => sent.push(data));
    screen.xterm.onTitleChange((title) => titles.push(title));
    screen.line('telnet');
    screen.print(`a${sequence}`, 'server');
    screen.show({ beforeCursor: 'b' });
    const { rows } = await screen.seen();
    expect(rows).toEqual(['$ telnet', 'ab']);
    expect([sent, titles]).toEqual([[], []]);
    expect(screen.xterm.buffer.active.type).toBe('normal');
    expect(screen.xterm.modes.mouseTrackingMode).toBe('none');
    expect(screen.rowsMarked()).toEqual([0, 1]);
  });
});

test('whatever is written and edited in whatever order, the log reads as if nobody had typed', async () => {
  const text = fc
    .array(fc.constantFrom('a', 'word ', '中', '👍🏽', 'e\u0301', '\n', '\t', '0123456789', '\r\n'), { maxLength: 8 })
    .map((parts) => parts.join(''));
  const act = fc.oneof(
    fc.record({ type: fc.constant('print' as const), text }),
    fc.record({ type: fc.constant('server' as const), text }),
    fc.record({ type: fc.constant('line' as const), text: text.map((some) => some.replace(/[\r\n]/g, '')) }),
    fc.record({
      type: fc.constant('show' as const),
      before: text.map((some) => some.replace(/[\r\n]/g, '')),
      after: text.map((some) => some.replace(/[\r\n]/g, '')),
      pending: fc.array(fc.constantFrom('$ x', 'a pending line that wraps'), { maxLength: 3 }),
      isSeen: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), fc.integer({ min: 8, max: 24 }), async (acts, cols) => {
      const edited = new TestScreen(cols);
      const quiet = new TestScreen(cols);
      for (const one of acts) {
        if (one.type === 'show') {
          edited.show({ pending: one.pending, beforeCursor: one.before, afterCursor: one.after });
          if (one.isSeen) await edited.seen();
          continue;
        }
        for (const screen of [edited, quiet]) {
          if (one.type === 'line') screen.line(one.text);
          else screen.print(one.text, one.type === 'server' ? 'server' : undefined);
        }
      }
      edited.show();
      expect(await edited.seen()).toEqual(await quiet.seen());
      expect(edited.rowsMarked()).toEqual(quiet.rowsMarked());
    }),
    { numRuns: 60 },
  );
});
