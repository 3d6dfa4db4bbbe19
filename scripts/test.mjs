/** `npm test`: types, lint, format, unit tests, build and browser tests, in turn; stops at the first that fails. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { top } from './bundle.mjs';
import { findChromium } from './chromium.mjs';
import { isEquipped, missingPackages } from './programs.mjs';

const REPORTS = path.join(top, '.tmp', 'reports');
const bin = (name, file) => path.join(top, 'node_modules', ...name.split('/'), file);
const TSC = bin('typescript', 'bin/tsc');
const PLAYWRIGHT = bin('@playwright/test', 'cli.js');

let passed = 0;
let failed = 0;

/** Runs a program; gives whether it succeeded, and what it said. */
async function run(command, args, env = {}) {
  const child = spawn(command, args, { cwd: top, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  child.stdout.on('data', (bytes) => said.push(bytes));
  child.stderr.on('data', (bytes) => said.push(bytes));
  const failure = new Promise((resolve) => child.once('error', resolve));
  const [code] = await Promise.race([once(child, 'close'), failure.then((error) => [error.message])]);
  return { isFine: code === 0, output: Buffer.concat(said).toString() };
}

const node = (...args) => run(process.execPath, args);

/** One step: named, timed; where it fails, what it said, and the end. `count` reads how many tests there were. */
async function step(name, commands, count) {
  const began = Date.now();
  process.stdout.write(`${name} … `);
  for (const command of commands) {
    const { isFine, output } = await command();
    const counted = await count?.();
    passed += counted?.passed ?? 0;
    failed += counted?.failed ?? 0;
    if (isFine) continue;
    if ((counted?.failed ?? 0) === 0) failed++;
    process.stdout.write(`failed\n${output}\n`);
    end(1);
  }
  process.stdout.write(`ok (${((Date.now() - began) / 1000).toFixed(1)} s)\n`);
}

function end(code) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(code);
}

const readReport = async (name) => {
  const file = path.join(REPORTS, name);
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
};

async function unitCount() {
  const report = await readReport('unit.json');
  // A file that can't even be loaded has no tests that could fail.
  const broken = report?.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return { passed: report?.numPassedTests ?? 0, failed: (report?.numFailedTests ?? 0) + (broken?.length ?? 0) };
}

async function browserCount() {
  const stats = (await readReport('e2e.json'))?.stats;
  return { passed: stats?.expected ?? 0, failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) };
}

const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
const APT = { DEBIAN_FRONTEND: 'noninteractive' };
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs Debian's packages; a service that one brings with it (Exim's) is not started. */
async function install(packages, ...options) {
  process.stdout.write(`installing ${packages.join(', ')} by apt-get …\n`);
  const isOurs = !existsSync(POLICY);
  if (isOurs) await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const apt = async (...args) => {
    const done = await run('apt-get', args, APT);
    if (!done.isFine && isOurs) await rm(POLICY, { force: true });
    return done;
  };
  await step('packages', [() => apt('update'), () => apt('install', '-y', ...options, ...packages)]);
  if (isOurs) await rm(POLICY, { force: true });
}

/** What only some machines lack: a browser, and where a machine is there for this alone, the programs that tests use. */
async function equip() {
  if (findChromium() === undefined) {
    const own = await node(PLAYWRIGHT, 'install', 'chromium');
    if (own.isFine) process.stdout.write('installed Chromium by "playwright install chromium"\n');
    else if (isDebianRoot) await install(['chromium']);
    else {
      failed++;
      process.stdout.write(
        `${own.output}\nThe browser tests need Chromium: install it, or set CHROMIUM_PATH to where it is.\n`,
      );
      end(1);
    }
  }
  const missing = isEquipped ? missingPackages() : [];
  if (missing.length > 0) await install(missing, '--no-install-recommends');
}

await rm(REPORTS, { recursive: true, force: true });
await mkdir(REPORTS, { recursive: true });
await step('types', [
  () => node(TSC, '-p', 'server/tsconfig.pure.json'),
  () => node(TSC, '-p', 'tsconfig.json'),
  () => node(bin('svelte-check', 'bin/svelte-check'), '--tsconfig', 'web/tsconfig.json', '--fail-on-warnings'),
]);
await step('lint', [() => node(bin('eslint', 'bin/eslint.js'), '.', '--max-warnings', '0')]);
await step('format', [() => node(bin('prettier', 'bin/prettier.cjs'), '--check', '.')]);
await equip();
const unitReport = ['--reporter=default', '--reporter=json', `--outputFile.json=${path.join(REPORTS, 'unit.json')}`];
await step('unit', [() => node(bin('vitest', 'vitest.mjs'), 'run', ...unitReport)], unitCount);
await step('build', [() => node(path.join(top, 'scripts', 'build.mjs'))]);
const browserReport = { PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(REPORTS, 'e2e.json') };
const browser = [PLAYWRIGHT, 'test', '-c', 'e2e/playwright.config.ts', '--reporter=line,json'];
await step('browser', [() => run(process.execPath, browser, browserReport)], browserCount);
end(0);
