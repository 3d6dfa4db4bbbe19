/** Dates as IMAP writes and reads them (RFC 3501 §9: date, date-time). */
import { calendarOf, instantOf, MONTHS, twoDigits } from '../../../labs/calendar.ts';

const DATE = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/;
const DATE_TIME = /^( \d|\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;
const DAY_MS = 86_400_000;

/** `27-Jun-2024 16:18:09 +0000`, in UTC. */
export function writeDateTime(ms: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(ms);
  const time = [hour, minute, second].map(twoDigits).join(':');
  return `${twoDigits(day)}-${MONTHS[month] ?? ''}-${year} ${time} +0000`;
}

/** The instant, milliseconds since the epoch; NaN where the calendar has none such, undefined where the text is no date-time. */
export function parseDateTime(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, day = '', month = '', year, hour, minute, second, sign, zoneHours, zoneMinutes] = match;
  const local = instantOf({
    year: Number(year),
    month: monthOf(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  });
  const zoneMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  if (monthOf(month) < 0) return undefined;
  return sign === '-' ? local + zoneMs : local - zoneMs;
}

/** A date of SEARCH as its day's beginning in UTC; a day that its month lacks runs over, as mktime(3) has it. */
export function parseSearchDate(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, day, name = '', year] = match;
  const month = monthOf(name);
  if (month < 0) return undefined;
  return instantOf({ year: Number(year), month, day: 1, hour: 0, minute: 0, second: 0 }) + (Number(day) - 1) * DAY_MS;
}

/** The beginning of the day on which the instant lies, in UTC. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function monthOf(name: string): number {
  return MONTHS.findIndex((month) => month.toLowerCase() === name.toLowerCase());
}
