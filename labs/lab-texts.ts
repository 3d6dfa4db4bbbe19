/** Every text of a lab, checks and translations included, changed as one says: where it is plain, rendered, or a pattern. */
import type { AnswerForm, Check, ExchangeCheck, Hint, Lab, LabTexts, Mistake, Step, ValueMatcher } from './lab.ts';

export interface TextChange {
  readonly plain: (text: string) => string;
  readonly html: (html: string) => string;
  readonly pattern: (pattern: string) => string;
}

export function changeLab(lab: Lab, change: TextChange): Lab {
  const { plain, html } = change;
  const translations = Object.entries(lab.translations).map(([key, texts]) => [key, changeTexts(texts, change)]);
  return {
    ...lab,
    title: plain(lab.title),
    summary: plain(lab.summary),
    objectives: lab.objectives.map(plain),
    introduction: html(lab.introduction),
    steps: lab.steps.map((step) => changeStep(step, change)),
    translations: Object.fromEntries(translations) as Lab['translations'],
  };
}

function changeStep(step: Step, change: TextChange): Step {
  const { plain, html } = change;
  return {
    ...step,
    title: plain(step.title),
    html: html(step.html),
    expect: changeCheck(step.expect, change),
    hints: step.hints.map((hint): Hint => ({ ...hint, html: html(hint.html) })),
    mistakes: step.mistakes.map((mistake): Mistake => {
      const tries = mistake.tries.map((lines) => lines.map(plain));
      return { ...mistake, when: changeCheck(mistake.when, change), say: html(mistake.say), tries };
    }),
    why: html(step.why),
  };
}

function changeTexts(texts: LabTexts, { plain, html }: TextChange): LabTexts {
  const steps = Object.entries(texts.steps).map(([id, step]) => {
    const questions = step.questions.map(({ ask, options }) => {
      return { ask: html(ask), ...(options === undefined ? {} : { options: options.map(html) }) };
    });
    const { hints, mistakes } = step;
    const changed = { title: plain(step.title), html: html(step.html), why: html(step.why), questions };
    return [id, { ...changed, hints: hints.map(html), mistakes: mistakes.map(html) }] as const;
  });
  return {
    title: plain(texts.title),
    summary: plain(texts.summary),
    objectives: texts.objectives.map(plain),
    introduction: html(texts.introduction),
    steps: Object.fromEntries(steps),
  };
}

/** The check with each of its texts changed. */
export function changeCheck(check: Check, change: TextChange): Check {
  const { plain } = change;
  const value = (matcher: ValueMatcher): ValueMatcher => changeValue(matcher, change);
  switch (check.type) {
    case 'all':
    case 'any':
    case 'inOrder':
    case 'none':
      return { ...check, of: check.of.map((part) => changeCheck(part, change)) };
    case 'count':
    case 'within':
    case 'ever':
      return { ...check, of: changeCheck(check.of, change) };
    case 'exchange':
      return changeExchange(check, change);
    case 'transfer':
      return { ...check, ...changed('path', check.path, plain), ...changed('host', check.host, plain) };
    case 'connected':
    case 'secured':
    case 'closed':
      return { ...check, ...changed('host', check.host, plain) };
    case 'typed':
      return { ...check, line: value(check.line) };
    case 'answer':
      return { ...check, ask: change.html(check.ask), right: changeAnswer(check.right, change) };
    case 'point':
      return { ...check, ask: change.html(check.ask), exchange: changeExchange(check.exchange, change) };
    case 'mail': {
      const { account, mailbox, headers } = check;
      const named = { account: plain(account), mailbox: plain(mailbox), headers: changeValues(headers, change) };
      const words = (flags: readonly string[]): readonly string[] => flags.map(plain);
      return {
        ...check,
        ...named,
        ...changed('contains', check.contains, plain),
        ...changed('flags', check.flags, words),
        ...changed('lacks', check.lacks, words),
      };
    }
    case 'mailbox':
      return { ...check, account: plain(check.account), name: plain(check.name) };
    case 'file':
      return { ...check, path: plain(check.path), ...changed('contains', check.contains, plain) };
    case 'queue':
      return { ...check, ...changed('from', check.from, value), ...changed('to', check.to, value) };
    default:
      return check satisfies never;
  }
}

function changeExchange(check: ExchangeCheck, change: TextChange): ExchangeCheck {
  return {
    ...check,
    ...changed('host', check.host, change.plain),
    arguments: changeValues(check.arguments, change),
    ...changed('replyText', check.replyText, (matcher) => changeValue(matcher, change)),
  };
}

function changeAnswer(right: AnswerForm, change: TextChange): AnswerForm {
  if (right.kind === 'text') return { ...right, text: changeValue(right.text, change) };
  return right.kind === 'choice' ? { ...right, options: right.options.map(change.html) } : right;
}

function changeValues(
  values: Readonly<Record<string, ValueMatcher>>,
  change: TextChange,
): Record<string, ValueMatcher> {
  return Object.fromEntries(Object.entries(values).map(([name, matcher]) => [name, changeValue(matcher, change)]));
}

function changeValue(matcher: ValueMatcher, { plain, pattern }: TextChange): ValueMatcher {
  if (typeof matcher === 'number') return matcher;
  if (typeof matcher === 'string') return plain(matcher);
  if ('contains' in matcher) return { contains: plain(matcher.contains) };
  if ('pattern' in matcher) return { pattern: pattern(matcher.pattern) };
  return { oneOf: matcher.oneOf.map((one) => (typeof one === 'string' ? plain(one) : one)) };
}

/** A key with its value changed; no key where it has none. */
function changed<K extends string, V>(key: K, value: V | undefined, change: (value: V) => V): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: change(value) } as Partial<Record<K, V>>);
}
