/** Every language says the same: the same codes with the same holes, in its own words. */
import { describe, expect, it } from 'vitest';
import { first } from './de/first.ts';
import { de } from './de/index.ts';
import { workshop as workshopGerman } from './de/workshop.ts';
import { http } from './en/http.ts';
import { en } from './en/index.ts';
import { page } from './en/page.ts';
import { shell } from './en/shell.ts';
import { workshop } from './en/workshop.ts';
import { chosenOf, isLanguage } from './languages.ts';

const holesOf = (text: string) => [...new Set([...text.matchAll(/\{[a-zA-Z]\w*\}/g)].map(([hole]) => hole))].sort();

/** Names and what crosses a wire are the same in every language. */
const SAME =
  /^(page\.name|page\.title|protocol\.\w+\.(long|port|reply)|lab\.minutes|start\.card\.port|wire\.|pane\.terminal|terminal\.(name|tabs)|voice\.|pop3\.meaning\.)/;

describe('German', () => {
  it('has a sentence for every code but those of programs in the terminal, and none beside them', () => {
    const wanted = Object.keys(en).filter((code) => !Object.hasOwn(shell, code));
    expect(Object.keys(de).sort()).toEqual(wanted.sort());
    expect(Object.keys(first).sort()).toEqual(Object.keys({ ...page, ...http }).sort());
    expect(Object.keys(workshopGerman)).toEqual(Object.keys(workshop));
  });

  it.each(Object.entries({ ...de, ...workshopGerman }))('%s has the holes of the English sentence', (code, text) => {
    const english: Readonly<Record<string, string>> = { ...en, ...workshop };
    expect(holesOf(text)).toEqual(holesOf(english[code] ?? ''));
    if (!SAME.test(code)) expect(text).not.toBe(english[code]);
    // du, and quotation marks as German has them.
    expect(text).not.toMatch(/\b(Ihnen|Ihre?[mnrs]?)\b|“[^“„]*”/);
  });
});

describe('the choice of a language', () => {
  it('is the first wished for that there are words for, whatever its region', () => {
    expect(chosenOf(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(chosenOf(['en-GB', 'de'])).toBe('en');
    expect(chosenOf(['fr'])).toBe('en');
    expect(chosenOf([])).toBe('en');
    expect([isLanguage('de'), isLanguage('xx'), isLanguage(undefined)]).toEqual([true, false, false]);
  });
});
