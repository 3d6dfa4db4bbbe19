/**
 * A learner's own values: a flag, a password, a name, drawn once and put wherever `${name}` stands. Pure: what is drawn
 * follows from bytes that come from outside, so it is the same whenever the same bytes come.
 */
import { changeCheck, changeLab, type TextChange } from './lab-texts.ts';
import type { Check, Lab, ValueDefinition, ValuePiece } from './lab.ts';
import { escapeHtml } from './markdown.ts';
import { quotedPattern } from './pattern.ts';
import { WORDS } from './value-words.ts';
import type { WorldSeed } from './world.ts';

/** By name. */
export type Values = Readonly<Record<string, string>>;

/** What stands for a value: `${name}`. A hole that no value was drawn for is bound by a check. */
export const HOLE = /\$\{([A-Za-z][\w-]{0,60})\}/g;
const HEX = '0123456789abcdef';
const DIGITS = '0123456789';
/** Without those that are taken for a digit. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz';

/**
 * Draws each value. `bytesOf` gives bytes for a name, at least four, as random as the values shall be; for a long value
 * it is asked again, for the name with a number behind it.
 */
export function drawValues(
  definitions: readonly ValueDefinition[],
  bytesOf: (name: string) => Uint8Array,
): Record<string, string> {
  return Object.fromEntries(
    definitions.map((definition) => {
      const draw = drawerOf((round) => bytesOf(round === 0 ? definition.name : `${definition.name} ${round}`));
      const text =
        definition.kind === 'oneOf'
          ? (definition.of[draw(definition.of.length)] ?? '')
          : definition.pieces.map((piece) => drawPiece(piece, draw)).join('');
      return [definition.name, text];
    }),
  );
}

/** A number from 0, below the limit; each is as likely as any other, to one part in a million. */
type Draw = (limit: number) => number;

function drawerOf(bytesOfRound: (round: number) => Uint8Array): Draw {
  let round = 0;
  let bytes = bytesOfRound(round);
  let at = 0;
  return (limit) => {
    if (at + 4 > bytes.length) {
      bytes = bytesOfRound(++round);
      at = 0;
    }
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
    at += 4;
    return (((a * 256 + b) * 256 + c) * 256 + d) % limit;
  };
}

function drawPiece(piece: ValuePiece, draw: Draw): string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'word':
      return WORDS[draw(WORDS.length)] ?? '';
    case 'number':
      return String(piece.low + draw(piece.high - piece.low + 1));
    case 'hex':
      return drawRun(HEX, piece.length, draw);
    case 'digits':
      return drawRun(DIGITS, piece.length, draw);
    case 'letters':
      return drawRun(LETTERS, piece.length, draw);
    default:
      return piece satisfies never;
  }
}

function drawRun(alphabet: string, length: number, draw: Draw): string {
  return Array.from({ length }, () => alphabet.charAt(draw(alphabet.length))).join('');
}

/** The lab with the values in all its texts; the lab itself where it has none. Holes that are no value stay. */
export function withValues(lab: Lab, values: Values): Lab {
  if (lab.values.length === 0) return lab;
  return changeLab(lab, {
    plain: (text) => filled(text, values),
    html: (html) => filled(html, values, escapeHtml),
    pattern: (pattern) => filled(pattern, values, quotedPattern),
  });
}

/** The names of the holes in a check where one may bind: neither in a pattern nor in a question. */
export function holesOf(check: Check): Set<string> {
  const names = new Set<string>();
  const change: TextChange = {
    plain: (text) => {
      for (const [, name = ''] of text.matchAll(HOLE)) names.add(name);
      return text;
    },
    pattern: (pattern) => pattern,
    html: (html) => html,
  };
  changeCheck(check, change);
  return names;
}

/** The seed with the values in its texts and in the bytes of its mails and files. What has none is shared with the seed. */
export function seedWithValues(seed: WorldSeed, values: Values): WorldSeed {
  if (Object.keys(values).length === 0) return seed;
  const world = inside(seed.world, values);
  const sources = new Map(seed.sources);
  let isSame = world === seed.world;
  for (const [name, bytes] of seed.sources) {
    if (!mayHaveHoles(bytes)) continue;
    const own = bytesWithValues(bytes, values);
    if (own === bytes) continue;
    sources.set(name, own);
    isSame = false;
  }
  return isSame ? seed : { world, sources };
}

/** The same tree with the values in its texts; each part that has none is the part itself. */
function inside<T>(part: T, values: Values): T {
  if (typeof part === 'string') return filled(part, values) as T;
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => [key, value, inside(value, values)]);
  if (entries.every(([, before, after]) => before === after)) return part;
  if (Array.isArray(part)) return entries.map(([, , after]) => after) as T;
  return Object.fromEntries(entries.map(([key, , after]) => [key, after])) as T;
}

/** Bytes are looked through once, however many learners have a world of them. */
const knownHoles = new WeakMap<Uint8Array, boolean>();

function mayHaveHoles(bytes: Uint8Array): boolean {
  let has = knownHoles.get(bytes);
  if (has === undefined) {
    has = false;
    for (let at = bytes.indexOf(DOLLAR); at >= 0 && !has; at = bytes.indexOf(DOLLAR, at + 1)) {
      has = bytes[at + 1] === BRACE;
    }
    knownHoles.set(bytes, has);
  }
  return has;
}

const DOLLAR = 0x24;
const BRACE = 0x7b;
const ENCODER = new TextEncoder();

/** Bytes that are no text stay as they are: each one is a character on the way through. */
function bytesWithValues(bytes: Uint8Array, values: Values): Uint8Array {
  const text = Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, i) =>
    String.fromCharCode(...bytes.subarray(i * CHUNK, (i + 1) * CHUNK)),
  ).join('');
  const asBytes = (value: string): string => String.fromCharCode(...ENCODER.encode(value));
  const own = filled(text, values, asBytes);
  return own === text ? bytes : Uint8Array.from(own, (character) => character.charCodeAt(0));
}

/** As many arguments as a call may have on any engine. */
const CHUNK = 8192;

export function filled(text: string, values: Values, write = (value: string): string => value): string {
  if (!text.includes('${')) return text;
  return text.replace(HOLE, (hole, name: string) => {
    // An own property only: a hole may have any name an author gives it.
    return Object.hasOwn(values, name) ? write(values[name] ?? '') : hole;
  });
}
