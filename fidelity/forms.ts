/**
 * What may differ between two runs of the same conversation, taken out: a reply's form is its text with dates, ids,
 * addresses, ports and host names as holes.
 */

/** As the reference masks them: what the same server says otherwise a second later. */
const OF_THE_RUN: readonly (readonly [RegExp, string])[] = [
  [/\(\d+\.\d+ \+ \d+\.\d+(?: \+ \d+\.\d+)? secs\)/g, '(T secs)'],
  [/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), +\d+ [A-Z][a-z][a-z] \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'DATE'],
  [/"[ \d]\d-[A-Z][a-z][a-z]-20(?:2[5-9]|[3-9]\d) \d\d:\d\d:\d\d [+-]\d{4}"/g, '"DATE"'],
  [/UIDVALIDITY \d{10}/g, 'UIDVALIDITY N'],
  [/(APPENDUID|COPYUID) \d{10}/g, '$1 N'],
  [/\b\d[A-Za-z]\w{4,5}-\w{6,11}-\w{2,4}\b/g, 'ID'],
  [/\(\d+,\d+,\d+,\d+,\d+,\d+\)/g, '(A,A,A,A,P,P)'],
  [/PORT \d+,\d+,\d+,\d+,\d+,\d+/g, 'PORT A,A,A,A,P,P'],
  [/\|\|\|\d+\|/g, '|||P|'],
  [/\|1\|([\d.]+)\|\d+\|/g, '|1|$1|P|'],
  [/(?<=:)\d{5}\b/g, 'P'],
  [/[A-Z][a-z][a-z] [ \d]\d \d\d:\d\d/g, 'Mon DD HH:MM'],
  [/\b20(?:2[5-9]|[3-9]\d)\d{10}\b/g, 'STAMP'],
  [/(no \(further\) reply within) [\d.]+ s/g, '$1 T'],
];

/** What depends on who speaks and with whom, beside. */
const OF_THE_PLACE: readonly (readonly [RegExp, string])[] = [
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, 'ADDRESS'],
  [/\b[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:thm|example)\b/g, 'HOST'],
];

/** The line as two runs of one server would both say it. */
export const masked = (line: string): string => replaced(line, OF_THE_RUN);

/** The text with every hole left open. */
export const formOf = (text: string): string => replaced(replaced(text, OF_THE_RUN), OF_THE_PLACE);

function replaced(text: string, holes: readonly (readonly [RegExp, string])[]): string {
  return holes.reduce((sofar, [what, hole]) => sofar.replace(what, hole), text);
}
