import { describe, expect, it } from 'vitest';
import css from './tokens.css?raw';

const tokens = new Map(
  [...css.matchAll(/(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name = '', light, dark]) => [
    name,
    { light, dark },
  ]),
);

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ['--paper', '--sheet', '--well', '--client-wash', '--server-wash', '--done-wash', '--look-wash'];
const TEXTS = ['--ink', '--ink-soft', '--client', '--server', '--done', '--look'];
const ANSI = [...tokens.keys()].filter((name) => /^--terminal-(?!selection|cursor)/.test(name));

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const colour = (name: string): string => {
    const value = tokens.get(name)?.[theme];
    if (value === undefined) throw new Error(`tokens.css has no ${name}`);
    return value;
  };

  it.each(TEXTS)('%s can be read on every surface (4.5:1)', (text) => {
    for (const surface of SURFACES)
      expect(contrast(colour(text), colour(surface)), surface).toBeGreaterThanOrEqual(4.5);
  });

  it('the outline of a control is seen on every surface (3:1)', () => {
    for (const surface of SURFACES) expect(contrast(colour('--edge'), colour(surface))).toBeGreaterThanOrEqual(3);
  });

  it('the text of the main button can be read, also under the pointer', () => {
    expect(contrast(colour('--on-ink'), colour('--ink'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('--on-ink'), colour('--ink-soft'))).toBeGreaterThanOrEqual(4.5);
  });

  it('selected text can be read', () => {
    expect(contrast(colour('--ink'), colour('--terminal-selection'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(ANSI.filter((name) => name !== '--terminal-black'))('%s can be read in the terminal', (name) => {
    expect(contrast(colour(name), colour('--well'))).toBeGreaterThanOrEqual(4.5);
  });
});
