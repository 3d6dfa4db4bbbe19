/**
 * Signs in a line that do not belong there, whatever the protocol: what keyboards, web pages and habits put in. Each is
 * known by this: without it the line would be right.
 */
import type { LineProblem } from './observation.ts';

/** A line taken for another one, and what to say if that one is right. */
export interface Mended {
  readonly line: string;
  readonly problem: LineProblem;
}

/** Escape sequences of arrow keys, backspaces, and other control characters. */
const CONTROL = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])?|[\x00-\x08\x0b-\x1f\x7f]|\^\[\[?[A-D]/g;
/** One Unicode character each. */
function signsOf(text: string): string[] {
  return Array.from(text);
}

/** What text processors and web pages put in the place of a plain sign. */
const SMART: ReadonlyMap<string, string> = new Map([
  ...signsOf('“”„‟«»″').map((sign) => [sign, '"'] as const),
  ...signsOf('‘’‚‛′`´').map((sign) => [sign, "'"] as const),
  ...signsOf('–—−‐‑').map((sign) => [sign, '-'] as const),
  ...signsOf('‹〈⟨＜').map((sign) => [sign, '<'] as const),
  ...signsOf('›〉⟩＞').map((sign) => [sign, '>'] as const),
  ['＠', '@'],
  ['：', ':'],
  ['。', '.'],
  ['…', '...'],
  ['\u00a0', ' '],
  ['\u2003', ' '],
  ['\u3000', ' '],
  ['\u200b', ''],
  ['\ufeff', ''],
]);
/** A prompt, or the mark by which a lesson tells who speaks. */
const PROMPT = /^\s*(?:[CTSP]\d?(?:\[\w{1,20}\])?:|[$#>%]|[\w.-]{1,40}@[\w.-]{1,40}[^\s]{0,20}[$#]|(?:ftp|telnet)>)\s+/;

/** The line as it was typed: an exchange has it as bytes. */
export function typedText(line: string): string {
  if (!/[\x80-\xff]/.test(line) || /[^\x00-\xff]/.test(line)) return line;
  const bytes = Uint8Array.from(line, (character) => character.charCodeAt(0));
  return new TextDecoder('utf-8').decode(bytes);
}

export function controlSigns(line: string): LineProblem | undefined {
  return line.replace(CONTROL, '') === line ? undefined : { code: 'coach.control-keys' };
}

export function smartSign(line: string): LineProblem | undefined {
  const sign = signsOf(line).find((each) => SMART.has(each) && each !== '`');
  if (sign === undefined) return undefined;
  const plain = SMART.get(sign) ?? '';
  if (plain.trim() === '') return { code: 'coach.invisible-sign' };
  return { code: 'coach.smart-sign', params: { sign, plain } };
}

/** Ways to read a line otherwise, the most telling first. */
export function mendings(line: string): Mended[] {
  const mended = [
    change(line, CONTROL, '', { code: 'coach.control-keys' }),
    smart(line),
    prompt(line),
    quotes(line),
    change(line, /\s*(?:\\r\\n|\\n|<CR>?LF>|<CRLF>|\[?<?enter>?\]?|⏎|↵)\s*$/i, '', { code: 'coach.written-enter' }),
    trailing(line),
    change(line, /\t+/g, ' ', { code: 'coach.tab' }),
    change(line, /^(\S+?)\s*[:=,;]\s*(?=\S|$)/, '$1 ', {
      code: 'coach.sign-after-verb',
      params: { sign: /^\S+?\s*([:=,;])/.exec(line)?.[1] ?? '' },
    }),
    change(line, /^\s+/, '', { code: 'coach.leading-space' }),
    change(line, / {2,}/g, ' ', { code: 'coach.two-spaces' }),
  ];
  return mended.filter((each) => each !== undefined && each.line !== line) as Mended[];
}

function change(line: string, pattern: RegExp, by: string, problem: LineProblem): Mended | undefined {
  const changed = line.replace(pattern, by);
  return changed === line ? undefined : { line: changed.trimEnd(), problem };
}

function smart(line: string): Mended | undefined {
  const problem = smartSign(line);
  return problem === undefined
    ? undefined
    : {
        line: signsOf(line)
          .map((sign) => SMART.get(sign) ?? sign)
          .join(''),
        problem,
      };
}

function prompt(line: string): Mended | undefined {
  const [found] = PROMPT.exec(line) ?? [];
  if (found === undefined) return undefined;
  return { line: line.slice(found.length), problem: { code: 'coach.copied-prompt', params: { prompt: found.trim() } } };
}

/** The whole line within quotes, backticks or stars, as texts set off what is to be typed. */
function quotes(line: string): Mended | undefined {
  const [, sign, inside] = /^\s*(["'`*]{1,2})(.+)\1\s*$/s.exec(line) ?? [];
  if (sign === undefined || inside === undefined) return undefined;
  return { line: inside, problem: { code: 'coach.quoted-line', params: { sign } } };
}

/** A full stop, or whatever ends a sentence. */
function trailing(line: string): Mended | undefined {
  const [, kept, sign] = /^(.*[^\s.,;!?])\s*([.,;!?]+)\s*$/s.exec(line) ?? [];
  if (sign === undefined || kept === undefined) return undefined;
  return { line: kept, problem: { code: 'coach.trailing-sign', params: { sign } } };
}

/** Somebody speaks to a web server. */
export function isHttp(line: string): boolean {
  return (
    (/^\s*(?:GET|POST|HEAD|PUT|OPTIONS)\s+\S*\s*(?:HTTP\/[\d.]+)?\s*$/i.test(line) && /\/|HTTP/i.test(line)) ||
    /^\s*(?:https?:\/\/|Host:|User-Agent:|Accept:|www\.)/i.test(line)
  );
}
