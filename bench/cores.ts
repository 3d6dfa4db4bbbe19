/** Which processors a bench's processes run on, where the system lets us say so (Linux, with util-linux's taskset). */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { say } from './figures.ts';

/** Servers that take turns, and the process of their clients. */
export interface Sides {
  readonly servers: readonly number[];
  readonly clients: number;
}

/**
 * Gives all servers one processor, each with all its threads, and their clients another; the function that is returned
 * takes that back. Where it can't be done it is said, and they run where the system has them.
 */
export function apart({ servers, clients }: Sides): () => void {
  const before = allowed(clients);
  const [one, other] = processors(before);
  const ids = [...servers, clients];
  if (one === undefined || other === undefined) {
    say('\n(server and clients run on the same processors)');
    return () => undefined;
  }
  const isDone = servers.every((id) => run(id, String(one))) && run(clients, String(other));
  if (!isDone) say('\n(server and clients run on the same processors: taskset is not to be had)');
  return () => ids.forEach((id) => run(id, before));
}

/** `0-3,6`, as the system lists them; nothing where it does not tell. */
export function processors(list: string): readonly number[] {
  if (list === '') return [];
  return list.split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}

export function allowed(id: number): string {
  try {
    return /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

function run(id: number, list: string): boolean {
  return (
    spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', list, String(id)], { stdio: 'ignore' }).status === 0
  );
}
