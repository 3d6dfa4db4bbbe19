/**
 * The one import rule of the house, as a lint rule: labs → server → web → e2e, and inside the server
 * main → {http, cli} → classroom → seats → {bridge, sandbox, store} → contract → {capture, programs} → protocols → mail → labs.
 * Code imports only from its own folder or from one further down that chain.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PURE = ['labs', 'server/mail', 'server/protocols', 'server/programs', 'server/capture', 'server/contract'];

/** Room → the rooms that it may import from. */
const MAY_IMPORT = {
  labs: [],
  'server/mail': ['labs'],
  'server/protocols': ['server/mail', 'labs'],
  'server/programs': ['server/protocols', 'server/mail', 'labs'],
  'server/capture': ['server/protocols', 'server/mail', 'labs'],
  'server/contract': ['server/capture', 'server/programs', 'server/protocols', 'server/mail', 'labs'],
};
const CORE = ['server/contract', ...MAY_IMPORT['server/contract']];
for (const room of ['bridge', 'sandbox', 'store']) MAY_IMPORT[`server/${room}`] = CORE;
const SEATS = [...CORE, 'server/bridge', 'server/sandbox', 'server/store'];
MAY_IMPORT['server/seats'] = SEATS;
MAY_IMPORT['server/classroom'] = [...SEATS, 'server/seats'];
for (const room of ['http', 'cli']) MAY_IMPORT[`server/${room}`] = [...SEATS, 'server/seats', 'server/classroom'];
MAY_IMPORT['server/workshop'] = [...SEATS, 'server/seats', 'server/classroom', 'server/http', 'server/cli'];
MAY_IMPORT['server/main'] = [...MAY_IMPORT['server/workshop'], 'server/workshop', 'server/config'];
MAY_IMPORT['server/config'] = ['labs'];
MAY_IMPORT['web'] = PURE;
MAY_IMPORT['e2e'] = [...MAY_IMPORT['server/main'], 'server/main', 'web'];
MAY_IMPORT['bench'] = MAY_IMPORT['e2e'];
MAY_IMPORT['fuzz'] = MAY_IMPORT['e2e'];
MAY_IMPORT['fidelity'] = MAY_IMPORT['e2e'];
MAY_IMPORT['clients'] = [...MAY_IMPORT['e2e'], 'scripts'];

/** The room of a file, by its path from the top: `server/seats`, `web`, `server/main` for server/main.ts. */
function roomOf(file) {
  const [first, second] = path.relative(top, file).split(path.sep);
  if (first !== 'server') return first;
  return `server/${(second ?? '').replace(/\.(ts|js)$/, '')}`;
}

const NETWORK = new Set(['node:net', 'node:tls', 'node:dgram', 'ws']);

export const arrows = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = context.filename;
    const room = roomOf(file);
    const isTest = /\.(test|testkit)\.ts$/.test(file) || room === 'e2e' || room === 'bench';
    const check = (node) => {
      const target = node.source?.value;
      if (typeof target !== 'string') return;
      if (NETWORK.has(target) && room !== 'server/bridge' && !isTest) {
        context.report({
          node,
          message: `The product's sockets live in server/bridge/ alone: ${room} can't import ${target}.`,
        });
      }
      if (!target.startsWith('.') || isTest) return;
      const to = roomOf(path.resolve(path.dirname(file), target));
      const allowed = MAY_IMPORT[room];
      if (allowed === undefined || to === room || allowed.includes(to)) return;
      context.report({
        node,
        message: `${room} can't import from ${to}: code imports only from its own folder or from one further left (labs → server → web → e2e; see the README's plan of the house).`,
      });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
