/** Which connections have a tab, in what order, and which one is shown. */
import type { WireConnection } from './capture.svelte.ts';

/** The connection that the learner chose, and the newest conversation at that time. */
export interface Choice {
  readonly connection: number;
  readonly newest: number;
}

/** In the order of their opening, data connections right after their control connection. */
export function inOrder(connections: readonly WireConnection[]): readonly WireConnection[] {
  const children = new Map<number, WireConnection[]>();
  for (const child of connections) {
    if (child.parent === undefined) continue;
    const siblings = children.get(child.parent);
    if (siblings === undefined) children.set(child.parent, [child]);
    else siblings.push(child);
  }
  const known = new Set(connections.map(({ connection }) => connection));
  return connections
    .filter(({ parent }) => parent === undefined || !known.has(parent))
    .flatMap((root) => [root, ...(children.get(root.connection) ?? [])]);
}

/** The learner's conversation that was opened last: no data connection, for those come and go within it, and no others'. */
export function newestOf(connections: readonly WireConnection[]): WireConnection | undefined {
  const own = connections.filter(({ others }) => others === undefined);
  return own.findLast(({ parent }) => parent === undefined) ?? own.at(-1) ?? connections.at(-1);
}

/** The one to show: what the learner chose, until that is closed and a newer conversation has begun; else the newest. */
export function shownOf(
  connections: readonly WireConnection[],
  choice: Choice | undefined,
): WireConnection | undefined {
  const newest = newestOf(connections);
  const chosen = connections.find(({ connection }) => connection === choice?.connection);
  if (choice === undefined || chosen === undefined || newest === undefined) return newest;
  return chosen.closedBy !== undefined && newest.connection > choice.newest ? newest : chosen;
}

/** Where an arrow key, Home or End leads from the tab at `at`; undefined for other keys. */
export function tabAfter(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
