/** From a line at `ftp> ` to its command, and from the command line to the beginning. */
import { exit } from '../child.ts';
import { sentence } from '../words.ts';
import type { Client } from './client.ts';
import { type Command, type Commands, showUsage, wordsOf } from './command.ts';
import { fileCommands } from './files.ts';
import { localCommands, splitShell } from './local.ts';
import { loginCommands, open } from './login.ts';
import { multipleCommands } from './multiple.ts';
import { nameOf } from './names.ts';
import { remoteCommands } from './remote.ts';
import { typeCommands } from './types.ts';

const usage: Command = {
  usage: 'command [...]',
  run(ftp, [word]) {
    const name = word === undefined ? undefined : nameOf(word);
    if (name === undefined || name === 'ambiguous') ftp.print(`?Invalid usage command \`${word ?? ''}'\n`);
    else ftp.print(`usage: ${name} ${commandOf(name)?.usage ?? ''}`.trimEnd() + '\n');
    ftp.done();
  },
};

const COMMANDS: Commands = {
  ...localCommands,
  ...loginCommands,
  ...remoteCommands,
  ...typeCommands,
  ...fileCommands,
  ...multipleCommands,
  usage,
};

/** Carries out a line. */
export function dispatch(ftp: Client, line: string): void {
  const [word, ...args] = line.trimStart().startsWith('!') ? ['!', ...splitShell(line.trimStart())] : wordsOf(line);
  if (word === undefined) {
    ftp.done();
    return;
  }
  const name = nameOf(word);
  if (name === undefined || name === 'ambiguous') {
    ftp.print(name === undefined ? '?Invalid command.\n' : '?Ambiguous command.\n');
    ftp.done();
    return;
  }
  const command = commandOf(name);
  if (command === undefined) {
    ftp.print(sentence('shell.not-here', { program: 'ftp', command: name }));
    ftp.done();
  } else if (command.needsPeer === true && ftp.peer === undefined) {
    ftp.print('Not connected.\n');
    ftp.done();
  } else if (command.usage === undefined && args.length > 0) showUsage(ftp, name, '');
  else command.run(ftp, args, name);
}

function commandOf(name: string): Command | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/** `ftp [-Adginpv] [[user@]host [port]]`. */
export function start(ftp: Client, args: readonly string[]): void {
  const operands: string[] = [];
  let logsIn = true;
  for (const arg of args) {
    if (!/^-./.test(arg)) {
      operands.push(arg);
      continue;
    }
    for (const flag of arg.slice(1)) {
      if (flag === 'A') ftp.options.passive = ftp.options.fallback = false;
      else if (flag === 'd') ftp.options.debug = true;
      else if (flag === 'g') ftp.options.globbing = false;
      else if (flag === 'i') ftp.options.prompting = false;
      else if (flag === 'n') logsIn = false;
      else if (flag === 'p') ftp.options.passive = true;
      else if (flag === 'v') ftp.options.verbose = true;
      else if (flag !== '4' && flag !== 'e') {
        ftp.emit({ type: 'complain', text: `ftp: invalid option -- '${flag}'\n` });
        ftp.emit({ type: 'complain', text: 'usage: ftp [-4Adeginpv] [[user@]host [port]]\n' });
        ftp.emit(exit(1));
        return;
      }
    }
  }
  const [host, port] = operands;
  if (host === undefined) ftp.done();
  else open(ftp, host, port, logsIn);
}
