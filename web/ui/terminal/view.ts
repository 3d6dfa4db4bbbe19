/**
 * xterm.js in an element: loaded when it is first needed, coloured from the tokens, sized so that 80 columns fit where
 * the screen allows. A server's output can set neither title nor clipboard.
 */
import type { ITheme, Terminal as Xterm } from '@xterm/xterm';
import { guard } from '../../terminal/guard.ts';
import { type Margin, Screen } from '../../terminal/screen.ts';
import { theme } from '../../state/theme.svelte.ts';

export interface ViewSetting {
  readonly label: string;
  readonly margin: Margin;
  readonly onData: (data: string) => void;
}

export interface View {
  readonly screen: Screen;
  focus(): void;
  /** Puts the colours of the theme shown now. */
  recolour(): void;
  dispose(): void;
}

const COLUMNS = 80;
const FONT = { smallest: 12, largest: 15 };
/** The width of a character of the monospace, as a share of its size. */
const CHARACTER_WIDTH = 0.6;
const LINE_HEIGHT = 1.35;
const SCROLLBACK = 5000;

const PALETTE: readonly (keyof ITheme)[] = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
];

/** Makes a terminal in the element. Rejects where the code can't be loaded. */
export async function openView(element: HTMLElement, setting: ViewSetting): Promise<View> {
  const [{ Terminal }, { FitAddon }] = await Promise.all([
    import('@xterm/xterm'),
    import('@xterm/addon-fit'),
    import('@xterm/xterm/css/xterm.css'),
  ]);
  const xterm = new Terminal({
    // Marks in the margin are decorations, which xterm.js still counts as proposed.
    allowProposedApi: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    cursorStyle: 'bar',
    cursorWidth: 2,
    fontFamily: getComputedStyle(element).getPropertyValue('--mono'),
    fontSize: fontSizeFor(element.clientWidth),
    lineHeight: LINE_HEIGHT,
    scrollback: SCROLLBACK,
    minimumContrastRatio: 4.5,
    theme: colours(),
  });
  const fit = new FitAddon();
  xterm.loadAddon(fit);
  guard(xterm);
  xterm.attachCustomKeyEventHandler((event) => isForTerminal(event, xterm));
  xterm.open(element);
  xterm.textarea?.setAttribute('aria-label', setting.label);
  const fitIn = (): void => {
    xterm.options.fontSize = fontSizeFor(element.clientWidth);
    fit.fit();
    const width = element.querySelector('.xterm-screen')?.clientWidth ?? element.clientWidth;
    element.style.setProperty('--screen-width', `${width}px`);
  };
  fitIn();
  xterm.onData(setting.onData);
  const screen = new Screen(xterm, setting.margin);
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === 0) return;
    screen.resize(fitIn);
  });
  observer.observe(element);
  return {
    screen,
    focus: () => xterm.focus(),
    recolour: () => (xterm.options.theme = colours()),
    dispose: () => {
      observer.disconnect();
      screen.dispose();
      xterm.dispose();
    },
  };
}

/** Tab leaves the terminal; copying and the browser's own keys stay the browser's. */
function isForTerminal(event: KeyboardEvent, xterm: Xterm): boolean {
  if (event.key === 'Tab') return false;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key.toLowerCase() === 'c' && xterm.hasSelection()) return false;
  return !(isCommand && event.key.toLowerCase() === 'v');
}

function fontSizeFor(width: number): number {
  // A little is lost to the scrollbar.
  const fitting = Math.floor(((width - 16) / COLUMNS / CHARACTER_WIDTH) * 2) / 2;
  return Math.min(FONT.largest, Math.max(FONT.smallest, fitting));
}

function colours(): ITheme {
  const named = PALETTE.map((name) => [name, theme.colour(`--terminal-${kebab(name)}`)] as const);
  return {
    background: theme.colour('--terminal-background'),
    foreground: theme.colour('--terminal-foreground'),
    cursor: theme.colour('--terminal-cursor'),
    selectionBackground: theme.colour('--terminal-selection'),
    ...Object.fromEntries(named),
  };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
