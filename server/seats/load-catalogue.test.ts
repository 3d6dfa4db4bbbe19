/** Labs with what lies in their folders: a world of their own, translations, figures, a solution. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { formatProblem } from '../../labs/problems.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import type { Catalogue } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';

const BUILT_IN = fileURLToPath(new URL('../../labs/', import.meta.url));
const protocolMap: ReadonlyMap<string, Protocol> = new Map(Object.entries<Protocol>(protocols));
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

type Files = Readonly<Record<string, string | Uint8Array>>;

function folderOf(files: Files): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'plaintalk-labs-'));
  made.push(folder);
  for (const [name, body] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), body);
  }
  return folder;
}

function loaded(files: Files): Catalogue {
  const result = loadCatalogue([BUILT_IN, folderOf(files)], protocolMap);
  if ('problems' in result) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.catalogue;
}

/** What is said about them, each path as it is in the folder. */
function faultsOf(files: Files): string[] {
  const folder = folderOf(files);
  const result = loadCatalogue([BUILT_IN, folder], protocolMap);
  if (!('problems' in result)) return [];
  const from = path.relative(process.cwd(), folder);
  return result.problems.map((problem) => formatProblem(problem).replace(`${folder}/`, '').replace(`${from}/`, ''));
}

const LAB = `---
title: Mine
summary: My own lab.
protocol: smtp
level: 1
minutes: 5
world:
  extends: course
  accounts:
    - user: strategos
      password: "\${secret}"
      mailboxes:
        - name: INBOX
          messages:
            - { source: mail/flag.eml, uid: 9, internalDate: 2024-06-28T00:00:00Z }
values: { secret: "{word}-{digits 2}", flag: "flag-{hex 4}" }
objectives: [learn]
---

![An envelope](envelope.svg)

## Connect {#connect}

\`\`\`transcript talk.txt
\`\`\`

\`\`\`step
expect: { connected: {} }
hints: { nudge: one, answer: "two, \${secret}" }
why: because
\`\`\`
`;
const GERMAN = `---
title: Meins
summary: Mein Lab.
objectives: [lernen]
---

Ein Umschlag.

## Verbinden {#connect}

So.

\`\`\`step
hints: { nudge: eins, answer: zwei }
why: darum
\`\`\`
`;
const FOLDER: Files = {
  'course.yaml': 'labs: [mine]',
  'mine/lab.md': LAB,
  'mine/lab.de.md': GERMAN,
  'mine/envelope.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'mine/talk.txt': '# The greeting\nS: 220 hello\n',
  'mine/mail/flag.eml': 'Subject: ${flag}\n\nhi\n',
  'mine/solution.txt': 'T: telnet 10.10.41.192 25\n',
};

describe('a lab of its own world', () => {
  test('has the world with what it adds, and shares the rest', () => {
    const catalogue = loaded(FOLDER);
    const course = catalogue.seed('course');
    const seed = catalogue.seedFor('mine');
    const [account] = seed.world.accounts;
    const [before] = course.world.accounts;
    expect(account).toMatchObject({ user: 'strategos', password: '${secret}', home: before?.home });
    const inbox = account?.mailboxes.find(({ name }) => name === 'INBOX');
    expect(inbox?.messages.map(({ uid }) => uid)).toEqual([1, 2, 3, 4, 9]);
    const added = seed.sources.get(inbox?.messages.at(-1)?.source ?? '');
    expect(new TextDecoder().decode(added)).toBe('Subject: ${flag}\r\n\r\nhi\r\n');
    for (const [name, bytes] of course.sources) expect(seed.sources.get(name)).toBe(bytes);
  });

  test('leaves the world alone for all others', () => {
    const catalogue = loaded(FOLDER);
    expect(catalogue.seedFor('smtp/first-mail')).toBe(catalogue.seed('course'));
    expect(catalogue.seed('course').world.accounts[0]?.password).toBe('TabulaRasa7');
    expect(() => catalogue.seedFor('gone')).toThrow('expected the id of a lab, came "gone"');
  });
});

test('a lab has what lies in its folder', () => {
  const catalogue = loaded(FOLDER);
  const lab = catalogue.lab('mine');
  expect(lab?.introduction).toMatch(
    /^<p><img src="data:image\/svg\+xml;base64,[\w+/=]+" alt="An envelope" \/><\/p>\n$/,
  );
  expect(lab?.steps[0]?.html).toContain(
    '<span class="remark">The greeting</span>\n<span class="server">◂ 220 hello</span>',
  );
  expect(lab?.translations['de']?.steps['connect']?.title).toBe('Verbinden');
  expect(catalogue.filesOf('mine')).toMatchObject({ solution: 'T: telnet 10.10.41.192 25\n', variants: undefined });
  expect(catalogue.filesOf('gone')).toBeUndefined();
});

test.each<[string, Files, readonly string[]]>([
  [
    'a mail that is not there',
    { 'mine/lab.md': LAB.replace('mail/flag', 'mail/falg') },
    [
      'mine/lab.md:15:25: source: expected a file in the lab\'s folder, came "mail/falg.eml", which is not there. Put the file there, or correct its name.',
    ],
  ],
  [
    'a world that is not there',
    { 'mine/lab.md': LAB.replace('extends: course', 'extends: cuorse') },
    ['mine/lab.md:8:12: extends: expected one of course, two-offices; came "cuorse". Did you mean "course"?'],
  ],
  [
    'a lab needed that is not there',
    { 'mine/lab.md': LAB.replace('values:', 'needs: [smtp/first-mial]\nvalues:') },
    ['mine/lab.md:16:9: needs: expected one of '],
  ],
  [
    'a translation with a gap',
    { 'mine/lab.de.md': GERMAN.replace('So.\n', '') },
    [
      'mine/lab.de.md:9:1: Expected a translation of the text of the step "connect", came none. Write it below its heading.',
    ],
  ],
  [
    'a picture that is none',
    { 'mine/lab.md': LAB.replace('envelope.svg', 'envelope.txt') },
    [
      "mine/lab.md:20:16: Expected a picture of the lab's folder, came envelope.txt, which is no PNG, JPEG or SVG. Put a PNG, JPEG or SVG file beside lab.md.",
    ],
  ],
  [
    'a picture that is too large',
    { 'mine/envelope.svg': new Uint8Array(500_000) },
    [
      "mine/lab.md:20:16: Expected a picture of the lab's folder, came envelope.svg of 500000 bytes, which is more than a lab's pictures may have together. Put a PNG, JPEG or SVG file beside lab.md.",
    ],
  ],
  [
    'an account that the course has, misspelt in a check',
    { 'mine/lab.md': LAB.replace('connected: {}', 'mail: { account: stratego }') },
    ["mine/lab.md:28:28: account: expected an account of the lab's world, one of strategos"],
  ],
])('%s is told', (_what, changed, said) => {
  const faults = faultsOf({ ...FOLDER, ...changed });
  expect(faults).toEqual(said.map((fault) => expect.stringContaining(fault) as string));
});

test('labs that need one another in a circle are told, once', () => {
  const plain = LAB.replace(/world:[^]*objectives/, 'world: course\nobjectives')
    .replace(/!.*\n/, '')
    .replace(/```transcript[^]*?```\n/, '')
    .replace('${secret}', '2');
  const needing = (needs: string): string => plain.replace('objectives', `needs: [${needs}]\nobjectives`);
  const faults = faultsOf({
    'course.yaml': 'labs: [a, b, c, d]',
    'a/lab.md': needing('b'),
    'b/lab.md': needing('smtp/first-mail, c'),
    'c/lab.md': needing('b'),
    'd/lab.md': needing('d'),
  });
  expect(faults).toEqual([
    'b/lab.md:8:26: needs: expected labs that do not need this one, came a circle: b, which needs c, which needs b. Take one of them out of needs.',
    'd/lab.md:8:9: needs: expected labs that do not need this one, came a circle: d, which needs d. Take one of them out of needs.',
  ]);
});
