/** What each command of the workshop says of itself. */

export interface Help {
  /** One line, in the list of all. */
  readonly about: string;
  readonly text: string;
}

const lines = (...text: readonly string[]): string => text.join('\n');

export const HELP = {
  new: {
    about: 'write a small lab that works, to begin with',
    text: lines(
      'Usage: lab new NAME [--protocol smtp|pop3|imap|ftp] [--into FOLDER]',
      '',
      'Writes the folder NAME with lab.md, solution.txt and variants.txt: a small lab that passes check and test as it',
      'stands. Change it until it is yours. Nothing that is there already is touched.',
      '',
      '  --protocol   what the lab speaks; smtp where it is left out',
      '  --into       the folder in which NAME is made; this one where it is left out',
    ),
  },
  check: {
    about: 'say what is wrong with a lab, and the way out',
    text: lines(
      'Usage: lab check [LAB …] [--json]',
      '',
      'Reads labs and says each fault as FILE:LINE:COLUMN, what is wrong, and the way out. LAB is the folder of a lab,',
      'wherever it lies; a folder with a course.yaml; or the name of a lab of the course, such as smtp/first-mail.',
      'Without one, all labs of the course are read.',
      '',
      '  --json       the faults as JSON, for an editor',
      '',
      'Ends with 0 where nothing is wrong, with 1 where something is.',
    ),
  },
  test: {
    about: 'play a lab: its solution, each step left out, variants, mistakes',
    text: lines(
      'Usage: lab test [LAB …] [--json] [--at-once N]',
      '',
      'Plays labs over real TCP, each play on a world of its own. The solution must make each step true at the last',
      'line of its part, and print what it says; without its lines a step must stay open; each variant must make its',
      'step true; each mistake must get what its author says. LAB is as in "lab check".',
      '',
      '  --json       the findings as JSON',
      '  --at-once    how many plays at a time; 16 where it is left out',
      '',
      'Ends with 0 where all is as it should be, with 1 where something is not.',
    ),
  },
  preview: {
    about: 'see the lab in the browser; it reloads at each save',
    text: lines(
      'Usage: lab preview LAB [--port PORT]',
      '',
      'Serves the lab at the address that it prints, with data that are thrown away at the end. At each save the page',
      'shows the lab as it is now; where a file is wrong it says so and keeps what you did. The bar at the top types the',
      'solution by itself. End it with Ctrl-C.',
      '',
      '  --port       the TCP port; a free one where it is left out',
    ),
  },
  record: {
    about: 'do the session in the terminal, and get the draft of a lab',
    text: lines(
      'Usage: lab record FOLDER [--protocol smtp|pop3|imap|ftp] [--world WORLD] [--port PORT]',
      '',
      'Serves a terminal in that world at the address that it prints. Do there what learners shall do, and press "Make a',
      'lab of it": FOLDER gets a lab.md with a step for each line that did something, and a solution.txt. Lines that only',
      'failed are left out. Then write the texts. Ctrl-C ends it, and makes the lab where you have not.',
      '',
      '  --protocol   what the lab teaches; the one that you spoke first where it is left out',
      '  --world      the world in which you play; course where it is left out',
      '  --port       the TCP port; a free one where it is left out',
    ),
  },
  pack: {
    about: 'make one file of a lab, to hand on',
    text: lines(
      'Usage: lab pack LAB [--out FILE.zip]',
      '',
      'Makes a zip of the folder of a lab: lab.md, its translations, solution, variants and the files of its own world.',
      'What "lab check" refuses is not packed.',
      '',
      '  --out        where the zip is written; NAME.zip where it is left out',
    ),
  },
  import: {
    about: 'unpack a lab that somebody handed you',
    text: lines(
      'Usage: lab import FILE.zip [--into FOLDER]',
      '',
      'Unpacks a lab into FOLDER, after everything about it was held against its limits: names, sizes, kinds of files,',
      'checksums; and after "lab check". Nothing is written unless all of it is well.',
      '',
      '  --into       the folder in which the lab is put; this one where it is left out',
    ),
  },
  schema: {
    about: 'print the JSON Schema of a lab, for completion in an editor',
    text: lines(
      'Usage: lab schema [front-matter|step|translation|translated-step]',
      '',
      'Prints the JSON Schema of one kind of YAML in a lab: its front matter, the block of a step, or the same two of a',
      'translation. docs/labs.md says how an editor is told of it.',
    ),
  },
} as const satisfies Record<string, Help>;

export type CommandName = keyof typeof HELP;

/** What `lab --help` prints. */
export function overview(): string {
  const rows = Object.entries(HELP).map(([name, { about }]) => `  ${name.padEnd(9)} ${about}`);
  return lines(
    'The author’s workshop: write labs, and prove that they work.',
    '',
    'Usage: plaintalk lab COMMAND …        from a checkout: npm run lab -- COMMAND …',
    '',
    ...rows,
    '',
    '"lab COMMAND --help" says more of each. All end with 0 where all is well, with 1 where faults were found, with 2',
    'where they were used wrongly. docs/labs.md tells how a lab is written.',
  );
}
