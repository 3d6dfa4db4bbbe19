/** What is said of a letter that the server takes and nobody else would. */
import { expect, test } from 'vitest';
import { latin1Bytes } from '../lines.ts';
import { describeMessage } from './message-arguments.ts';
import { messageProblem } from './message-problem.ts';
import { MessageText } from './message-text.ts';

function problemOf(lines: readonly string[]): string | undefined {
  const message = new MessageText({ limitBytes: 10_000, endsWithDot: false });
  message.push(latin1Bytes(lines.map((line) => `${line}\r\n`).join('')));
  return messageProblem(describeMessage(message))?.code.replace('smtp.problem.', '');
}

test.each<[string, readonly string[], string | undefined]>([
  ['as it should be', ['From: a@b', 'Subject: x', '', 'Hello'], undefined],
  ['words with a colon in the text', ['Subject: x', '', 'Note: to self'], undefined],
  ['no empty line', ['From: a@b', 'Subject: x', 'Hello'], 'no-blank-line'],
  ['an empty line too early', ['From: a@b', '', 'Subject: x', 'Hello'], 'early-blank-line'],
  ['an empty line before all', ['', 'From: a@b', 'Subject: x'], 'early-blank-line'],
  ['a field without its colon', ['From: a@b', 'Subject My first mail', '', 'Hello'], 'header-without-colon'],
  ['text alone', ['Hello', 'you'], 'no-header'],
  ['text behind an empty line', ['', 'Hello'], 'no-header'],
  ['header alone', ['From: a@b', 'Subject: x'], 'no-text'],
  ['nothing', [], 'empty-text'],
])('%s', (_, lines, problem) => {
  expect(problemOf(lines)).toBe(problem);
});
