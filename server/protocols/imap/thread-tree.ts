/**
 * Mails as trees by their ids (RFC 5256 §3, REFERENCES, steps 1 to 3). A container is a mail, or an id that others name and
 * that is not there. No recursion: a thread may be as deep as a mailbox is large.
 */

/** What threading needs to know of a mail. */
export interface Threaded {
  /** As the reply names it. */
  readonly number: number;
  /** Undefined where it has none. */
  readonly messageId: string | undefined;
  /** Its ancestors, the nearest last. */
  readonly references: readonly string[];
  /** When it was sent, milliseconds since the epoch. */
  readonly sentAt: number;
  /** As subjects are compared; empty where there is none. */
  readonly subject: string;
  readonly isReplyOrForward: boolean;
}

export interface Container {
  /** Undefined: a mail that is not there. */
  mail: Threaded | undefined;
  parent: Container | undefined;
  children: Set<Container>;
}

/** Steps towards the root that may be taken in all. Beyond it no link is made that would need one. */
const STEPS_LIMIT = 20_000_000;

/** Links mails to trees. Gives the roots in the order in which they came up. */
export function treesOf(mails: readonly Threaded[]): readonly Container[] {
  return new Linker().link(mails);
}

export const container = (mail?: Threaded): Container => ({ mail, parent: undefined, children: new Set() });

/** Takes the child from where it is, and puts it below the parent. */
export function adopt(parent: Container, child: Container): void {
  child.parent?.children.delete(child);
  child.parent = parent;
  parent.children.add(child);
}

class Linker {
  readonly #byId = new Map<string, Container>();
  readonly #all: Container[] = [];
  #steps = 0;

  link(mails: readonly Threaded[]): readonly Container[] {
    for (const mail of mails) this.#place(mail);
    return this.#all.filter(({ parent }) => parent === undefined);
  }

  #place(mail: Threaded): void {
    let above: Container | undefined;
    for (const id of mail.references) {
      const next = this.#named(id);
      if (above !== undefined && next.parent === undefined && this.#mayLink(above, next)) adopt(above, next);
      above = next;
    }
    const own = this.#containerFor(mail);
    // What it says of itself counts more than what others' references made of it.
    if (own.parent !== undefined) {
      own.parent.children.delete(own);
      own.parent = undefined;
    }
    if (above !== undefined && this.#mayLink(above, own)) adopt(above, own);
  }

  /** An id that another mail has already stands for that one alone. */
  #containerFor(mail: Threaded): Container {
    const named = mail.messageId === undefined ? undefined : this.#named(mail.messageId);
    if (named !== undefined && named.mail === undefined) {
      named.mail = mail;
      return named;
    }
    const own = container(mail);
    this.#all.push(own);
    return own;
  }

  #named(id: string): Container {
    let found = this.#byId.get(id);
    if (found === undefined) {
      found = container();
      this.#byId.set(id, found);
      this.#all.push(found);
    }
    return found;
  }

  /** Whether no circle would come of it. */
  #mayLink(parent: Container, child: Container): boolean {
    if (parent === child) return false;
    if (child.children.size === 0) return true;
    for (let at = parent.parent; at !== undefined; at = at.parent) {
      if (at === child || ++this.#steps > STEPS_LIMIT) return false;
    }
    return true;
  }
}

/** Every container of the trees, each before those below it. */
export function* containersOf(roots: Iterable<Container>): Generator<Container> {
  const waiting = [...roots].reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const child of [...next.children].reverse()) waiting.push(child);
  }
}

/**
 * Takes out mails that are not there: without children they go, else their children take their place; only a root with
 * several children stays (RFC 5256 §3, REFERENCES, step 3).
 */
export function prune(roots: readonly Container[]): readonly Container[] {
  const all = [...containersOf(roots)];
  // Each is moved once: handed up level by level, many children of a long line of absent mails would cost their product.
  const above = new Map<Container, Container>();
  for (const one of all) {
    const { parent } = one;
    if (parent === undefined) continue;
    const stays = parent.mail !== undefined || parent.parent === undefined;
    above.set(one, stays ? parent : (above.get(parent) ?? parent));
  }
  for (const one of all) {
    one.children = new Set();
    one.parent = one.mail === undefined ? undefined : above.get(one);
  }
  for (const one of all) one.parent?.children.add(one);
  const kept: Container[] = [];
  for (const root of roots) {
    if (root.mail !== undefined || root.children.size > 1) kept.push(root);
    else
      for (const child of root.children) {
        child.parent = undefined;
        kept.push(child);
      }
  }
  return kept;
}

/** When the thread's first mail was sent; of one that is not there, when its first child was. */
export function dateOf(one: Container): number {
  return firstOf(one)?.sentAt ?? Infinity;
}

/** The mail; of one that is not there, the first of its children. */
function firstOf({ mail, children }: Container): Threaded | undefined {
  if (mail !== undefined) return mail;
  let first: Threaded | undefined;
  for (const child of children) {
    if (child.mail !== undefined && (first === undefined || bySending(child.mail, first) < 0)) first = child.mail;
  }
  return first;
}

function bySending(one: Threaded, other: Threaded): number {
  return one.sentAt - other.sentAt || one.number - other.number;
}

/** In the order of their dates, then of the mailbox, at every level (RFC 5256 §3, REFERENCES, steps 4 and 6). */
export function sorted(roots: Iterable<Container>): readonly Container[] {
  for (const one of containersOf(roots)) {
    if (one.children.size > 1) one.children = new Set([...one.children].sort(byDate));
  }
  return [...roots].sort(byDate);
}

function byDate(one: Container, other: Container): number {
  const first = firstOf(one);
  const second = firstOf(other);
  return first === undefined || second === undefined ? 0 : bySending(first, second);
}

/** `(2)(3 6 (4 23)(44 7 96))` (RFC 5256 §4) */
export function writeThreads(roots: readonly Container[]): string {
  let text = '';
  /** Containers, and brackets to close behind them. */
  const waiting: (Container | ')')[] = [];
  const push = (one: Container): void => {
    waiting.push(')', one);
  };
  for (const root of roots.toReversed()) push(root);
  let isOpening = true;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === ')') {
      text += ')';
      isOpening = true;
      continue;
    }
    if (isOpening) text += '(';
    const isAlone = next.mail === undefined;
    if (next.mail !== undefined) text += `${isOpening ? '' : ' '}${next.mail.number}`;
    isOpening = false;
    const children = [...next.children];
    const [only] = children;
    if (children.length === 1 && only !== undefined) waiting.push(only);
    else if (children.length > 1) {
      if (!isAlone) text += ' ';
      for (const child of children.toReversed()) push(child);
      isOpening = true;
    }
  }
  return text;
}
