import { describe, expect, test } from 'vitest';
import type { Entry, EntryBody, TtyModeEntry } from '../../server/contract/entries.ts';
import { type ScreenEntry, SeatState } from './seat.svelte.ts';

const terminal = 'laptop';
const SH: TtyModeEntry = { prompt: '$ ', echo: true, history: 'sh', escape: false, program: 'sh' };
const PASSWORD: TtyModeEntry = { prompt: 'Password:', echo: false, history: 'ftp', escape: false, program: 'ftp' };
const line = (id: string, text: string): EntryBody => ({ type: 'line', terminal, id, text, caret: '$ ' });
const print = (text: string): EntryBody => ({ type: 'print', terminal, text });
const mode = (to: TtyModeEntry): EntryBody => ({ type: 'mode', terminal, mode: to });
const progress = (
  steps: Record<string, number>,
  current?: string,
): Extract<EntryBody, { type: 'progress' }>['progress'] => ({
  steps: Object.fromEntries(
    Object.entries(steps).map(([id, tickedAt]) => [id, { tickedAt, hints: 0, tries: 0, activeMs: 0 }]),
  ),
  current,
});

const log = (...bodies: EntryBody[]): Entry[] => bodies.map((body, at) => ({ n: at + 1, at: 0, body }));

function fold(...bodies: EntryBody[]): SeatState {
  const seat = new SeatState();
  seat.take(log(...bodies));
  return seat;
}

describe('terminals', () => {
  test('come and go in their order', () => {
    const seat = fold(
      { type: 'terminal-opened', terminal: 'laptop' },
      { type: 'terminal-opened', terminal: 'phone' },
      { type: 'terminal-opened', terminal: 'laptop' },
    );
    expect(seat.terminals.map(({ name }) => name)).toEqual(['laptop', 'phone']);
    seat.take([{ n: 4, at: 0, body: { type: 'terminal-closed', terminal: 'laptop' } }]);
    expect(seat.terminals.map(({ name }) => name)).toEqual(['phone']);
  });

  test('are there where the log was cut after they were opened', () => {
    expect(fold(print('250 OK\n')).terminals.map(({ name }) => name)).toEqual(['laptop']);
  });

  test('show the same, however the log comes: at once or piece by piece', () => {
    const bodies = [line('a', 'ls'), print('x\n'), mode(SH), print('y\n'), line('b', 'cat x'), print('z\n')];
    const pieces = new SeatState();
    const heard: ScreenEntry[] = [];
    pieces.terminal(terminal).subscribe((entries) => heard.push(...entries));
    for (const entry of log(...bodies)) pieces.take([entry]);
    const whole = fold(...bodies).terminal(terminal).entries;
    expect(pieces.terminal(terminal).entries).toEqual(whole);
    expect(heard).toEqual(whole);
    expect(whole.map(({ n }) => n)).toEqual([1, 2, 4, 5, 6]);
  });

  test('tell what is new once for all that came together', () => {
    const seat = new SeatState();
    const calls: number[] = [];
    const stop = seat.terminal(terminal).subscribe((entries) => calls.push(entries.length));
    seat.take(log(print('a'), print('b'), print('c')));
    expect(calls).toEqual([3]);
    stop();
    seat.take([{ n: 4, at: 0, body: print('d') }]);
    expect(calls).toEqual([3]);
  });

  test('keep a bounded part of a long log, the newest', () => {
    const seat = fold(...Array.from({ length: 6000 }, (_, n) => print(`${n}\n`)));
    expect(seat.terminal(terminal).entries.length).toBe(5000);
    expect(seat.terminal(terminal).entries.at(-1)?.n).toBe(6000);
  });

  test('remember lines in the history of the program that took them; no password, no signal', () => {
    const seat = fold(
      mode(SH),
      line('a', 'ftp 10.10.41.192'),
      mode(PASSWORD),
      line('b', ''),
      mode({ ...PASSWORD, echo: true, prompt: 'ftp> ' }),
      line('c', 'ls'),
      { ...line('d', 'never ru^C'), signal: 'interrupt' } as EntryBody,
      line('e', ''),
    );
    expect(seat.terminal(terminal).entered.map(({ history, text }) => [history, text])).toEqual([
      ['sh', 'ftp 10.10.41.192'],
      ['ftp', 'ls'],
    ]);
  });
});

describe('progress', () => {
  test('is the last that the log says, with the line that earned each step', () => {
    const seat = fold(
      { type: 'progress', progress: progress({}, 'one'), ticked: [] },
      {
        type: 'progress',
        progress: progress({ one: 1, two: 2 }, 'three'),
        ticked: ['one', 'two'],
        terminal,
        line: 'p.4',
      },
    );
    expect(seat.progress?.current).toBe('three');
    expect(seat.ticks).toEqual([
      { n: 2, step: 'one', terminal, line: 'p.4' },
      { n: 2, step: 'two', terminal, line: 'p.4' },
    ]);
  });

  test('takes the advice away that helped, and a fresh start takes all of it', () => {
    const advice: EntryBody = { type: 'advice', step: 'one', advice: { code: 'coach.x' } };
    const seat = fold(advice);
    expect(seat.advice).toMatchObject({ n: 1, said: { code: 'coach.x' }, step: 'one' });
    seat.take([{ n: 2, at: 0, body: { type: 'progress', progress: progress({}), ticked: [] } }]);
    expect(seat.advice).toBeDefined();
    seat.take([{ n: 3, at: 0, body: { type: 'progress', progress: progress({ one: 1 }), ticked: ['one'] } }]);
    expect(seat.advice).toBeUndefined();
    seat.take([
      { n: 4, at: 0, body: advice },
      { n: 5, at: 0, body: { type: 'afresh' } },
    ]);
    expect([seat.advice, seat.ticks, seat.renewals]).toEqual([undefined, [], 1]);
  });
});

test('a fold that begins anew forgets everything', () => {
  const seat = fold(
    mode(SH),
    print('x'),
    { type: 'progress', progress: progress({ one: 1 }), ticked: ['one'] },
    { type: 'advice', advice: { code: 'coach.x' } },
    {
      type: 'connection-opened',
      connection: 1,
      client: { host: '10.11.81.126', port: 4000 },
      server: { host: '10.10.41.192', port: 25 },
      protocol: 'smtp',
    },
  );
  seat.clear();
  const fresh = new SeatState();
  for (const key of ['terminals', 'progress', 'advice', 'ticks'] as const) expect(seat[key]).toEqual(fresh[key]);
  expect(seat.capture.connections).toEqual([]);
});
