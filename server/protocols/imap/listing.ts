/** LIST and LSUB: what mailboxes there are (RFC 3501 §6.3.8, §6.3.9; RFC 5258; RFC 5819; RFC 6154; RFC 3348). */
import { astring } from './arguments.ts';
import { enableCondstore } from './condstore.ts';
import {
  type ListArguments,
  type ListReturn,
  parseListArguments,
  parsePatterns,
  withReference,
} from './list-options.ts';
import { ListPatterns } from './list-patterns.ts';
import { levelsAbove, SEPARATOR } from './mailbox-names.ts';
import { ArgumentMistake } from './mistakes.ts';
import type { Command, Completion, LoggedIn } from './session.ts';
import { statusLine } from './status.ts';
import { writeAstring } from './strings.ts';

/** RFC 3501 §6.3.8; extended: RFC 5258 §3 */
export function list(session: LoggedIn, { args }: Command): Completion {
  const asked = parseListArguments(args);
  const { patterns, isExtended, status, selection } = asked;
  if (!isExtended && patterns[0] === '') {
    session.write(`* LIST (\\Noselect) "${SEPARATOR}" ""`);
    return { text: 'List completed' };
  }
  if (status?.has('HIGHESTMODSEQ') === true) enableCondstore(session);
  const facts = factsOf(session);
  const found = selection.has('SUBSCRIBED') ? subscribedNames(facts, asked) : existingNames(facts, asked);
  for (const [name, hasSubscribedBelow] of found) {
    const written = `"${SEPARATOR}" ${writeAstring(name)}`;
    const childInfo = hasSubscribedBelow ? ' (CHILDINFO ("SUBSCRIBED"))' : '';
    session.write(`* LIST (${attributesOf(facts, name, asked).join(' ')}) ${written}${childInfo}`);
    const mailbox = status && session.account.mailbox(name);
    if (mailbox) session.write(statusLine(session, { name, written: name, mailbox, wanted: status }));
  }
  return { text: 'List completed' };
}

/** What all the lines of one LIST are made from. */
interface Facts {
  readonly session: LoggedIn;
  readonly names: ReadonlySet<string>;
  /** Levels that have a mailbox below them, themselves mailboxes or not. */
  readonly parents: ReadonlySet<string>;
  readonly subscribed: ReadonlySet<string>;
}

function factsOf(session: LoggedIn): Facts {
  const { account } = session;
  const names = new Set(account.mailboxNames());
  return { session, names, parents: new Set([...names].flatMap(levelsAbove)), subscribed: account.subscriptions() };
}

/** The mailboxes, and the levels above them, that are meant; with RECURSIVEMATCH, whether something subscribed lies below. */
type Listed = readonly (readonly [name: string, hasSubscribedBelow: boolean])[];

function existingNames({ session, names, parents }: Facts, { patterns, selection }: ListArguments): Listed {
  const isMeant = (name: string): boolean =>
    !selection.has('SPECIAL-USE') || session.account.mailbox(name)?.specialUse !== undefined;
  const asked = new ListPatterns(patterns);
  return [...new Set([...names, ...parents])]
    .filter((name) => isMeant(name) && asked.matches(name))
    .sort()
    .map((name) => [name, false]);
}

/** RFC 5258 §3.1, §3.5: what is subscribed, there or not; with RECURSIVEMATCH, levels above what the pattern does not meet. */
function subscribedNames({ session, subscribed }: Facts, { patterns, selection }: ListArguments): Listed {
  const isRecursive = selection.has('RECURSIVEMATCH');
  const isMeant = (name: string): boolean =>
    !selection.has('SPECIAL-USE') || session.account.mailbox(name)?.specialUse !== undefined;
  const asked = new ListPatterns(patterns);
  const found = new Map<string, boolean>();
  for (const name of subscribed) {
    const isFound = isMeant(name) && asked.matches(name);
    if (isFound) found.set(name, found.get(name) ?? false);
    if (!isRecursive || !isMeant(name)) continue;
    for (const level of levelsAbove(name)) {
      const isListed = subscribed.has(level) ? isMeant(level) : !isFound;
      if (isListed && asked.matches(level)) found.set(level, true);
    }
  }
  return [...found];
}

function attributesOf(
  { session, names, parents, subscribed }: Facts,
  name: string,
  asked: ListArguments,
): readonly string[] {
  const { returned, isExtended } = asked;
  const has = (option: ListReturn): boolean => returned.has(option);
  const isThere = names.has(name);
  const attributes = [
    has('SUBSCRIBED') && subscribed.has(name) && '\\Subscribed',
    !isThere && (isExtended ? '\\NonExistent' : '\\Noselect'),
    (!isExtended || has('CHILDREN')) && (parents.has(name) ? '\\HasChildren' : '\\HasNoChildren'),
    (!isExtended || has('SPECIAL-USE')) && session.account.mailbox(name)?.specialUse,
  ];
  return attributes.filter((attribute) => typeof attribute === 'string');
}

/** RFC 3501 §6.3.9; a level above a subscribed mailbox that `%` meets is shown with \Noselect. */
export function lsub(session: LoggedIn, { args }: Command): Completion {
  const reference = astring(args[0]);
  if (reference === undefined) throw new ArgumentMistake('Invalid reference.');
  const asked = new ListPatterns(parsePatterns(args[1]).map((pattern) => withReference(reference, pattern)));
  if (args.length > 2) throw new ArgumentMistake('Extra arguments.');
  const subscribed = session.account.subscriptions();
  const names = new Set(subscribed);
  for (const name of subscribed) {
    if (!asked.matches(name)) for (const level of levelsAbove(name)) names.add(level);
  }
  for (const name of [...names].sort()) {
    if (!asked.matches(name)) continue;
    const attribute = subscribed.has(name) ? (session.account.mailbox(name)?.specialUse ?? '') : '\\Noselect';
    session.write(`* LSUB (${attribute}) "${SEPARATOR}" ${writeAstring(name)}`);
  }
  return { text: 'Lsub completed' };
}
