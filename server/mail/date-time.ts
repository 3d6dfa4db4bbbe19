/** Dates of header fields, with the obsolete forms that mails of the wild have (RFC 5322 §3.3, §4.3). Never throws. */
import { instantOf, MONTHS } from '../../labs/calendar.ts';

export interface DateTime {
  /** In UTC, milliseconds since the epoch. */
  readonly ms: number;
  /** East of Greenwich. */
  readonly zoneMinutes: number;
}

const LENGTH_LIMIT = 500;
const DATE_TIME =
  /^(?:[a-z]+\s*,?\s*)?(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{2,4})\s+(\d{1,2})\s*[:.]\s*(\d{1,2})(?:\s*[:.]\s*(\d{1,2}))?(?:\s+(\S+))?/i;

/** In minutes (RFC 5322 §4.3); of every other name nothing is known, it counts as UTC. */
const ZONES: Readonly<Record<string, number>> = {
  EDT: -240,
  EST: -300,
  CDT: -300,
  CST: -360,
  MDT: -360,
  MST: -420,
  PDT: -420,
  PST: -480,
};

/** The instant of a `Date` field; undefined where it names none. */
export function parseDateTime(field: string): DateTime | undefined {
  const match = DATE_TIME.exec(withoutComments(field.slice(0, LENGTH_LIMIT)).trim());
  if (match === null) return undefined;
  const [, day = '', name = '', year = '', hour = '', minute = '', second = '0', zone = ''] = match;
  const month = MONTHS.findIndex((known) => known.toLowerCase() === name.toLowerCase());
  const isOfClock = Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 60;
  if (month < 0 || Number(day) < 1 || Number(day) > 31 || !isOfClock) return undefined;
  const zoneMinutes = minutesOf(zone);
  const local = instantOf({
    year: fullYear(year),
    month,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    // A leap second is the end of its minute.
    second: Math.min(59, Number(second)),
  });
  return Number.isNaN(local) ? undefined : { ms: local - zoneMinutes * 60_000, zoneMinutes };
}

/** RFC 5322 §4.3: two digits are of 1950 to 2049, three count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

function minutesOf(zone: string): number {
  const offset = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (offset === null) return ZONES[zone.toUpperCase()] ?? 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return offset[1] === '-' ? -minutes : minutes;
}

/** RFC 5322 §3.2.2; they nest. */
function withoutComments(text: string): string {
  let kept = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\' && depth > 0) at++;
    else if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth === 0) kept += char;
  }
  return kept;
}
