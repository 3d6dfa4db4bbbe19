#!/usr/bin/env node
/**
 * `plaintalk …`: without a command it serves, as `npm start` does; else it carries out the command, from what was built
 * where that is fresh, and from a bundle of its own where it is not. What serves the page builds it first.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFresh } from './build.mjs';
import { top } from './bundle.mjs';

const [command, ...rest] = process.argv.slice(2);
const servesPage = command === 'lab' && ['preview', 'record'].includes(rest[0]) && !rest.includes('--help');

if (command === undefined || servesPage || (await isFresh())) {
  await import('./start.mjs');
} else {
  process.argv = [process.argv[0], process.argv[1], 'server/main.ts', command, ...rest];
  await import(pathToFileURL(path.join(top, 'scripts', 'run.mjs')).href);
}
