/** The commands of the workshop: what they write, what they say, how they end. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../store/temporary.testkit.ts';
import { HELP } from './help.ts';
import type { LabFolder } from '../../seats/lab-folder.ts';
import { lab, labSetting } from './lab.testkit.ts';
import { TEMPLATES } from './new.ts';
import { findLabs } from './places.ts';
import { makeZip } from './zip.testkit.ts';

/** A lab made by `new`, in a folder of its own. */
async function newLab(protocol = 'smtp'): Promise<string> {
  const folder = path.join(await temporaryDirectory(), 'my-lab');
  expect((await lab('new', folder, '--protocol', protocol)).code).toBe(0);
  return folder;
}

/** Changes a file of a lab. */
async function change(folder: string, name: string, from: string, to: string): Promise<void> {
  const file = path.join(folder, name);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

describe('each command says how it is used', () => {
  test('an overview, and more of each', async () => {
    const { code, said } = await lab('--help');
    expect(code).toBe(0);
    for (const [name, { about, text }] of Object.entries(HELP)) {
      expect(said.join('\n')).toContain(`${name.padEnd(9)} ${about}`);
      expect(await lab(name, '--help')).toEqual({ code: 0, said: [text], complained: [] });
    }
  });

  const wrong: readonly (readonly [readonly string[], string])[] = [
    [
      ['chekc'],
      'lab: expected one of new, check, test, preview, record, pack, import, schema, came "chekc"; did you mean check?',
    ],
    [['new'], 'lab new: expected the name of one lab, came none'],
    [['new', 'one', 'two'], 'lab new: expected the name of one lab, came one two'],
    [['new', 'My Lab'], 'lab new: expected a name of small letters, digits and hyphens, came "My Lab"'],
    [
      ['new', 'x', '--protocol', 'smpt'],
      'lab new: --protocol: expected one of smtp, pop3, imap, ftp, came "smpt"; did you mean smtp?',
    ],
    [
      ['check', 'smtp/first-mial'],
      'lab check: expected the folder of a lab (one with a lab.md in it) or the name of one, came smtp/first-mial; did you mean smtp/first-mail?',
    ],
    [['test', '--at-once', '0'], 'lab test: --at-once: expected a whole number from 1 to 200, came 0'],
    [['preview', 'x', '--port', '70000'], 'lab preview: --port: expected a whole number from 0 to 65535, came 70000'],
    [['preview'], 'lab preview: expected the folder of one lab'],
    [['record'], 'lab record: expected the name of one folder'],
    [
      ['record', 'x', '--world', 'cuorse'],
      'lab record: --world: expected one of course, two-offices, came "cuorse"; did you mean course?',
    ],
    [['pack'], 'lab pack: expected the folder of one lab'],
    [['import', 'nothing.zip'], 'lab import: expected a file that can be read, came nothing.zip (ENOENT)'],
    [['schema', 'x'], 'lab schema: expected one of front-matter, step, translation, translated-step, came x'],
  ];
  test.each(wrong)('%j', async (args, sentence) => {
    const { code, said, complained } = await lab(...args);
    expect({ code, said, first: complained[0] }).toEqual({ code: 2, said: [], first: sentence });
  });

  test('no command at all, and an option that is none', async () => {
    const none = await lab();
    expect([none.code, none.complained[0]?.split('\n')[0]]).toEqual([
      2,
      'The author’s workshop: write labs, and prove that they work.',
    ]);
    const odd = await lab('check', '--jsno');
    expect([odd.code, odd.complained[1]]).toEqual([2, '"lab check --help" says how it is used.']);
  });
});

describe('new', () => {
  test.each(TEMPLATES)('writes a lab of %s that passes check and test as it stands', async (protocol) => {
    const folder = await newLab(protocol);
    expect((await readdir(folder)).sort()).toEqual(['lab.md', 'solution.txt', 'variants.txt']);
    const checked = await lab('check', folder);
    expect(checked).toMatchObject({ code: 0, complained: [] });
    expect(checked.said[0]).toMatch(/^One lab with \d steps: nothing is wrong\./);
    const tested = await lab('test', folder);
    expect(tested.said.join('\n')).toMatch(
      /^own\/my-lab: \d steps, \d left out, \d variants, \d mistakes: as it should be$/,
    );
    expect(tested.code).toBe(0);
  });

  test('touches nothing that is there', async () => {
    const folder = await newLab();
    const again = await lab('new', folder);
    expect([again.code, again.complained[0]]).toEqual([
      2,
      `lab new: expected a folder that is not there yet, came ${folder}; give another name`,
    ]);
  });
});

describe('check and test', () => {
  test('say each fault with its place and the way out', async () => {
    const folder = await newLab();
    await change(folder, 'lab.md', 'verb: MAIL, arguments', 'verb: MIAL, arguments');
    await change(folder, 'lab.md', 'why: The server greets', 'wyh: The server greets');
    const { code, said } = await lab('check', folder);
    expect(code).toBe(1);
    expect(said).toEqual([
      `${folder}/lab.md:42:1: Expected the key "why", a word on why it worked; came nothing. Write it, or correct its name.`,
      `${folder}/lab.md:54:1: Expected one of the keys expect, hints, why, mistakes, after, optional, points, helpAfter, showAnswer; came "wyh". Did you mean "why"?`,
      `${folder}/lab.md:63:21: verb: expected one of HELO, EHLO, AUTH, MAIL, RCPT, DATA, BDAT, RSET, NOOP, VRFY, EXPN, ETRN, HELP, STARTTLS, QUIT; came "MIAL". Did you mean "MAIL"?`,
    ]);
    const json = await lab('check', folder, '--json');
    expect(JSON.parse(json.said.join('\n'))).toHaveLength(3);
    expect((await lab('test', folder)).said).toEqual(said);
  });

  test('hold solution and variants against the steps', async () => {
    const folder = await newLab();
    await change(folder, 'solution.txt', '-- step hello', '-- step helo');
    await change(folder, 'variants.txt', '== sender: in', '== sendre: in');
    expect(await lab('check', folder)).toEqual({
      code: 1,
      said: [
        `${folder}/lab.md:37:1: Expected a part of solution.txt for the step "hello", came none. Write "-- step hello" there, and its lines below it.`,
        `${folder}/solution.txt:8:9: Expected the id of a step of this lab, came "helo". Did you mean "hello"?`,
        `${folder}/variants.txt:10:4: Expected the id of a step of this lab, came "sendre". Did you mean "sender"?`,
      ],
      complained: [],
    });
  });

  test('say what playing has found', async () => {
    const folder = await newLab();
    await change(folder, 'solution.txt', 'P: 250 OK', 'P: 250 Fine');
    const { code, said } = await lab('test', folder);
    expect(code).toBe(1);
    expect(said).toEqual([
      `${folder}/solution.txt:13:1: Expected "250 Fine" on the screen, but came "250 OK". Write what is shown; \${name} stands for what differs each time.`,
      'own/my-lab: 3 steps, 3 left out, 3 variants, 3 mistakes: 1 to mend',
    ]);
  });

  test('take a folder with a course', async () => {
    const folder = await temporaryDirectory();
    await lab('new', path.join(folder, 'mine', 'one'));
    await lab('new', path.join(folder, 'mine', 'two'), '--protocol', 'pop3');
    await writeFile(path.join(folder, 'course.yaml'), 'labs: [mine/one, mine/two]\n');
    const { code, said } = await lab('check', folder);
    expect([code, said[0]?.split(':')[0]]).toEqual([0, '2 labs with 6 steps']);
  });
});

describe('pack and import', () => {
  test('a lab comes out as it went in', async () => {
    const folder = await newLab();
    await mkdir(path.join(folder, 'mails'));
    await writeFile(path.join(folder, 'mails', 'one.eml'), 'Subject: One\n\nOne.\n');
    const zip = path.join(path.dirname(folder), 'packed.zip');
    const packed = await lab('pack', folder, '--out', zip);
    expect(packed.code).toBe(0);
    expect(packed.said[0]).toMatch(/packed\.zip is there: 4 files, \d+ bytes\.$/);
    const into = await temporaryDirectory();
    expect(await lab('import', zip, '--into', into)).toEqual({
      code: 0,
      said: [`${into}/my-lab is there: lab.md, mails/one.eml, solution.txt, variants.txt.`],
      complained: [],
    });
    for (const file of ['lab.md', 'solution.txt', 'variants.txt', 'mails/one.eml']) {
      expect(await readFile(path.join(into, 'my-lab', file))).toEqual(await readFile(path.join(folder, file)));
    }
    expect((await lab('import', zip, '--into', into)).code).toBe(2);
  });

  test('what check refuses is not packed', async () => {
    const folder = await newLab();
    await change(folder, 'lab.md', 'protocol: smtp', 'protocol: smpt');
    const zip = path.join(path.dirname(folder), 'packed.zip');
    const { code, said } = await lab('pack', folder, '--out', zip);
    expect([code, said[0]]).toEqual([1, expect.stringContaining('Did you mean "smtp"?')]);
    expect(await readdir(path.dirname(folder))).toEqual(['my-lab']);
  });

  test('links and programs are not packed', async () => {
    const folder = await newLab();
    await symlink('/etc/passwd', path.join(folder, 'notes.txt'));
    expect((await lab('pack', folder)).complained[0]).toBe(
      'lab pack: expected plain files in a lab, came notes.txt; put the file itself there',
    );
    const other = await newLab();
    await writeFile(path.join(other, 'run.sh'), 'true\n');
    expect((await lab('pack', other)).complained[0]).toBe(
      'lab pack: expected files of a kind that labs are made of, came run.sh; move it out of the folder',
    );
  });

  test('nothing is written of a zip that is refused', async () => {
    const into = await temporaryDirectory();
    const refused = async (...entries: Parameters<typeof makeZip>[0]): Promise<readonly string[]> => {
      const zip = path.join(await temporaryDirectory(), 'odd.zip');
      await writeFile(zip, makeZip(entries));
      const { code, said } = await lab('import', zip, '--into', into);
      expect(code).toBe(1);
      expect(await readdir(into)).toEqual([]);
      return said.map((line) => line.replace(zip, 'odd.zip'));
    };
    expect(await refused({ name: 'lab/lab.md', text: 'x' }, { name: '../evil.md', text: 'x' })).toEqual([
      'odd.zip: "../evil.md": expected a path below the lab, came one that leads out of it. Pack the lab with "plaintalk lab pack", which names files by their place.',
    ]);
    const folder =
      'odd.zip: Expected one folder with a lab.md in it, came something else. Pack the lab with "plaintalk lab pack".';
    expect(await refused({ name: 'lab.md', text: 'x' })).toEqual([folder]);
    expect(await refused({ name: 'one/lab.md', text: 'x' }, { name: 'two/lab.md', text: 'x' })).toEqual([folder]);
    expect(await refused({ name: 'lab/lab.md', text: 'No lab at all.\n' })).toEqual([
      'lab/lab.md:1:1: Expected a line of three hyphens (---) and the front matter. Begin the file with it.',
    ]);
  });

  test('markup of a lab from elsewhere is text', async () => {
    const folder = await newLab();
    await change(folder, 'lab.md', 'Write here', '<script>alert(1)</script> [x](javascript:alert(1)) Write here');
    const zip = path.join(path.dirname(folder), 'packed.zip');
    await lab('pack', folder, '--out', zip);
    const into = await temporaryDirectory();
    expect((await lab('import', zip, '--into', into)).code).toBe(0);
    const { introduction } = labFolderOf(path.join(into, 'my-lab')).lab;
    expect(introduction).toContain('&lt;script&gt;');
    expect(introduction).not.toMatch(/<script|href/);
  });
});

function labFolderOf(directory: string): LabFolder {
  const [folder] = findLabs(
    [directory],
    labSetting(() => undefined),
  ).folders;
  if (folder === undefined) throw new Error(`no lab in ${directory}`);
  return folder;
}
