/** The author's commands as child processes: the built program, in a folder of the author's own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = path.join(import.meta.dirname, '..', 'dist', 'server', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
}

/** One that serves a page until it is ended. */
export interface Running {
  readonly url: string;
  /** As by Ctrl-C; gives what it said and how it ended. */
  readonly end: () => Promise<Ended>;
}

/** `plaintalk lab …` to its end. */
export async function lab(folder: string, ...args: readonly string[]): Promise<Ended> {
  const { ended } = start(folder, args);
  return ended;
}

/** `plaintalk lab preview …` or `record …`, up to the address of its page. */
export async function serveLab(folder: string, ...args: readonly string[]): Promise<Running> {
  const { child, lines, ended, address } = start(folder, args);
  const url = await Promise.race([address, ended.then(() => undefined)]);
  if (url === undefined) throw new Error(`it ended before it said where its page is:\n${lines.join('\n')}`);
  return {
    url,
    end: async () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

function start(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, 'lab', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let found: (url: string) => void = () => undefined;
  const address = new Promise<string>((resolve) => (found = resolve));
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      const url = /\bat (http:\/\/\S+)/.exec(line)?.[1];
      if (url !== undefined) found(url);
    });
  }
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, lines }));
  return { child, lines, ended, address };
}
