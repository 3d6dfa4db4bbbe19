/** Checks of what happened, as an author wrote them → as the checker takes them. */
import type { Position } from './check-entry.ts';
import type { CheckEntry, ExchangeEntry } from './check-schema.ts';
import { addArgumentFaults, addScopeFaults, addStateFaults, addVerbFault } from './check-words.ts';
import type { AnswerForm, EventCheck, EventScope, ExchangeCheck } from './lab.ts';
import { renderInline, renderMarkdown } from './markdown.ts';

export type EventEntry = Pick<
  CheckEntry,
  'exchange' | 'connected' | 'secured' | 'transfer' | 'closed' | 'typed' | 'answer' | 'point'
>;
type ScopeEntry = NonNullable<CheckEntry['connected']>;

/** The entry's event; undefined where it is none. */
export function eventOf(entry: EventEntry, position: Position): EventCheck | undefined {
  const { exchange, connected, secured, transfer, closed, typed, answer, point } = entry;
  if (exchange !== undefined) return exchangeOf(exchange, position);
  if (connected !== undefined) return { type: 'connected', ...scopeOf(connected, position) };
  if (secured !== undefined) return { type: 'secured', ...scopeOf(secured, position) };
  if (transfer !== undefined) return transferOf(transfer, position);
  if (closed !== undefined) {
    return { type: 'closed', ...scopeOf(closed, position), ...given('by', closed.by) };
  }
  if (typed !== undefined) {
    const { line, program, terminal } = typed;
    return { type: 'typed', line, ...given('program', program), ...given('terminal', terminal) };
  }
  if (answer !== undefined) return answerOf(answer, position);
  if (point === undefined) return undefined;
  return {
    type: 'point',
    ask: renderMarkdown(point.ask),
    side: point.side,
    exchange: exchangeOf(point.exchange, { ...position, path: [...position.path, 'exchange'] }),
  };
}

function scopeOf(entry: ScopeEntry, position: Position): EventScope {
  const { protocol = position.about.protocol, host, port, secure, terminal, connection } = entry;
  addScopeFaults({ protocol, host }, position);
  return {
    protocol,
    ...given('host', host),
    ...given('port', port),
    ...given('secure', secure),
    ...given('terminal', terminal),
    ...given('connection', connection),
  };
}

function exchangeOf(entry: ExchangeEntry, position: Position): ExchangeCheck {
  const { reply, replyText, state = {}, arguments: values = {} } = entry;
  const scope = scopeOf(entry, position);
  const verb = entry.verb?.toUpperCase();
  const vocabulary = position.about.vocabularies?.get(scope.protocol);
  if (vocabulary !== undefined) {
    if (verb !== undefined) addVerbFault(verb, vocabulary, position);
    addArgumentFaults(values, vocabulary.verbs.get(verb ?? ''), position);
    addStateFaults(state, vocabulary, position);
  }
  return {
    type: 'exchange',
    ...scope,
    ...given('verb', verb),
    arguments: values,
    ...given('reply', reply === undefined ? undefined : String(reply)),
    ...given('replyText', replyText),
    ...given('before', state.before),
    ...given('after', state.after),
  };
}

function transferOf(entry: NonNullable<CheckEntry['transfer']>, position: Position): EventCheck {
  const { direction, path, mode, representation, sizeBytes, digest } = entry;
  const scope = scopeOf(entry, position);
  const verb = entry.verb?.toUpperCase();
  const vocabulary = position.about.vocabularies?.get(scope.protocol);
  if (verb !== undefined && vocabulary !== undefined) addVerbFault(verb, vocabulary, position);
  return {
    type: 'transfer',
    ...scope,
    direction,
    ...given('path', path),
    ...given('verb', verb),
    ...given('mode', mode),
    ...given('representation', representation),
    ...given('sizeBytes', sizeBytes),
    ...given('digest', digest?.toLowerCase()),
  };
}

function answerOf(entry: NonNullable<CheckEntry['answer']>, position: Position): EventCheck | undefined {
  const { ask, ...forms } = entry;
  const right = formOf(forms, position);
  return right === undefined ? undefined : { type: 'answer', ask: renderMarkdown(ask), right };
}

function formOf(
  forms: Omit<NonNullable<CheckEntry['answer']>, 'ask'>,
  { path, faults }: Position,
): AnswerForm | undefined {
  const { text, number, choice, pattern } = forms;
  const written = Object.keys(forms);
  if (written.length !== 1) {
    const came = written.length === 0 ? 'none' : written.join(' and ');
    faults.add(path, `Expected one right answer, came ${came}.`, 'Write one of text, number, choice, pattern.');
    return undefined;
  }
  if (text !== undefined) return { kind: 'text', text };
  if (pattern !== undefined) return { kind: 'text', text: { pattern } };
  if (number !== undefined) return { kind: 'number', number };
  if (choice === undefined) return undefined;
  const { options, right } = choice;
  if (right > options.length) {
    faults.add(
      [...path, 'choice', 'right'],
      `right: expected the place of one of the ${options.length} options, from 1; came ${right}.`,
      `Write a number from 1 to ${options.length}.`,
    );
  }
  return { kind: 'choice', options: options.map(renderInline), right };
}

/** A key with its value, or no key at all. */
export function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);
}
