import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine, textOf } from './parse.ts';

/** A line's pipelines as one text: `a b | c > d`. */
function shown(line: string): string {
  const parsed = parseLine(line);
  if ('problem' in parsed) return `! ${parsed.problem}`;
  return parsed.pipelines
    .map(({ when, commands }) => {
      const text = commands
        .map(({ words, redirections }) =>
          [
            ...words.map((word) => `<${textOf(word)}>`),
            ...redirections.map(({ operator, target }) => `${operator}<${textOf(target)}>`),
          ].join(' '),
        )
        .join(' | ');
      return when === 'always' ? text : `${when}: ${text}`;
    })
    .join(' ; ');
}

describe('a line of the shell', () => {
  test.each([
    ['', ''],
    ['   ', ''],
    ['ls', '<ls>'],
    ['telnet  10.10.41.192\t25', '<telnet> <10.10.41.192> <25>'],
    [`echo 'a  b' "c 'd'" e\\ f`, `<echo> <a  b> <c 'd'> <e f>`],
    [`echo a'b'"c"d`, '<echo> <abcd>'],
    [`echo ""`, '<echo> <>'],
    [`printf 'QUIT\\r\\n' | nc h 25`, `<printf> <QUIT\\r\\n> | <nc> <h> <25>`],
    [`echo "a\\"b\\n"`, `<echo> <a"b\\n>`],
    ['a;b', '<a> ; <b>'],
    ['a; b;', '<a> ; <b>'],
    ['a && b || c', '<a> ; success: <b> ; failure: <c>'],
    ['echo x>f', '<echo> <x> ><f>'],
    ['cat<f>>g', '<cat> <<f> >><g>'],
    ['ls # all', '<ls>'],
    ['echo a#b', '<echo> <a#b>'],
    ['MAIL FROM:<a@b>', "! syntax error near unexpected token `newline'"],
    ['| a', "! syntax error near unexpected token `|'"],
    ['a | | b', "! syntax error near unexpected token `|'"],
    ['a;;b', "! syntax error near unexpected token `;'"],
    ['a >', "! syntax error near unexpected token `newline'"],
    ['a > | b', "! syntax error near unexpected token `|'"],
    ['a &', "! syntax error near unexpected token `&'"],
    ['(a)', "! syntax error near unexpected token `('"],
    ['a |', '! syntax error: unexpected end of file'],
    [`echo 'a`, "! unexpected EOF while looking for matching `''"],
    [`echo "a`, '! unexpected EOF while looking for matching `"\''],
  ])('%s', (line, wanted) => {
    expect(shown(line)).toBe(wanted);
  });

  test('whatever is typed, it is parsed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from(` '"\\|;<>&()~*?#ab\n`)) }), (line) => {
        expect(shown(line)).toBeTypeOf('string');
      }),
    );
  });
});
