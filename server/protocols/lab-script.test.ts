/** The format of solutions and variants: what it says, and each fault with its sentence. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../labs/problems.ts';
import { parseSolution, parseVariants, SCRIPT_TEXT_LIMIT } from './lab-script.ts';

const steps = ['connect', 'hello', 'codes'];
const solution = (text: string) => parseSolution({ text, file: 'solution.txt', steps });
const variants = (text: string) => parseVariants({ text, file: 'variants.txt', steps });

test('a solution is cut into the parts of its steps', () => {
  const { parts, problems } = solution(
    [
      '# remark',
      'T: host mail.thm',
      '-- step connect',
      'T: telnet 10.0.0.1 25',
      'P: 220 hello',
      'T[phone]: ls',
      'P: and more',
      'P[phone]: a file',
      '-- no step',
      'T: NOOP',
      '-- step hello',
      '-- key[phone] ^D',
      '-- answer hello two words ',
      '-- point hello server ehlo',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(parts).toEqual([
    { step: undefined, name: '', line: 1, moves: [typed('laptop', 'host mail.thm', 2)] },
    {
      step: 'connect',
      name: '',
      line: 3,
      moves: [
        { ...typed('laptop', 'telnet 10.0.0.1 25', 4), shown: [{ terminal: 'laptop', lines: ['220 hello'], line: 5 }] },
        {
          ...typed('phone', 'ls', 6),
          shown: [
            { terminal: 'phone', lines: ['a file'], line: 8 },
            { terminal: 'laptop', lines: ['220 hello', 'and more'], line: 7 },
          ],
        },
      ],
    },
    { step: undefined, name: '', line: 9, moves: [typed('laptop', 'NOOP', 10)] },
    {
      step: 'hello',
      name: '',
      line: 11,
      moves: [
        { kind: 'key', terminal: 'phone', key: 'end-of-file', line: 12, shown: [] },
        { kind: 'answer', step: 'hello', text: 'two words', line: 13, shown: [] },
        { kind: 'point', step: 'hello', side: 'server', verb: 'EHLO', line: 14, shown: [] },
      ],
    },
  ]);
});

function typed(terminal: string, text: string, line: number) {
  return { kind: 'type', terminal, text, line, shown: [{ terminal, lines: [], line }] };
}

test('variants are other ways through a step', () => {
  const read = variants('== hello: with EHLO\nT: EHLO me\nP: 250 hi\n\n== connect: by nc\nT: nc 10.0.0.1 25\n');
  expect(read.problems).toEqual([]);
  expect(read.variants.map(({ step, name, line, moves }) => [step, name, line, moves.length])).toEqual([
    ['hello', 'with EHLO', 1, 1],
    ['connect', 'by nc', 5, 1],
  ]);
});

describe('each fault has its place and its sentence', () => {
  const inSolution: readonly (readonly [string, string])[] = [
    [
      'X: what',
      '1:1: Expected T:, P:, -- or #, came "X: what". Begin a line that is typed with "T: ", one that is printed with "P: ".',
    ],
    ['-- step helo\nT: a', '1:9: Expected the id of a step of this lab, came "helo". Did you mean "hello"?'],
    [
      '-- step xyzzy\nT: a',
      '1:9: Expected the id of a step of this lab, came "xyzzy". Its steps are connect, hello, codes.',
    ],
    [
      '-- step hello\nT: a\n-- step hello\nT: b',
      '3:9: Expected one part for each step, came "hello" again. Make one part of the two.',
    ],
    ['-- step hello', '1:1: Expected lines that make the step "hello" true, came none. Write them below it.'],
    [
      'P: 220',
      '1:1: Expected a line that is typed before one that is printed, came none above it. Write its "T: " line above it.',
    ],
    ['-- setp hello', '1:4: Expected step, no step, key, answer or point, came "setp hello". Did you mean "step"?'],
    ['-- dance', '1:4: Expected step, no step, key, answer or point, came "dance". Write one of these.'],
    [
      '-- answer hello',
      '1:4: Expected the id of a step and an answer, came "hello". Write it as in: -- answer codes 250',
    ],
    ['-- answer helo 250', '1:11: Expected the id of a step of this lab, came "helo". Did you mean "hello"?'],
    [
      '-- point hello both PASS',
      '1:4: Expected the id of a step, client or server, and a verb, came "hello both PASS". Write it as in: -- point secret client PASS',
    ],
    ['-- key ^Z', '1:4: Expected ^C, ^D or ^], came "^Z". Write one of these.'],
    [
      '== hello: way',
      '1:1: Expected the one way through the lab, came the head of a variant. Move it to variants.txt.',
    ],
    [`T: ${'a'.repeat(5000)}`, '1:1: Expected at most 4096 characters in a line, came 5003. Make it shorter.'],
  ];
  test.each(inSolution)('%j', (text, said) => {
    expect(solution(text).problems.map(formatProblem)).toEqual([`solution.txt:${said}`]);
  });

  const inVariants: readonly (readonly [string, string])[] = [
    [
      'T: EHLO me\nP: 250\nT: QUIT',
      '1:1: Expected the head of a variant, came a line without one. Begin a variant with: == ID: name',
    ],
    [
      '== hello with EHLO\nT: a',
      '1:1: Expected the id of a step and a name of the way, came "== hello with EHLO". Write it as in: == hello: with EHLO',
    ],
    ['== helo: with EHLO\nT: a', '1:4: Expected the id of a step of this lab, came "helo". Did you mean "hello"?'],
    [
      '== hello: with EHLO',
      '1:1: Expected lines that make the variant "with EHLO" true, came none. Write them below it.',
    ],
    [
      '== hello: way\n-- step hello\nT: a',
      '2:4: Expected the lines of a variant, came the head of a part. Begin a variant with: == ID: name',
    ],
  ];
  test.each(inVariants)('%j', (text, said) => {
    expect(variants(text).problems.map(formatProblem)).toEqual([`variants.txt:${said}`]);
  });

  test('a text that is too long', () => {
    const said = `solution.txt:1:1: Expected at most ${SCRIPT_TEXT_LIMIT} characters, came ${SCRIPT_TEXT_LIMIT + 1}. Make it shorter.`;
    expect(solution('#'.repeat(SCRIPT_TEXT_LIMIT + 1)).problems.map(formatProblem)).toEqual([said]);
  });
});

test('any text is read without throwing', () => {
  const word = fc.constantFrom(
    '-- ',
    'T: ',
    'P: ',
    '== ',
    'hello',
    ': ',
    '\n',
    '[x]',
    'step ',
    'answer ',
    'key ',
    '^C',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 40 }), (words) => {
      solution(words.join(''));
      variants(words.join(''));
    }),
  );
});
