/** The question before each file of `mget`, `mput` and `mdelete`, in tnftp's words. */
import type { Client } from './client.ts';

export interface Asked {
  /** `mget`. */
  readonly name: string;
  readonly file: string;
}

/** `all`: yes, and ask no more for this command. */
export type Answer = 'yes' | 'all' | 'no' | 'stop';

export function confirm(ftp: Client, asked: Asked, then: (answer: Answer) => void): void {
  if (!ftp.options.prompting) {
    then('yes');
    return;
  }
  const { name, file } = asked;
  ftp.ask(`${name} ${file} [anpqy?]? `, (line) => {
    if (line === undefined) {
      ftp.print(`EOF received; ${name} aborted.\n`);
      then('stop');
      return;
    }
    switch (line.charAt(0).toLowerCase()) {
      case 'a':
        ftp.print(`Prompting off for duration of ${name}.\n`);
        then('all');
        return;
      case 'p':
        ftp.options.prompting = false;
        ftp.print('Interactive mode: off.\n');
        then('yes');
        return;
      case 'q':
        then('stop');
        return;
      case 'n':
        then('no');
        return;
      case '?':
        ftp.print(options(name));
        confirm(ftp, asked, then);
        return;
      default:
        then('yes');
    }
  });
}

function options(name: string): string {
  return `  confirmation options:
	a  answer \`yes' for the duration of ${name}
	n  answer \`no' for this file
	p  turn off \`prompt' mode
	q  stop the current ${name}
	y  answer \`yes' for this file
	?  this help list
`;
}
