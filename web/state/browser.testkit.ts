/** As much of a browser as the page's state touches: an address, a history, two storages, events. Tests only. */
import { vi } from 'vitest';

interface Entry {
  url: URL;
  state: unknown;
}

export class FakeBrowser {
  readonly entries: Entry[];
  at = 0;
  scrollY = 0;
  prefersDark = false;
  readonly local = new Map<string, string>();
  readonly session = new Map<string, string>();
  readonly dataset: Record<string, string> = {};
  readonly focused: string[] = [];
  /** Storage that is switched off throws, as in a locked-down browser. */
  storageWorks = true;
  readonly #listeners = new Map<string, ((event: object) => void)[]>();

  constructor(address: string, basePath = '/') {
    this.entries = [{ url: new URL(address), state: null }];
    const listen = (name: string, listener: (event: object) => void) => {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    };
    const here = () => this.entries[this.at]?.url ?? new URL(address);
    const state = () => this.entries[this.at]?.state;
    const media = {
      matches: false,
      addEventListener: (_: string, listener: (event: object) => void) => listen('scheme', listener),
    };
    const focus = (selector: string) => (selector === 'main h1' ? { focus: () => this.focused.push(selector) } : null);
    vi.stubGlobal('Element', FakeLink);
    vi.stubGlobal('addEventListener', listen);
    vi.stubGlobal('matchMedia', () => ({ ...media, matches: this.prefersDark }));
    vi.stubGlobal('localStorage', this.#storage(this.local));
    vi.stubGlobal('sessionStorage', this.#storage(this.session));
    vi.stubGlobal('scrollTo', (_: number, y: number) => (this.scrollY = y));
    const self = Object.defineProperty(globalThis, 'scrollY', { get: () => this.scrollY, configurable: true });
    Object.defineProperty(self, 'location', { get: here, configurable: true });
    vi.stubGlobal('history', {
      get state() {
        return state();
      },
      pushState: (value: unknown, _: string, to: string) => {
        this.entries.splice(this.at + 1, Infinity, { url: new URL(to, here()), state: value });
        this.at += 1;
      },
    });
    vi.stubGlobal('document', {
      baseURI: new URL(basePath, address).href,
      documentElement: { dataset: this.dataset },
      addEventListener: listen,
      querySelector: focus,
    });
  }

  emit(name: string, event: object = {}): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event);
  }

  /** The browser's back and forward buttons. */
  travel(by: number): void {
    this.at += by;
    this.emit('popstate');
  }

  /** A click on a link; true where the page took it over. */
  click(link: FakeLink, event: Partial<MouseEvent> = {}): boolean {
    let isTaken = false;
    const click = {
      button: 0,
      defaultPrevented: false,
      target: link,
      preventDefault: () => (isTaken = true),
      ...event,
    };
    this.emit('click', click);
    return isTaken;
  }

  #storage(kept: Map<string, string>) {
    const guard = () => {
      if (!this.storageWorks) throw new DOMException('denied', 'SecurityError');
    };
    return {
      getItem: (key: string) => (guard(), kept.get(key) ?? null),
      setItem: (key: string, value: string) => (guard(), kept.set(key, value)),
      removeItem: (key: string) => (guard(), kept.delete(key)),
    };
  }
}

/** A link, as the router looks at it. */
export class FakeLink {
  readonly href: string;
  readonly origin: string;
  readonly pathname: string;
  readonly hash: string;
  readonly target: string;
  readonly isDownload: boolean;

  constructor(href: string, { target = '', isDownload = false } = {}) {
    const { origin, pathname, hash } = new URL(href);
    this.href = href;
    this.origin = origin;
    this.pathname = pathname;
    this.hash = hash;
    this.target = target;
    this.isDownload = isDownload;
  }

  closest(): this {
    return this;
  }

  hasAttribute(): boolean {
    return this.isDownload;
  }
}
