/** `node scripts/run.mjs FILE …`: bundles a TypeScript program of ours into .tmp/run and becomes it. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, STORE_WORKER, top } from './bundle.mjs';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs FILE [ARGUMENT …]\n');
  process.exit(2);
}
const source = path.relative(top, path.resolve(top, file));
const name = source.replace(/\.ts$/, '').split(path.sep).join('-');
const folder = await bundle('.tmp/run', { [name]: source, ...STORE_WORKER });
const program = path.join(folder, `${name}.js`);
process.argv = [process.argv[0], program, ...rest];
await import(pathToFileURL(program).href);
