/** Trees of the same subject put together (RFC 5256 §3, REFERENCES, step 5): for mails whose programs name no ancestors. */
import { adopt, type Container, container } from './thread-tree.ts';

/** @param roots sorted, without containers that could go */
export function mergeBySubject(roots: readonly Container[]): readonly Container[] {
  const table = new Map<string, Container>();
  for (const root of roots) {
    const { subject, isReply } = subjectOf(root);
    if (subject === '') continue;
    const known = table.get(subject);
    const isBetter =
      known === undefined ||
      (root.mail === undefined && known.mail !== undefined) ||
      (known.mail !== undefined && subjectOf(known).isReply && !isReply);
    if (isBetter) table.set(subject, root);
  }
  const kept = new Set(roots);
  for (const root of roots) {
    const { subject, isReply } = subjectOf(root);
    const known = subject === '' ? undefined : table.get(subject);
    if (known === undefined || known === root) continue;
    kept.delete(root);
    if (known.mail === undefined && root.mail === undefined) {
      for (const child of [...root.children]) adopt(known, child);
    } else if (known.mail === undefined || (isReply && !subjectOf(known).isReply)) adopt(known, root);
    else {
      const both = container();
      kept.delete(known);
      kept.add(both);
      adopt(both, known);
      adopt(both, root);
      table.set(subject, both);
    }
  }
  return [...kept];
}

/** Of a root that is not there, its first child's. */
function subjectOf(root: Container): { readonly subject: string; readonly isReply: boolean } {
  const [first] = root.children;
  const mail = root.mail ?? first?.mail;
  return { subject: mail?.subject ?? '', isReply: mail?.isReplyOrForward ?? false };
}
