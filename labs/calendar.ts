/**
 * Milliseconds since the epoch ↔ calendar, in UTC: the one place of PURE code that knows `Date`, and only as arithmetic.
 */
/* eslint-disable no-restricted-globals -- arithmetic on a given instant; the current time is never asked for */

export interface Calendar {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

export function calendarOf(ms: number): Calendar {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
  };
}

/** The instant of a calendar date in UTC, milliseconds since the epoch; NaN where a number is out of its range. */
export function instantOf(calendar: Omit<Calendar, 'weekday'>): number {
  const { year, month, day, hour, minute, second } = calendar;
  const ms = Date.UTC(year, month, day, hour, minute, second);
  const back = calendarOf(ms);
  return back.month === month && back.day === day && back.hour === hour && back.minute === minute ? ms : NaN;
}

export const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `Thu, 27 Jun 2024 16:18:09 +0000` (RFC 5322 §3.3). */
export function mailDate(ms: number): string {
  const { year, month, day, hour, minute, second, weekday } = calendarOf(ms);
  const time = [hour, minute, second].map(twoDigits).join(':');
  return `${WEEKDAYS[weekday] ?? ''}, ${twoDigits(day)} ${MONTHS[month] ?? ''} ${year} ${time} +0000`;
}
