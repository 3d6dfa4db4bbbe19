import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeBrowser } from './browser.testkit.ts';
import { Capture } from './capture.svelte.ts';
import { WireView } from './wire-view.svelte.ts';

let browser: FakeBrowser;
let capture: Capture;
let n: number;

beforeEach(() => {
  browser = new FakeBrowser('http://plaintalk.test/');
  capture = new Capture();
  n = 0;
});
afterEach(() => vi.unstubAllGlobals());

type WireBody = Parameters<Capture['take']>[1];

function take(...bodies: WireBody[]): void {
  for (const body of bodies) capture.take(++n, body);
  capture.publish();
}
const end = { host: '10.0.0.1', port: 1 };
const open = (connection: number, parent?: number): WireBody => ({
  type: 'connection-opened',
  connection,
  client: end,
  server: end,
  ...(parent !== undefined && { parent }),
});
const others = { client: 'mail.one.thm', server: 'mail.two.thm' };
const close = (connection: number): WireBody => ({ type: 'connection-closed', connection, by: 'server' });

it('goes on to each new conversation by itself', () => {
  const view = new WireView(capture);
  expect(view.shown).toBeUndefined();
  take(open(1), open(2, 1));
  expect(view.shown?.connection).toBe(1);
  take(open(3));
  expect(view.shown?.connection).toBe(3);
});

it('stays with what the learner chose, and goes on by itself again once the newest was chosen', () => {
  const view = new WireView(capture);
  take(open(1), open(2));
  view.choose(1);
  take(open(3));
  expect(view.shown?.connection).toBe(1);
  view.choose(3);
  take(open(4));
  expect(view.shown?.connection).toBe(4);
});

it('leaves a closed connection when the next conversation begins', () => {
  const view = new WireView(capture);
  take(open(1), open(2, 1), close(2));
  view.choose(2);
  take(open(3, 1));
  expect(view.shown?.connection).toBe(2);
  take(open(4));
  expect(view.shown?.connection).toBe(4);
});

it('draws more rows when asked to, and few again elsewhere', () => {
  const view = new WireView(capture);
  const { rows } = view;
  view.showEarlier();
  expect(view.rows).toBe(2 * rows);
  view.chooseForm('exchanges');
  expect(view.rows).toBe(rows);
});

it('is remembered in its form, and stands by default where what was kept is none', () => {
  const view = new WireView(capture);
  expect([view.form, view.isHex]).toEqual(['follow', false]);
  view.chooseForm('exchanges');
  view.toggleHex();
  const later = new WireView(capture);
  expect([later.form, later.isHex]).toEqual(['exchanges', true]);
  browser.local.set('plaintalk.wire.form', '"braille"');
  expect(new WireView(capture).form).toBe('follow');
});

it('shows what the two ends saw, until what crossed is asked for; that is remembered', () => {
  const view = new WireView(capture);
  const of = { connection: 1, from: 'client', omittedBytes: 0 } as const;
  take(
    open(1),
    { type: 'wire', ...of, layer: 'clear', data: 'EHLO' },
    { type: 'wire', ...of, layer: 'encrypted', data: '\x17' },
  );
  const shown = (of: WireView): string[] =>
    (of.shown === undefined ? [] : of.chunksOf(of.shown)).flatMap((one) => ('data' in one ? [one.data] : []));
  expect(shown(view)).toEqual(['EHLO']);
  view.toggleAsCrossed();
  expect(shown(view)).toEqual(['\x17']);
  expect(shown(new WireView(capture))).toEqual(['\x17']);
});

it('never leaves the learner’s conversation for one among servers', () => {
  const view = new WireView(capture);
  take(open(1), { type: 'connection-opened', connection: 2, client: end, server: end, protocol: 'smtp', others });
  expect(view.shown?.connection).toBe(1);
  expect(view.connections.map(({ connection }) => connection)).toEqual([1, 2]);
  view.choose(2);
  expect(view.shown?.others).toEqual(others);
});
