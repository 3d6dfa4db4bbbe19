/**
 * The shell's language, as far as it goes: words, quotes, backslash, `;`, `&&`, `||`, `|`, `<`, `>`, `>>`, `~`, `*` and
 * `?`. It must never run anything. Messages are bash's own. Takes time linear in the line.
 */

/** A word in pieces; only what is not quoted may be a pattern or a `~`. */
export interface Word {
  readonly pieces: readonly { readonly text: string; readonly isQuoted: boolean }[];
}

export interface Redirection {
  readonly operator: '<' | '>' | '>>';
  readonly target: Word;
}

export interface Command {
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** One pipeline; `when` tells after which outcome of the one before it runs. */
export interface PipelineSpec {
  readonly when: 'always' | 'success' | 'failure';
  readonly commands: readonly Command[];
}

export type ParsedLine = { readonly pipelines: readonly PipelineSpec[] } | { readonly problem: string };

type Token = { readonly word: Word } | { readonly operator: string };

/** Longer ones first. */
const OPERATORS = ['&&', '||', '>>', '>&', '<<', '|', ';', '<', '>', '&', '(', ')'];
const NOT_HERE = new Set(['&', '(', ')', '<<', '>&']);
const SPECIAL = /[\s'"\\|;<>&()]/;

class SyntaxProblem extends Error {}

/** Parses a line. Never throws. */
export function parseLine(line: string): ParsedLine {
  try {
    return { pipelines: group(tokens(line)) };
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { problem: problem.message };
    throw problem;
  }
}

/** The text of a word with its quotes taken off. */
export function textOf(word: Word): string {
  return word.pieces.map((piece) => piece.text).join('');
}

function tokens(line: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const character = line.charAt(at);
    if (/\s/.test(character)) {
      at++;
      continue;
    }
    if (character === '#') break;
    const operator = OPERATORS.find((candidate) => line.startsWith(candidate, at));
    if (operator !== undefined) {
      found.push({ operator });
      at += operator.length;
      continue;
    }
    const { word, end } = takeWord(line, at);
    found.push({ word });
    at = end;
  }
  return found;
}

function takeWord(line: string, start: number): { word: Word; end: number } {
  const pieces: { text: string; isQuoted: boolean }[] = [];
  let at = start;
  for (;;) {
    const character = line.charAt(at);
    if (character === "'" || character === '"') {
      const { text, end } = character === "'" ? singleQuoted(line, at) : doubleQuoted(line, at);
      pieces.push({ text, isQuoted: true });
      at = end;
    } else if (character === '\\') {
      pieces.push({ text: line.charAt(at + 1), isQuoted: true });
      at += 2;
    } else if (character === '' || SPECIAL.test(character)) {
      return { word: { pieces }, end: at };
    } else {
      const begin = at;
      while (at < line.length && !SPECIAL.test(line.charAt(at))) at++;
      pieces.push({ text: line.slice(begin, at), isQuoted: false });
    }
  }
}

function singleQuoted(line: string, start: number): { text: string; end: number } {
  const end = line.indexOf("'", start + 1);
  if (end < 0) throw new SyntaxProblem("unexpected EOF while looking for matching `''");
  return { text: line.slice(start + 1, end), end: end + 1 };
}

function doubleQuoted(line: string, start: number): { text: string; end: number } {
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '"') return { text, end: at + 1 };
    // Inside double quotes a backslash is one of the text, save before these (POSIX.1-2017 XCU §2.2.3).
    if (character === '\\' && /[$`"\\]/.test(line.charAt(at + 1))) at++;
    text += line.charAt(at);
  }
  throw new SyntaxProblem('unexpected EOF while looking for matching `"\'');
}

function group(all: readonly Token[]): PipelineSpec[] {
  const pipelines: PipelineSpec[] = [];
  let when: PipelineSpec['when'] = 'always';
  let commands: Command[] = [];
  let words: Word[] = [];
  let redirections: Redirection[] = [];

  const endCommand = (near: string): void => {
    if (words.length === 0 && redirections.length === 0) throw unexpected(near);
    commands.push({ words, redirections });
    words = [];
    redirections = [];
  };
  const endPipeline = (near: string): void => {
    endCommand(near);
    pipelines.push({ when, commands });
    commands = [];
  };

  for (let i = 0; i < all.length; i++) {
    const token = all[i];
    if (token === undefined) break;
    if ('word' in token) {
      words.push(token.word);
      continue;
    }
    const { operator } = token;
    if (NOT_HERE.has(operator)) throw unexpected(operator);
    switch (operator) {
      case '<':
      case '>':
      case '>>': {
        const target = all[++i];
        if (target === undefined || !('word' in target)) throw unexpected(target?.operator ?? 'newline');
        redirections.push({ operator, target: target.word });
        break;
      }
      case '|':
        endCommand(operator);
        if (i + 1 === all.length) throw new SyntaxProblem('syntax error: unexpected end of file');
        break;
      default:
        endPipeline(operator);
        when = operator === '&&' ? 'success' : operator === '||' ? 'failure' : 'always';
        if (when !== 'always' && i + 1 === all.length) throw new SyntaxProblem('syntax error: unexpected end of file');
    }
  }
  if (words.length > 0 || redirections.length > 0 || commands.length > 0) endPipeline('newline');
  return pipelines;
}

function unexpected(token: string): SyntaxProblem {
  return new SyntaxProblem(`syntax error near unexpected token \`${token}'`);
}
