/** What is wrong with a message text that the server takes all the same: header and text not parted as they should be. */
import type { ArgumentValue, LineProblem } from '../../../labs/observation.ts';

/** Fields that every letter has; a line that begins with one was meant for the header. */
const FIELD = /^(From|To|Subject|Cc|Date|Reply-To)\b/i;

/** @param described what describeMessage made of it */
export function messageProblem({
  headers,
  text,
  hasBlankLine,
}: Readonly<Record<string, ArgumentValue>>): LineProblem | undefined {
  const body = typeof text === 'string' ? text : '';
  const fields = typeof headers === 'object' ? headers : [];
  const [first = ''] = body.split(/\r?\n/);
  const field = FIELD.exec(first)?.[1];
  if (hasBlankLine === true) {
    // An empty line that came too early makes text of the rest of the header.
    const early = body.split(/\r?\n/, 5).find((line) => /^(?:From|To|Subject|Cc):/i.test(line));
    if (early === undefined) return fields.length === 0 ? { code: 'smtp.problem.no-header' } : undefined;
    return { code: 'smtp.problem.early-blank-line', params: { name: nameOf(early) } };
  }
  if (field !== undefined && !first.slice(field.length).startsWith(':')) {
    return { code: 'smtp.problem.header-without-colon', params: { name: field } };
  }
  if (body.trim() === '')
    return fields.length === 0 ? { code: 'smtp.problem.empty-text' } : { code: 'smtp.problem.no-text' };
  return { code: fields.length === 0 ? 'smtp.problem.no-header' : 'smtp.problem.no-blank-line' };
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':'));
}
