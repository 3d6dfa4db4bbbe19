import { expect, it } from 'vitest';
import type { WireConnection } from './capture.svelte.ts';
import { inOrder, newestOf, shownOf, tabAfter } from './wire-tabs.ts';

const end = { host: '10.0.0.1', port: 1 };
function tcp(connection: number, more: { parent?: number; isClosed?: boolean } = {}): WireConnection {
  return {
    connection,
    client: end,
    server: end,
    protocol: undefined,
    parent: more.parent,
    others: undefined,
    tls: undefined,
    seen: [],
    crossed: [],
    hasLayers: false,
    exchanges: [],
    closedBy: more.isClosed === true ? 'server' : undefined,
  };
}
const numbers = (connections: readonly WireConnection[]) => connections.map(({ connection }) => connection);

it('data connections stand right after their control connection', () => {
  const connections = [tcp(1), tcp(2, { parent: 1 }), tcp(3), tcp(4, { parent: 3 }), tcp(5, { parent: 1 })];
  expect(numbers(inOrder(connections))).toEqual([1, 2, 5, 3, 4]);
});

it('a data connection whose control connection is gone from the log stands by itself', () => {
  expect(numbers(inOrder([tcp(7, { parent: 6 }), tcp(8)]))).toEqual([7, 8]);
  expect(newestOf([tcp(7, { parent: 6 })])?.connection).toBe(7);
});

it('the newest conversation is shown, not the data connection that it opened', () => {
  expect(shownOf([], undefined)).toBeUndefined();
  expect(shownOf([tcp(1), tcp(2)], undefined)?.connection).toBe(2);
  expect(shownOf([tcp(1), tcp(2), tcp(3, { parent: 2 })], undefined)?.connection).toBe(2);
});

it('what the learner chose stays, until it is closed and a newer conversation begins', () => {
  const choice = { connection: 2, newest: 1 };
  const data = tcp(2, { parent: 1, isClosed: true });
  expect(shownOf([tcp(1), data], choice)?.connection).toBe(2);
  expect(shownOf([tcp(1), data, tcp(3, { parent: 1 })], choice)?.connection).toBe(2);
  expect(shownOf([tcp(1), data, tcp(4)], choice)?.connection).toBe(4);
  expect(shownOf([tcp(1), tcp(4)], { connection: 1, newest: 1 })?.connection).toBe(1);
  expect(shownOf([tcp(4)], choice)?.connection).toBe(4);
});

it('arrow keys go round the tabs, Home and End to their ends', () => {
  expect(['ArrowRight', 'ArrowLeft', 'Home', 'End', 'a'].map((key) => tabAfter(key, 2, 3))).toEqual([
    0,
    1,
    0,
    2,
    undefined,
  ]);
  expect(tabAfter('ArrowLeft', 0, 3)).toBe(2);
});
