/**
 * Where the page is: its address says it, and nothing else. Links are plain `<a href>`; a click on one of ours becomes
 * an entry of the browser's history instead of a new load. After a jump the heading takes the focus and the place on
 * the page is what it was when one comes back.
 */
import { tick } from 'svelte';
import { base, to } from './base.ts';

/** One of the pages; `lab` is a lab's id, `smtp/first-mail`. */
export type Page =
  | { readonly name: 'start' | 'catalogue' | 'compare' | 'play' | 'missing' }
  | { readonly name: 'lab' | 'summary'; readonly lab: string };

/** The page at a path below `BASE_PATH`, without the leading `/`. */
export function pageAt(path: string): Page {
  const [first = '', ...rest] = path.replace(/\/$/, '').split('/');
  const [group, name, ...more] = rest;
  if (first === 'labs' && group && name) {
    const lab = `${group}/${name}`;
    if (more.length === 0) return { name: 'lab', lab };
    if (more.length === 1 && more[0] === 'summary') return { name: 'summary', lab };
  }
  if (rest.length > 0) return { name: 'missing' };
  const names = { '': 'start', labs: 'catalogue', compare: 'compare', play: 'play' } as const;
  return { name: Object.hasOwn(names, first) ? names[first as keyof typeof names] : 'missing' };
}

export class Router {
  /** Below `BASE_PATH`, without the leading `/`; decoded. */
  path = $state.raw(pathHere());
  #entry = entryHere();

  /** Begins to follow clicks and the browser's history. */
  start(): void {
    history.scrollRestoration = 'manual';
    scrollTo(0, keptScroll(this.#entry));
    addEventListener('popstate', () => {
      this.#keepScroll();
      this.#entry = entryHere();
      if (pathHere() !== this.path) void this.#arrive();
    });
    addEventListener('pagehide', () => this.#keepScroll());
    document.addEventListener('click', (event) => this.#follow(event));
  }

  get page(): Page {
    return pageAt(this.path);
  }

  /** The address of this page, without query or fragment. */
  get address(): string {
    return to(this.path.split('/').map(encodeURIComponent).join('/'));
  }

  /** Goes to an address of ours, as a click on its link would. */
  go(address: string): void {
    this.#keepScroll();
    history.pushState({ entry: String(performance.timeOrigin + performance.now()) }, '', address);
    this.#entry = entryHere();
    void this.#arrive();
  }

  #follow(event: MouseEvent): void {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain || !(event.target instanceof Element)) return;
    const link = event.target.closest('a');
    if (!link?.href || link.target !== '' || link.hasAttribute('download')) return;
    const isOurs = link.origin === location.origin && link.pathname.startsWith(base());
    const isPage = !link.pathname.startsWith(to('api/'));
    if (!isOurs || !isPage || (link.hash !== '' && link.pathname === location.pathname)) return;
    event.preventDefault();
    this.go(link.href);
  }

  async #arrive(): Promise<void> {
    this.path = pathHere();
    await tick();
    scrollTo(0, keptScroll(this.#entry));
    (document.querySelector<HTMLElement>('main h1') ?? document.querySelector('main'))?.focus({ preventScroll: true });
  }

  #keepScroll(): void {
    try {
      sessionStorage.setItem(`plaintalk.scroll.${this.#entry}`, String(scrollY));
    } catch {
      // Storage is off or full: coming back begins at the top.
    }
  }
}

function pathHere(): string {
  const path = location.pathname.slice(base().length);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The name of the browser's history entry; every entry of ours carries one. */
function entryHere(): string {
  const state: unknown = history.state;
  if (typeof state === 'object' && state !== null && 'entry' in state) return String(state.entry);
  return 'first';
}

function keptScroll(entry: string): number {
  try {
    return Number(sessionStorage.getItem(`plaintalk.scroll.${entry}`) ?? 0);
  } catch {
    return 0;
  }
}
