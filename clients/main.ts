/**
 * `npm run clients [-- NAME …]`: every journey of every client against our servers, and a table of what came of it.
 * Ends with 1 where a journey failed, or one was not run that should have been (CI=true on a Debian with root).
 */
import { isEquipped, packages, versionOf } from '../scripts/programs.mjs';
import type { Client, Journey } from './client.ts';
import { clients } from './index.ts';
import { visit } from './place.ts';

/** Journeys of a client at once. */
const AT_ONCE = 4;
const COLUMNS = [14, 24, 8, 8, 8] as const;

const wanted = process.argv.slice(2);
const names = clients.map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`expected some of ${names.join(', ')}, came ${unknown.join(', ')}\n`);
  process.exit(2);
}

row('client', 'version', 'passed', 'failed', 'not run');
let isFine = true;
for (const client of clients.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const missing = client.programs.filter((program) => versionOf(program) === undefined);
  if (missing.length > 0) {
    isFine &&= !isEquipped;
    row(client.name, '-', 0, 0, client.journeys.length);
    say(
      missing
        .map((name) => `  not run: ${name} is not on this machine (Debian has it in ${packages[name]})`)
        .join('\n'),
    );
    continue;
  }
  const failures = await run(client);
  isFine &&= failures.length === 0;
  row(client.name, client.version() ?? '?', client.journeys.length - failures.length, failures.length, 0);
  for (const { name, reason } of failures) say(`  ${name}\n${reason.replaceAll(/^/gm, '    ')}`);
}
process.exitCode = isFine ? 0 : 1;

interface Failure {
  readonly name: string;
  readonly reason: string;
}

async function run({ journeys }: Client): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const waiting = [...journeys];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) failures.push(...(await fault(next)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failures;
}

async function fault(journey: Journey): Promise<readonly Failure[]> {
  try {
    await visit(journey);
    return [];
  } catch (failure) {
    return [{ name: journey.name, reason: failure instanceof Error ? failure.message : String(failure) }];
  }
}

function row(...cells: readonly (string | number)[]): void {
  say(
    cells
      .map((cell, at) => (at < 2 ? String(cell).padEnd(COLUMNS[at] ?? 0) : String(cell).padStart(COLUMNS[at] ?? 0)))
      .join('')
      .trimEnd(),
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
