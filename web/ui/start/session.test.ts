import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Session } from './session.svelte.ts';

const TRANSCRIPT = 'S: 220 hello\nC: QUIT\nS: 221 bye\n';
const PACE = { perCharacterMs: 10, answerMs: 100, readMs: 1000 };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('shows an answer at once and types what the client says', () => {
  const session = new Session(TRANSCRIPT, PACE);
  session.play();
  vi.advanceTimersByTime(100);
  expect([session.shown, session.answers]).toEqual([1, 1]);
  vi.advanceTimersByTime(1000);
  expect([session.shown, session.typed]).toEqual([1, 1]);
  vi.advanceTimersByTime(30);
  expect([session.shown, session.typed]).toEqual([1, 4]);
  vi.advanceTimersByTime(10 + 100);
  expect([session.shown, session.answers]).toEqual([3, 2]);
});

it('stops where it is, and goes on from there', () => {
  const session = new Session(TRANSCRIPT, PACE);
  session.play();
  vi.advanceTimersByTime(1120);
  session.pause();
  const { shown, typed } = session;
  vi.advanceTimersByTime(60_000);
  expect([session.isPlaying, session.shown, session.typed]).toEqual([false, shown, typed]);
  session.play();
  vi.advanceTimersByTime(60_000);
  expect([session.isPlaying, session.isOver]).toEqual([false, true]);
});

it('can be shown whole at once, and played again', () => {
  const session = new Session(TRANSCRIPT, PACE);
  session.finish();
  expect([session.shown, session.isPlaying]).toEqual([3, false]);
  session.play();
  expect([session.shown, session.isPlaying]).toEqual([0, true]);
});
