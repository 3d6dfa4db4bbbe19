/** REFERENCES against the algorithm as RFC 5256 §3 tells it, step by step and without regard to cost; and what it costs. */
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { mergeBySubject } from './thread-subjects.ts';
import { containersOf, prune, sorted, type Threaded, treesOf, writeThreads } from './thread-tree.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

interface Node {
  mail: Threaded | undefined;
  parent: Node | undefined;
  children: Node[];
}

const newNode = (): Node => ({ mail: undefined, parent: undefined, children: [] });
const isWithin = (node: Node, sought: Node): boolean =>
  node === sought || node.children.some((child) => isWithin(child, sought));

function put(child: Node, parent: Node | undefined): void {
  if (child.parent !== undefined) child.parent.children = child.parent.children.filter((other) => other !== child);
  child.parent = parent;
  parent?.children.push(child);
}

/** Steps 1 and 2. */
function linked(mails: readonly Threaded[]): Node[] {
  const nodes: Node[] = [];
  const byId = new Map<string, Node>();
  const made = (): Node => {
    const node = newNode();
    nodes.push(node);
    return node;
  };
  const named = (id: string): Node => {
    const node = byId.get(id) ?? made();
    byId.set(id, node);
    return node;
  };
  for (const mail of mails) {
    const ancestors = mail.references.map(named);
    ancestors.forEach((child, i) => {
      const parent = ancestors[i - 1];
      if (parent !== undefined && child.parent === undefined && !isWithin(child, parent)) put(child, parent);
    });
    const known = mail.messageId === undefined ? undefined : named(mail.messageId);
    const own = known !== undefined && known.mail === undefined ? known : made();
    own.mail = mail;
    put(own, undefined);
    const parent = ancestors.at(-1);
    if (parent !== undefined && !isWithin(own, parent)) put(own, parent);
  }
  return nodes.filter(({ parent }) => parent === undefined);
}

/** Step 3. */
function withoutAbsent(list: readonly Node[], isTop: boolean): Node[] {
  return list.flatMap((node) => {
    node.children = withoutAbsent(node.children, false);
    if (node.mail !== undefined) return [node];
    return isTop && node.children.length > 1 ? [node] : node.children;
  });
}

const firstOf = (node: Node): Threaded | undefined => node.mail ?? node.children[0]?.mail;

/** Steps 4 and 6. */
function inOrder(list: Node[]): Node[] {
  for (const node of list) inOrder(node.children);
  const key = (node: Node): [number, number] => [firstOf(node)?.sentAt ?? 0, firstOf(node)?.number ?? 0];
  return list.sort((one, other) => key(one)[0] - key(other)[0] || key(one)[1] - key(other)[1]);
}

/** Step 5. */
function gathered(top: readonly Node[]): Node[] {
  const bySubject = new Map<string, Node>();
  for (const node of top) {
    const subject = firstOf(node)?.subject ?? '';
    const known = bySubject.get(subject);
    if (subject === '') continue;
    const isBetter =
      known?.mail !== undefined &&
      (node.mail === undefined || (known.mail.isReplyOrForward && !node.mail.isReplyOrForward));
    if (known === undefined || isBetter) bySubject.set(subject, node);
  }
  const kept = new Set(top);
  for (const node of top) {
    const first = firstOf(node);
    const head = first === undefined ? undefined : bySubject.get(first.subject);
    if (first === undefined || head === undefined || head === node) continue;
    kept.delete(node);
    if (head.mail === undefined) head.children.push(...(node.mail === undefined ? node.children : [node]));
    else if (first.isReplyOrForward && !head.mail.isReplyOrForward) head.children.push(node);
    else {
      kept.delete(head);
      const both: Node = { mail: undefined, parent: undefined, children: [head, node] };
      kept.add(both);
      bySubject.set(first.subject, both);
    }
  }
  return [...kept];
}

function written(node: Node, opens: boolean): string {
  const own = node.mail === undefined ? '' : `${opens ? '' : ' '}${node.mail.number}`;
  const [only] = node.children;
  if (only === undefined) return own;
  if (node.children.length === 1) return own + written(only, false);
  return `${own}${own === '' ? '' : ' '}${node.children.map((child) => `(${written(child, true)})`).join('')}`;
}

const byTheBook = (mails: readonly Threaded[]): string =>
  inOrder(gathered(inOrder(withoutAbsent(linked(mails), true))))
    .map((node) => `(${written(node, true)})`)
    .join('');

const ours = (mails: readonly Threaded[]): string =>
  writeThreads(sorted(mergeBySubject(sorted(prune(treesOf(mails))))));

const id = fc.integer({ min: 0, max: 9 }).map((number) => `m${number}`);
const anyMail = fc.record({
  messageId: fc.option(id, { nil: undefined, freq: 9 }),
  references: fc.array(id, { maxLength: 3 }),
  sentAt: fc.integer({ min: 0, max: 9 }),
  subject: fc.constantFrom('', 'a', 'b', 'c'),
  isReplyOrForward: fc.boolean(),
});
const anyMails = fc
  .array(anyMail, { minLength: 1, maxLength: 9 })
  .map((mails) => mails.map((mail, i): Threaded => ({ ...mail, number: i + 1 })));

test('threads are those of the algorithm by the book', () => {
  fc.assert(
    fc.property(anyMails, (mails) => {
      expect(ours(mails)).toBe(byTheBook(mails));
    }),
    { numRuns: 3000 },
  );
});

const mail = (number: number, references: readonly string[]): Threaded => ({
  number,
  messageId: `own${number}`,
  references,
  sentAt: number,
  subject: '',
  isReplyOrForward: false,
});

describe('cost', () => {
  test('many mails below a long line of absent ones are moved once each', () => {
    const line = Array.from({ length: 500 }, (_, i) => `absent${i}`);
    const mails = Array.from({ length: 500 }, (_, i) => mail(i + 1, line));
    const trees = treesOf(mails);
    const added = vi.spyOn(Set.prototype, 'add');
    const kept = prune(trees);
    expect(added.mock.calls.length).toBeLessThan(2 * (line.length + mails.length));
    expect(kept.flatMap((root) => [...root.children])).toHaveLength(mails.length);
  });

  test('a star of more mails than a call can have arguments', () => {
    const mails = Array.from({ length: 200_000 }, (_, i) => mail(i + 1, ['hub']));
    expect([...containersOf(prune(treesOf(mails)))]).toHaveLength(mails.length + 1);
  });
});
