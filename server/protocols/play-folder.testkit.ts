/** For tests: plays every transcript of a folder whole, byte by byte and cut at random; the outcome must be the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { byteByByte, cutBySeed, parseTranscript, playTranscript, type Stage, whole } from './transcript.ts';

/** @param stageOf makes a stage with a world of its own for each play of the named transcript */
export function playFolder(folder: URL, stageOf: (name: string) => Stage): void {
  const names = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.txt'));
  // A new seed each run, printed where a play fails, so that the cut can be had again.
  const seed = Number(process.env['TRANSCRIPT_SEED'] ?? Date.now() % 1_000_000_000);
  describe.each(names.sort())('%s', (name) => {
    const transcript = parseTranscript(readFileSync(new URL(name, folder), 'utf8'));
    test.each([
      ['whole', whole],
      ['byte by byte', byteByByte],
      [`cut at random, TRANSCRIPT_SEED=${seed}`, cutBySeed(seed)],
    ])('played %s', (_how, cutting) => {
      expect(playTranscript(transcript, stageOf(name), cutting)).toBeUndefined();
    });
  });
}
