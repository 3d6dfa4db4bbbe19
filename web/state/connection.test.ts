import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../server/contract/entries.ts';
import { fromServer, type FromPage, type FromServer } from '../../server/contract/messages.ts';
import { Connection, type Refusal, type Socket } from './connection.svelte.ts';

/** A WebSocket whose other end is the test: one message at a time, cut where the test wants. */
class FakeSocket implements Socket {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly sent: FromPage[] = [];
  isClosed = false;

  send(text: string): void {
    if (this.isClosed) throw new Error('sent on a closed socket');
    this.sent.push(JSON.parse(text) as FromPage);
  }
  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.onopen?.({} as never);
  }
  receive(message: FromServer): void {
    this.text(JSON.stringify(message));
  }
  text(data: string): void {
    this.onmessage?.({ data } as MessageEvent);
  }
  /** The other end, or the network, closes it. */
  cut(code = 1006): void {
    this.isClosed = true;
    this.onclose?.({ code } as CloseEvent);
  }
  of<T extends FromPage['type']>(type: T): Extract<FromPage, { type: T }>[] {
    return this.sent.filter((message): message is Extract<FromPage, { type: T }> => message.type === type);
  }
}

const events = new EventTarget();
const page = { visibilityState: 'visible', onLine: true };
let sockets: FakeSocket[] = [];
let taken: number[] = [];
let anew = 0;
let refusals: [Refusal, string | undefined][] = [];
let isThere: () => Promise<boolean>;
let connection: Connection;

const socket = (): FakeSocket => sockets.at(-1) ?? expect.fail('no socket was opened');
const line = (text: string) =>
  ({ type: 'line', terminal: 'laptop', id: connection.nextId(), text, seen: connection.last }) as const;
const print = (n: number): Entry => ({ n, at: 0, body: { type: 'print', terminal: 'laptop', text: `${n}` } });
const ran = (n: number, id: string): Entry => ({
  n,
  at: 0,
  body: { type: 'line', terminal: 'laptop', id, text: '', caret: '' },
});
const entries = (...list: Entry[]): FromServer => ({ type: 'entries', entries: list, bytes: 100 * list.length });

/** A seat that has this log answers the page that is attaching. */
function attached(last: number, firstKept = 1, hasPen = true): void {
  socket().open();
  socket().receive({ type: 'attached', firstKept, last, hasPen });
}

beforeEach(() => {
  vi.useFakeTimers();
  const listen = events.addEventListener.bind(events);
  const unlisten = events.removeEventListener.bind(events);
  vi.stubGlobal('addEventListener', listen);
  vi.stubGlobal('removeEventListener', unlisten);
  vi.stubGlobal('document', {
    addEventListener: listen,
    removeEventListener: unlisten,
    get visibilityState() {
      return page.visibilityState;
    },
  });
  vi.stubGlobal('navigator', {
    get onLine() {
      return page.onLine;
    },
  });
  Object.assign(page, { visibilityState: 'visible', onLine: true });
  sockets = [];
  taken = [];
  anew = 0;
  refusals = [];
  isThere = () => Promise.resolve(true);
  connection = new Connection({
    open: () => {
      const opened = new FakeSocket();
      sockets.push(opened);
      return opened;
    },
    page: 'p',
    parse: (value) => fromServer.safeParse(value).data,
    onEntries: (list) => taken.push(...list.map(({ n }) => n)),
    onAnew: () => {
      anew++;
      taken = [];
    },
    onRefused: (refusal, message) => refusals.push([refusal, message?.id]),
    isSeatThere: () => isThere(),
    jitter: () => 1,
  });
  connection.start();
});

afterEach(() => {
  connection.end();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the log', () => {
  test('is taken in from the beginning, and credit is given for it', () => {
    expect(connection.state).toBe('connecting');
    attached(2);
    expect(connection.state).toBe('connected');
    expect(connection.isCurrent).toBe(false);
    socket().receive(entries(print(1), print(2)));
    expect(taken).toEqual([1, 2]);
    expect(connection.isCurrent).toBe(true);
    expect(socket().sent).toEqual([
      { type: 'attach', page: 'p', after: 0 },
      { type: 'credit', bytes: 200 },
    ]);
  });

  test('has nothing missing and nothing twice after a cut, wherever it came', () => {
    for (let cut = 0; cut <= 5; cut++) {
      attached(10);
      const from = connection.last;
      for (let n = 1; n <= cut; n++) socket().receive(entries(print(from + n)));
      socket().cut();
      vi.advanceTimersByTime(500);
      expect(sockets.length).toBe(cut + 2);
      socket().open();
      expect(socket().of('attach')).toEqual([{ type: 'attach', page: 'p', after: from + cut }]);
    }
    expect(anew).toBe(0);
    expect(taken).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
  });

  test('passes over entries that the page has', () => {
    attached(4);
    socket().receive(entries(print(1), print(2)));
    socket().receive(entries(print(1), print(2), print(3)));
    socket().receive(entries(print(2)));
    socket().receive(entries(print(4)));
    expect(taken).toEqual([1, 2, 3, 4]);
    expect(socket().of('credit').length).toBe(4);
  });

  test('begins anew where what follows is no longer kept', () => {
    attached(2);
    socket().receive(entries(print(1), print(2)));
    socket().cut();
    vi.advanceTimersByTime(1000);
    attached(50, 40);
    expect(anew).toBe(1);
    socket().receive(entries(print(40), print(50)));
    expect(taken).toEqual([40, 50]);
    // Told so on the same connection, for a page that fell behind.
    socket().receive({ type: 'attached', firstKept: 90, last: 99, hasPen: true });
    expect(anew).toBe(2);
  });

  test('goes on where older entries are gone and none of them is missing', () => {
    attached(2);
    socket().receive(entries(print(1), print(2)));
    socket().cut();
    vi.advanceTimersByTime(1000);
    attached(5, 3);
    socket().receive(entries(print(5)));
    expect([anew, taken]).toEqual([0, [1, 2, 5]]);
  });

  test('is read whole where the server has another one', () => {
    attached(9);
    socket().receive(entries(print(9)));
    socket().cut();
    vi.advanceTimersByTime(1000);
    attached(3);
    expect(anew).toBe(1);
    socket().open();
    expect(socket().of('attach')).toEqual([{ type: 'attach', page: 'p', after: 0 }]);
  });

  test('is not hurt by what can’t be read', () => {
    attached(1);
    socket().text('{');
    socket().text('{"type":"news"}');
    socket().receive(entries(print(1)));
    expect(taken).toEqual([1]);
  });
});

describe('a line', () => {
  test('waits for the connection, and is sent once it stands', () => {
    connection.sendOnce(line('HELO'));
    socket().open();
    expect(socket().of('line')).toEqual([]);
    socket().receive({ type: 'attached', firstKept: 1, last: 0, hasPen: true });
    expect(
      socket()
        .of('line')
        .map(({ text }) => text),
    ).toEqual(['HELO']);
  });

  test('is sent again, in order, until the log has it', () => {
    attached(0);
    const [one, two] = [line('one'), line('two')];
    connection.sendOnce(one);
    connection.sendOnce(two);
    socket().cut();
    const three = line('three');
    connection.sendOnce(three);
    vi.advanceTimersByTime(1000);
    attached(0);
    expect(socket().of('line')).toEqual([one, two, three]);
    socket().receive(entries(ran(1, one.id), ran(2, two.id)));
    expect(connection.pending).toEqual([three]);
    socket().cut();
    vi.advanceTimersByTime(1000);
    attached(2);
    expect(socket().of('line')).toEqual([three]);
    socket().receive(entries(ran(3, three.id)));
    expect(connection.pending).toEqual([]);
  });

  test('that ran and whose answer was cut off is known by the log', () => {
    attached(0);
    const sent = line('RCPT');
    connection.sendOnce(sent);
    socket().cut();
    vi.advanceTimersByTime(1000);
    attached(2);
    // Sent again; the seat runs each id once.
    expect(socket().of('line')).toEqual([sent]);
    socket().receive(entries(ran(1, sent.id), print(2)));
    expect([taken, connection.pending]).toEqual([[1, 2], []]);
  });

  test('that is refused is not sent again', () => {
    attached(0);
    const sent = line('x');
    connection.sendOnce(sent);
    socket().receive({ type: 'refused', code: 'seat.refused.no-pen', id: sent.id });
    expect(refusals).toEqual([[{ type: 'refused', code: 'seat.refused.no-pen', id: sent.id }, sent.id]]);
    expect(connection.pending).toEqual([]);
    socket().receive({ type: 'refused', code: 'seat.refused.message' });
    expect(refusals[1]?.[1]).toBeUndefined();
  });

  test('has an id of its own on this page', () => {
    expect(new Set(Array.from({ length: 50 }, () => connection.nextId())).size).toBe(50);
    expect(connection.nextId()).toMatch(/^p\./);
  });

  test('a fresh start is over when the log has it', () => {
    attached(0);
    connection.sendOnce({ type: 'afresh', id: connection.nextId() });
    socket().receive(entries({ n: 1, at: 0, body: { type: 'afresh' } }));
    expect(connection.pending).toEqual([]);
  });
});

describe('a lost connection', () => {
  test('is tried again after longer and longer waits, which are told', () => {
    attached(0);
    socket().cut();
    expect([connection.state, connection.retryInSeconds]).toEqual(['lost', 1]);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const before = sockets.length;
      let waitedMs = 0;
      while (sockets.length === before) {
        vi.advanceTimersByTime(100);
        waitedMs += 100;
      }
      expect(connection.retryInSeconds).toBe(0);
      waits.push(waitedMs);
      socket().cut();
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    vi.advanceTimersByTime(2000);
    expect(connection.retryInSeconds).toBe(13);
  });

  test('begins with a short wait again after one that stood', () => {
    attached(0);
    for (let attempt = 0; attempt < 3; attempt++) {
      socket().cut();
      vi.advanceTimersByTime(500 * 2 ** attempt);
    }
    attached(0);
    expect(connection.state).toBe('connected');
    socket().cut();
    vi.advanceTimersByTime(500);
    expect(sockets.length).toBe(5);
  });

  test('is tried at once by the learner, when the network is back, and when the page is looked at', () => {
    attached(0);
    for (const hurry of [
      () => connection.retry(),
      () => events.dispatchEvent(new Event('online')),
      () => events.dispatchEvent(new Event('visibilitychange')),
    ]) {
      socket().cut();
      socket().cut();
      const before = sockets.length;
      hurry();
      expect(sockets.length).toBe(before + 1);
      attached(0);
      expect(connection.state).toBe('connected');
    }
  });

  test('leaves no second connection behind when it is hurried', () => {
    attached(0);
    socket().cut();
    vi.advanceTimersByTime(500);
    const slow = socket();
    connection.retry();
    expect(slow.isClosed).toBe(true);
    slow.open();
    expect(slow.sent).toEqual([]);
    slow.cut();
    expect(sockets.length).toBe(3);
  });

  test('is told from being offline', () => {
    attached(0);
    page.onLine = false;
    events.dispatchEvent(new Event('offline'));
    expect(connection.state).toBe('offline');
    expect(sockets[0]?.isClosed).toBe(true);
    page.onLine = true;
    events.dispatchEvent(new Event('online'));
    expect([connection.state, connection.retryInSeconds]).toEqual(['lost', 0]);
    attached(0);
    expect(connection.state).toBe('connected');
  });

  test('is given up where this page took the seat over by another one', () => {
    attached(0);
    socket().cut(4000);
    expect(connection.state).toBe('gone');
    connection.retry();
    events.dispatchEvent(new Event('online'));
    vi.advanceTimersByTime(60_000);
    expect(sockets.length).toBe(1);
  });

  test('asks whether the seat is still there after some failures', async () => {
    attached(0);
    isThere = () => Promise.resolve(false);
    for (let attempt = 0; attempt < 4; attempt++) {
      socket().cut();
      await vi.advanceTimersByTimeAsync(5000);
    }
    expect(connection.state).toBe('gone');
  });
});

describe('silence', () => {
  test('is broken by a ping; an answer is enough', () => {
    attached(0);
    vi.advanceTimersByTime(20_000);
    expect(socket().of('ping').length).toBe(1);
    socket().receive({ type: 'pong' });
    vi.advanceTimersByTime(19_999);
    expect(socket().of('ping').length).toBe(1);
    vi.advanceTimersByTime(1);
    expect(socket().of('ping').length).toBe(2);
    expect(connection.state).toBe('connected');
  });

  test('after a ping is a lost connection, whatever the system says', () => {
    attached(0);
    vi.advanceTimersByTime(28_000);
    expect([connection.state, sockets[0]?.isClosed]).toEqual(['lost', true]);
  });

  test('is not waited for by a page that comes back into view', () => {
    attached(0);
    page.visibilityState = 'hidden';
    events.dispatchEvent(new Event('visibilitychange'));
    expect(socket().of('ping').length).toBe(0);
    page.visibilityState = 'visible';
    events.dispatchEvent(new Event('visibilitychange'));
    expect(socket().of('ping').length).toBe(1);
    vi.advanceTimersByTime(3000);
    expect(connection.state).toBe('lost');
  });

  test('of a connection that never opens is not waited for for ever', () => {
    vi.advanceTimersByTime(10_000);
    expect([connection.state, sockets[0]?.isClosed]).toEqual(['lost', true]);
    vi.advanceTimersByTime(500);
    expect(sockets.length).toBe(2);
  });
});

describe('the pen', () => {
  test('is where the seat says', () => {
    attached(0, 1, false);
    expect(connection.hasPen).toBe(false);
    socket().receive({ type: 'pen', hasPen: true });
    expect(connection.hasPen).toBe(true);
  });

  test('what may be lost is not kept', () => {
    connection.send({ type: 'take-pen' });
    attached(0);
    expect(socket().of('take-pen')).toEqual([]);
    connection.send({ type: 'take-pen' });
    expect(socket().of('take-pen').length).toBe(1);
  });
});

test('a page that is left closes its connection', () => {
  attached(0);
  connection.end();
  expect(socket().isClosed).toBe(true);
  socket().cut();
  vi.advanceTimersByTime(60_000);
  expect(sockets.length).toBe(1);
});
