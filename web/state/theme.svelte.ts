/**
 * Light, dark or as the system has it. The choice is kept in this browser and stands on `<html data-theme>`, where
 * tokens.css reads it; `public/theme.js` sets it before the first paint.
 */

export type ThemeChoice = 'system' | 'light' | 'dark';
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

/** Where the choice is kept; public/theme.js reads the same key. */
export const THEME_KEY = 'plaintalk.theme';

export class Theme {
  choice = $state<ThemeChoice>('system');
  #systemIsDark = $state(false);

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = system.matches;
    system.addEventListener('change', (event) => (this.#systemIsDark = event.matches));
    this.choice = kept();
    this.#show();
    // Another page of ours has changed it.
    addEventListener('storage', (event) => {
      if (event.key !== THEME_KEY) return;
      this.choice = kept();
      this.#show();
    });
  }

  /** What is shown now: read it to draw anew (the terminal, a canvas) when it changes. */
  get shown(): 'light' | 'dark' {
    if (this.choice !== 'system') return this.choice;
    return this.#systemIsDark ? 'dark' : 'light';
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    this.#show();
    try {
      if (choice === 'system') localStorage.removeItem(THEME_KEY);
      else localStorage.setItem(THEME_KEY, choice);
    } catch {
      // Storage is off: the choice lasts as long as the page.
    }
  }

  /** From system to light to dark and back. */
  next(): void {
    this.choose(CHOICES[(CHOICES.indexOf(this.choice) + 1) % CHOICES.length] ?? 'system');
  }

  /** A colour of tokens.css as it is shown now, as `rgb(…)`: `theme.colour('--terminal-red')`. */
  colour(token: `--${string}`): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${token})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }

  #show(): void {
    if (this.choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.choice;
  }
}

function kept(): ThemeChoice {
  try {
    const value = localStorage.getItem(THEME_KEY);
    return CHOICES.find((choice) => choice === value) ?? 'system';
  } catch {
    return 'system';
  }
}

/** The page's one theme. */
export const theme = new Theme();
