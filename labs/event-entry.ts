/** Checks of what happened, as an author wrote them → as the checker takes them. */
import type { Position } from './check-entry.ts';
import type { CheckEntry, ExchangeEntry } from './check-schema.ts';
import { addHostFault, addTerminalFault } from './check-places.ts';
import { addPatternFault } from './check-shape.ts';
import { addArgumentFaults, addProtocolFault, addReplyFault, addStateFaults, addVerbFault } from './check-words.ts';
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
    if (!position.about.isMistake) addTypedFault(position);
    addTerminalFault(terminal, position);
    addPatternFault(line, position, 'line');
    return { type: 'typed', line, ...given('program', program), ...given('terminal', terminal) };
  }
  if (answer !== undefined) return answerOf(answer, position);
  if (point === undefined) return undefined;
  const { ask, side } = point;
  const asked = exchangeOf(point.exchange, { ...position, path: [...position.path, 'exchange'] });
  return { type: 'point', ask: questionOf(ask, position), side, exchange: asked };
}

/** Words that are typed fulfil nothing: what counts is what crosses the wire. */
function addTypedFault({ faults, path }: Position): void {
  faults.add(
    path,
    'typed: expected it in the when of a mistake alone, because words that are typed fulfil nothing.',
    'Say what crosses the wire: an exchange, a transfer.',
  );
}

/** A mistake is an answer to the step's own question. */
function questionOf(ask: string | undefined, { about, faults, path }: Position): string {
  if (ask !== undefined) return renderMarkdown(ask);
  if (!about.isMistake) {
    faults.add(path, 'Expected the key "ask", the question; came nothing.', 'Write for example: ask: Which port?');
  }
  return '';
}

function scopeOf(entry: ScopeEntry, position: Position): EventScope {
  const { protocol = position.about.protocol, host, port, secure, terminal, connection } = entry;
  addProtocolFault(protocol, position);
  addHostFault(host, position);
  addTerminalFault(terminal, position);
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
    const meant = verb === undefined ? [...vocabulary.verbs.values()] : [vocabulary.verbs.get(verb) ?? []].flat();
    addArgumentFaults(values, meant, position);
    addStateFaults(state, vocabulary, position);
  }
  if (reply !== undefined) addReplyFault(reply, position);
  addPatternFault(replyText, position, 'replyText');
  for (const [name, value] of Object.entries(values)) addPatternFault(value, position, 'arguments', name);
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
  const question = questionOf(ask, position);
  const right = formOf(forms, position);
  return right === undefined ? undefined : { type: 'answer', ask: question, right };
}

function formOf(forms: Omit<NonNullable<CheckEntry['answer']>, 'ask'>, position: Position): AnswerForm | undefined {
  const { path, faults } = position;
  const { text, number, choice, pattern } = forms;
  const written = Object.keys(forms);
  if (written.length !== 1) {
    const came = written.length === 0 ? 'none' : written.join(' and ');
    faults.add(path, `Expected one right answer, came ${came}.`, 'Write one of text, number, choice, pattern.');
    return undefined;
  }
  addPatternFault(text, position, 'text');
  if (text !== undefined) return { kind: 'text', text };
  if (pattern !== undefined) {
    addPatternFault({ pattern }, position);
    return { kind: 'text', text: { pattern } };
  }
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
