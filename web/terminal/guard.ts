/**
 * What a server's output can't do to the terminal: leave it (title, clipboard, links), ask it questions whose answers
 * would count as typed, or change how keys, screen and cursor work for whoever types next. Colours and the cursor's place
 * are the server's to choose.
 */
import type { IDisposable, Terminal as Xterm } from '@xterm/xterm';

/** OSC commands that xterm.js, an addon or a browser might one day act on: title, colours, links, clipboard, notifications. */
const OUTWARD_OSC = [
  0, 1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 17, 19, 50, 52, 99, 104, 110, 111, 112, 133, 633, 777, 1337,
];

/** Synchronized output: the screen's own, bounded in time by xterm.js. */
const SYNCHRONIZED = 2026;

const swallow = (): boolean => true;

export function guard({ parser }: Xterm): IDisposable {
  const handlers = [
    ...OUTWARD_OSC.map((command) => parser.registerOscHandler(command, swallow)),
    // Modes: alternate screen, mouse, bracketed paste, insertion, a hidden cursor (ECMA-48 §8.3.125, §8.3.106).
    ...['h', 'l'].flatMap((final) => [
      parser.registerCsiHandler({ final }, swallow),
      parser.registerCsiHandler({ prefix: '?', final }, (params) => !params.includes(SYNCHRONIZED)),
    ]),
    // Questions: device attributes and status, settings, reports of the window.
    ...['c', 'n', 't', 'x'].flatMap((final) => [
      parser.registerCsiHandler({ final }, swallow),
      ...['?', '>', '='].map((prefix) => parser.registerCsiHandler({ prefix, final }, swallow)),
    ]),
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow),
    // Scrolling regions, full reset, keypad, cursor style.
    parser.registerCsiHandler({ final: 'r' }, swallow),
    parser.registerCsiHandler({ intermediates: ' ', final: 'q' }, swallow),
    ...['c', '=', '>'].map((final) => parser.registerEscHandler({ final }, swallow)),
  ];
  return {
    dispose: () => {
      for (const handler of handlers) handler.dispose();
    },
  };
}
