/**
 * What the fields of a world's file are made of: names, addresses, paths, dates, times. Each is a form alone; what it
 * stands for is said where it is used.
 */
import { z } from 'zod';
import { instantOf } from './calendar.ts';

export const hostName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*$/);
export const address = z.string().regex(/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/);
export const absolutePath = z
  .string()
  .max(1000)
  .regex(/^\/(?:(?!\.{1,2}(?:\/|$))[^/\0\r\n]+\/)*(?:(?!\.{1,2}$)[^/\0\r\n]+)?$/);
/** What a symbolic link names: absolute, or seen from its directory, `..` too; it need not be there. */
export const linkTarget = z
  .string()
  .max(1000)
  .regex(/^[^\0\r\n]+$/);
export const source = z
  .string()
  .max(300)
  .regex(/^(?:(?!\.{1,2}\/)[\w.-]+\/)*(?!\.{1,2}$)[\w.-]+$/);
/** In a lab's own world, a drawn value may stand for it, or for a part: `${guest}`. */
export const accountName = z.string().regex(/^(?:[A-Za-z0-9._-]|\$\{[a-z][\w-]{0,60}\}){1,64}$/);
export const oneLine = z.string().regex(/^[\x20-\x7e]{1,200}$/);
export const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?Z?$/)
  .refine((text) => !Number.isNaN(instantOfText(text)));
export const identity = z.number().int().min(0).max(65_534);
export const unsigned32 = z.number().int().min(1).max(0xffff_ffff);
/** RFC 1035 §2.3.1; an underscore begins names that are no hosts (RFC 8552): `_dmarc.example.thm`. */
export const recordName = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*$/);
/** RFC 5321 §4.5.3.1.3 bounds a path. Without quotes: no person of a world needs them. */
export const mailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s<>@"]{1,64}@[^\s<>@"]+$/);
export const duration = z
  .union([z.number(), z.string().regex(/^\d{1,6}(?:\.\d{1,3})? ?[smh]?$/)])
  .refine((value) => durationOf(value) <= LONGEST_ERRAND_MS && durationOf(value) >= 0);

/** Milliseconds since the epoch of `2024-06-27T16:18:09Z`; a space for the T, and no seconds, are taken too; else NaN. */
export function instantOfText(text: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?Z?$/.exec(text);
  if (match === null) return NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part || 0));
  if (second > 59 || year < 1970) return NaN;
  return instantOf({ year, month: month - 1, day, hour, minute, second });
}

/** Nobody waits longer for somebody else's mail; and a timer of Node can't. */
const LONGEST_ERRAND_MS = 7 * 24 * 3600 * 1000;
const UNIT_MS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `30`, `30s`, `2m`, `1.5h`; else NaN. */
export function durationOf(value: string | number): number {
  const match = /^(\d{1,6}(?:\.\d{1,3})?) ?([smh]?)$/.exec(String(value));
  return match === null ? NaN : Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? NaN));
}
