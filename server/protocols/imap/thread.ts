/** THREAD and UID THREAD (RFC 5256 §3): a search whose result is trees. REFS is Dovecot's own: REFERENCES without subjects. */
import { messageIdsOf } from '../../mail/message-id.ts';
import { parseMessage } from '../../mail/message.ts';
import { astring } from './arguments.ts';
import { ArgumentMistake, expectSelected } from './mistakes.ts';
import { completionOf, findMails } from './search.ts';
import type { CandidateMail } from './search-candidate.ts';
import { parseWithCharset } from './search-keys.ts';
import type { Command, Completion, LoggedIn } from './session.ts';
import { sentAt, threadSubject } from './sort.ts';
import { mergeBySubject } from './thread-subjects.ts';
import {
  adopt,
  type Container,
  container,
  containersOf,
  prune,
  sorted,
  type Threaded,
  treesOf,
  writeThreads,
} from './thread-tree.ts';

const ALGORITHMS: Readonly<Record<string, (mails: readonly Threaded[]) => readonly Container[]>> = {
  ORDEREDSUBJECT: byOrderedSubject,
  REFERENCES: (mails) => sorted(mergeBySubject(sorted(prune(treesOf(mails))))),
  REFS: byReferencesAlone,
};

/** RFC 5256 §3 */
export function thread(session: LoggedIn, command: Command): Completion {
  const view = expectSelected(session.view);
  const { args, isUid } = command;
  const [name, ...asked] = args;
  const algorithmName = astring(name);
  if (algorithmName === undefined || astring(asked[0]) === undefined) throw new ArgumentMistake('Invalid arguments');
  const algorithm = ALGORITHMS[algorithmName.toUpperCase()];
  if (algorithm === undefined) throw new ArgumentMistake('Unknown thread algorithm');
  const result = findMails(session, view, parseWithCharset(asked));
  const mails = result.found.filter(({ isGone }) => !isGone).map((found) => threadedOf(found, isUid));
  session.write(`* THREAD ${writeThreads(algorithm(mails))}`);
  return completionOf('Thread', command, { ...result, hasMissed: false });
}

function threadedOf({ mail, sequence }: CandidateMail, isUid: boolean): Threaded {
  const message = parseMessage(mail.body);
  const { text, isReplyOrForward } = threadSubject(message);
  const references = messageIdsOf(message.header('references')[0] ?? '');
  const inReplyTo = messageIdsOf(message.header('in-reply-to')[0] ?? '');
  return {
    number: isUid ? mail.uid : sequence,
    messageId: messageIdsOf(message.header('message-id')[0] ?? '')[0],
    // RFC 5256 §3: In-Reply-To only where there are no References, and of it the first id alone.
    references: references.length > 0 ? references : inReplyTo.slice(0, 1),
    sentAt: sentAt(mail),
    subject: text,
    isReplyOrForward,
  };
}

/** A thread is what has the same subject; the first sent is the parent of all others (RFC 5256 §3, ORDEREDSUBJECT). */
function byOrderedSubject(mails: readonly Threaded[]): readonly Container[] {
  const first = new Map<string, Container>();
  for (const mail of mails.toSorted((one, other) => one.sentAt - other.sentAt || one.number - other.number)) {
    const parent = first.get(mail.subject);
    if (parent === undefined) first.set(mail.subject, container(mail));
    else adopt(parent, container(mail));
  }
  return [...first.values()];
}

/** The threads in the order of their latest mails; one whose root is not there is as many as that has children. */
function byReferencesAlone(mails: readonly Threaded[]): readonly Container[] {
  const roots = sorted(prune(treesOf(mails)));
  const latest = new Map<Container, number>();
  for (const root of roots) {
    let date = 0;
    for (const { mail } of containersOf([root])) date = Math.max(date, mail?.sentAt ?? 0);
    latest.set(root, date);
  }
  return roots.toSorted((one, other) => (latest.get(one) ?? 0) - (latest.get(other) ?? 0));
}
