/** A zip from a stranger: what is taken, and each hostile kind with the sentence that refuses it. */
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readZip, ZIP_LIMITS, ZipFailure } from './zip.ts';
import { type MadeEntry, makeZip } from './zip.testkit.ts';

const MIB = 1024 * 1024;

function refusalOf(bytes: Uint8Array): string {
  try {
    readZip(bytes);
  } catch (failure) {
    if (failure instanceof ZipFailure) return failure.message;
    throw failure;
  }
  return 'taken';
}

test('an honest zip is read, whoever made it', () => {
  const text = new TextEncoder().encode('Grüße');
  expect(readZip(zipSync({ 'lab/lab.md': text, 'lab/mails/one.eml': [text, { level: 0 }] }))).toEqual([
    { name: 'lab/lab.md', bytes: text },
    { name: 'lab/mails/one.eml', bytes: text },
  ]);
  const folder: MadeEntry = { name: 'lab/', packed: new Uint8Array(), method: 0, mode: 0o040755 };
  expect(readZip(makeZip([folder, { name: 'lab/lab.md', text: 'Hi' }])).map(({ name }) => name)).toEqual([
    'lab/lab.md',
  ]);
});

const byPlace = 'Pack the lab with "plaintalk lab pack", which names files by their place.';
const odd = 'expected names of letters, digits, dots and hyphens, came';

describe('a name that leads elsewhere is refused', () => {
  const names: readonly (readonly [string, string])[] = [
    ['../../etc/passwd.txt', 'expected a path below the lab, came one that leads out of it'],
    ['lab/../../x.md', 'expected a path below the lab, came one that leads out of it'],
    ['/etc/x.md', 'expected a path below the lab, came an absolute one'],
    ['C:/x.md', 'expected a path below the lab, came one with a drive'],
    ['c:x.md', 'expected a path below the lab, came one with a drive'],
    ['lab\\x.md', 'expected / between folders, came a backslash'],
    ['\\\\host\\share\\x.md', 'expected / between folders, came a backslash'],
    ['lab//x.md', 'expected a plain path, came one with an empty part'],
    ['lab/./x.md', 'expected a plain path, came one with an empty part'],
    ['lab/x.md:hidden', `${odd} "x.md:hidden"`],
    ['lab/.git/x.md', `${odd} ".git"`],
    ['lab/x.md ', `${odd} "x.md "`],
    ['lab./x.md', `${odd} "lab."`],
    ['lab/-rf.md', `${odd} "-rf.md"`],
    ['lab/\u202egpj.md', `${odd} "\u202egpj.md"`],
    ['lab/con.md', 'expected the name of a file, came that of a device'],
    ['lab/LPT1', 'expected the name of a file, came that of a device'],
    ['a/b/c/d/e/f/x.md', 'expected at most 6 folders in a path, came 7'],
    ['lab/run.sh', 'expected a file of a kind that labs are made of (md, txt, eml, yaml, yml …), came "sh"'],
    ['lab/program', 'expected a file of a kind that labs are made of (md, txt, eml, yaml, yml …), came ""'],
  ];
  test.each(names)('%j', (name, said) => {
    expect(refusalOf(makeZip([{ name, text: 'x' }]))).toBe(`${JSON.stringify(name)}: ${said}. ${byPlace}`);
  });

  test('a NUL, a control character, other bytes than UTF-8, and length', () => {
    expect(refusalOf(makeZip([{ name: 'x.md\0.txt' }]))).toBe(
      `"x.md\\u0000.txt": expected a name of visible characters, came one with a NUL. ${byPlace}`,
    );
    expect(refusalOf(makeZip([{ name: 'x\n.md' }]))).toBe(
      `"x\\n.md": expected a name of visible characters, came one with a control character. ${byPlace}`,
    );
    expect(refusalOf(makeZip([{ name: Uint8Array.of(0xff, 0xfe, 0x2e) }]))).toBe(
      'Expected names of files in UTF-8, came other bytes. Give the files plain names.',
    );
    expect(refusalOf(makeZip([{ name: `${'a'.repeat(200)}.md` }]))).toContain(
      `expected a name of at most ${ZIP_LIMITS.nameLength} characters, came 203.`,
    );
  });
});

describe('two names that are one on some system are refused', () => {
  test.each([
    ['lab/a.md', 'lab/a.md', '"lab/a.md": expected each name once, came it twice. Rename one of the two.'],
    [
      'lab/a.md',
      'lab/A.md',
      '"lab/A.md": expected each name once, came "lab/a.md", too, which is the same on some systems. Rename one of the two.',
    ],
    [
      'lab/\u00e9.md',
      'lab/e\u0301.md',
      '"lab/e\u0301.md": expected names of letters, digits, dots and hyphens, came "e\u0301.md". ' + byPlace,
    ],
    [
      'lab/a.md',
      'lab/a.md/b.md',
      '"lab/a.md/b.md": expected a folder before it, came a file of that name. Rename one of the two.',
    ],
  ])('%j and %j', (one, other, said) => {
    expect(refusalOf(makeZip([{ name: one }, { name: other }]))).toBe(said);
  });
});

describe('what is no plain file is refused', () => {
  const entries: readonly (readonly [string, MadeEntry, string])[] = [
    [
      'a link',
      { name: 'lab/a.md', text: '/etc/passwd', mode: 0o120777 },
      '"lab/a.md": expected a file, came a link. Pack the files themselves.',
    ],
    [
      'a device',
      { name: 'lab/a.md', mode: 0o020666 },
      '"lab/a.md": expected a file, came something else. Pack the files themselves.',
    ],
    [
      'an encrypted file',
      { name: 'lab/a.md', flags: 1 },
      '"lab/a.md": expected a file that can be read, came an encrypted one. Pack it without a password.',
    ],
    [
      'another method',
      { name: 'lab/a.md', method: 14 },
      '"lab/a.md": expected it stored or deflated, came method 14. Pack it with "plaintalk lab pack".',
    ],
    [
      'a wrong checksum',
      { name: 'lab/a.md', text: 'x', crc: 7 },
      '"lab/a.md": expected the checksum that it was packed with, came another. Pack the lab again.',
    ],
    [
      'two names',
      { name: 'lab/a.md', localName: 'lab/b.md' },
      '"lab/a.md": expected one name, came "lab/b.md", too. Pack the lab again.',
    ],
    [
      'no deflated bytes',
      { name: 'lab/a.md', packed: Uint8Array.of(7, 7, 7), unpacked: 3 },
      '"lab/a.md": expected deflated bytes, came others. Pack the lab again.',
    ],
    [
      'less than declared',
      { name: 'lab/a.md', text: 'x', unpacked: 2 },
      '"lab/a.md": expected 2 bytes as declared, came 1. Pack the lab again.',
    ],
    [
      'more than declared',
      { name: 'lab/a.md', text: 'x'.repeat(5 * MIB), unpacked: 9 },
      '"lab/a.md": expected 9 bytes as declared, came more. Pack the lab again.',
    ],
    [
      'a declared giant',
      { name: 'lab/a.md', unpacked: 9 * MIB },
      `"lab/a.md": expected at most ${8 * MIB} bytes, came ${9 * MIB}. Make the file smaller.`,
    ],
  ];
  test.each(entries)('%s', (_what, entry, said) => {
    expect(refusalOf(makeZip([entry]))).toBe(said);
  });
});

test('many files, and much in them together, are refused before a byte is unpacked', () => {
  const many = Array.from({ length: ZIP_LIMITS.entries + 1 }, (_, i) => ({ name: `lab/${i}.md` }));
  expect(refusalOf(makeZip(many))).toBe('Expected at most 500 files in a zip, came 501. Pack the lab alone.');
  const large = Array.from({ length: 5 }, (_, i) => ({ name: `lab/${i}.md`, unpacked: 7 * MIB }));
  expect(refusalOf(makeZip(large))).toBe(
    `Expected at most ${32 * MIB} bytes in all files together, came ${35 * MIB}. Leave large files out.`,
  );
  expect(refusalOf(new Uint8Array(ZIP_LIMITS.fileBytes + 1))).toBe(
    `Expected a zip of at most ${32 * MIB} bytes, came ${32 * MIB + 1}. Leave large files out.`,
  );
});

test('two files that share their bytes are refused', () => {
  const same = [
    { name: 'lab/a.md', text: 'x' },
    { name: 'lab/b.md', text: 'x', at: 0 },
  ];
  expect(refusalOf(makeZip(same))).toBe('"lab/b.md": expected one name, came "lab/a.md", too. Pack the lab again.');
  // A whole file as the stored bytes of another: each is read as it says, and the small zip unpacks to a large sum.
  const inner = makeZip([{ name: 'lab/b.md', text: 'x'.repeat(MIB) }]);
  const packed = inner.subarray(0, inner.length - 22 - 46 - 'lab/b.md'.length);
  const outer: MadeEntry = { name: 'lab/a.md', method: 0, packed, unpacked: packed.length };
  const nested = [outer, { name: 'lab/b.md', text: 'x'.repeat(MIB), at: 30 + 'lab/a.md'.length }];
  expect(refusalOf(makeZip(nested))).toBe(
    '"lab/b.md": expected bytes of its own, came those of "lab/a.md". Pack the lab again.',
  );
});

test('a file that is no zip, or only a piece of one, is refused', () => {
  const again = 'Ask for the file again: it may have been cut off on its way.';
  expect(refusalOf(new TextEncoder().encode('hello'))).toBe(
    `Expected a zip, but came a file without the end of one. ${again}`,
  );
  const zip = makeZip([{ name: 'lab/a.md', text: 'x' }]);
  expect(refusalOf(zip.subarray(1))).toBe(`Expected a zip, but its list of files is not where it says. ${again}`);
  expect(refusalOf(makeZip([{ name: 'lab/a.md' }], { count: 2 }))).toBe(
    `Expected a zip, but its list of files is cut off. ${again}`,
  );
  expect(refusalOf(makeZip([{ name: 'lab/a.md' }, { name: 'lab/b.md' }], { count: 1 }))).toBe(
    `Expected a zip, but its list of files has more than it says. ${again}`,
  );
});

test('bytes changed at random are read or refused, and never more than that', () => {
  const zip = zipSync({
    'lab/lab.md': new TextEncoder().encode('# A lab\n'.repeat(20)),
    'lab/a.eml': new Uint8Array(300),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
      const changed = new Uint8Array(zip);
      for (const [at, byte] of changes) changed[at] = byte;
      refusalOf(changed);
    }),
    { numRuns: 500 },
  );
});
