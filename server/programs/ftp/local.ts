/** Commands that concern ftp itself and the learner's own machine: nothing of them crosses the wire. */
import { isFailure } from '../child.ts';
import { listing } from '../ls.ts';
import { sentence } from '../words.ts';
import type { Client } from './client.ts';
import type { Options } from './state.ts';
import { type Command, type Commands, wordsOf } from './command.ts';
import { helpFor, overview } from './names.ts';

const onOff = (isOn: boolean): string => (isOn ? 'on' : 'off');

type Switch = 'verbose' | 'debug' | 'prompting' | 'globbing' | 'hash' | 'bell' | 'extended';

/** Turns an option over, or sets it to `on` or `off`, and says how it stands. */
function toggle(option: Switch, shown: (isOn: boolean) => string): Command {
  return {
    usage: '[ on | off ]',
    run(ftp, [value]) {
      ftp.options[option] = value === 'on' || (value !== 'off' && !ftp.options[option]);
      ftp.print(`${shown(ftp.options[option])}\n`);
      ftp.done();
    },
  };
}

function passive(ftp: Client, [value]: readonly string[]): void {
  const { options } = ftp;
  options.passive = value === 'on' || value === 'auto' || (value !== 'off' && !options.passive);
  options.fallback = options.passive && value !== 'on';
  ftp.print(`${passiveLine(options)}\n`);
  ftp.done();
}

function passiveLine({ passive: isPassive, fallback }: Options): string {
  return `Passive mode: ${onOff(isPassive)}; fallback to active mode: ${onOff(fallback)}.`;
}

function lcd(ftp: Client, [path = ftp.machine.home]: readonly string[]): void {
  const entry = ftp.machine.stat(path);
  const failure = isFailure(entry) ? entry.failure : entry.kind === 'file' ? 'Not a directory' : undefined;
  if (failure === undefined) {
    ftp.machine = ftp.machine.at(path);
    ftp.print(`Local directory now: ${ftp.machine.directory}\n`);
  } else ftp.complain(`Can't chdir \`${path}': ${failure}`);
  ftp.done();
}

/** `!ls`: of the shell, only what concerns the local directory. */
function shell(ftp: Client, args: readonly string[]): void {
  const [name, ...rest] = args;
  if (name === 'ls') {
    const paths = rest.filter((word) => !word.startsWith('-'));
    const flags = rest.filter((word) => word.startsWith('-')).join('');
    const options = { isLong: flags.includes('l'), withHidden: flags.includes('a'), isOneEach: false };
    for (const output of listing(ftp.machine, paths.length === 0 ? ['.'] : paths, options)) {
      if (output.type !== 'exit') ftp.emit(output);
    }
  } else if (name === 'pwd') ftp.print(`${ftp.machine.directory}\n`);
  else ftp.print(sentence('shell.not-here', { program: 'ftp', command: `!${args.join(' ')}` }));
  ftp.done();
}

function help(ftp: Client, args: readonly string[]): void {
  ftp.print(args.length === 0 ? overview() : helpFor(args));
  ftp.done();
}

function restart(ftp: Client, [value]: readonly string[]): void {
  if (value === undefined) ftp.print('restart: offset not specified.\n');
  else if (!/^\d{1,15}$/.test(value)) ftp.print(`restart: invalid offset \`${value}'.\n`);
  else {
    ftp.options.restartAt = Number(value);
    ftp.print(`Restarting at ${ftp.options.restartAt}. Execute get, put or append to initiate transfer\n`);
  }
  ftp.done();
}

function status(ftp: Client): void {
  const { options, peer } = ftp;
  const isAscii = options.type === 'A';
  const lines = [
    peer === undefined ? 'Not connected.' : `Connected ${peer.isLoggedIn ? 'and logged into' : 'to'} ${peer.name}.`,
    'No proxy connection.',
    'Gate ftp: off, server (none), port ftpgate.',
    passiveLine(options),
    peer === undefined
      ? 'Mode: ; Type: ; Form: ; Structure: .'
      : `Mode: stream; Type: ${isAscii ? 'ascii' : 'binary'}; Form: non-print; Structure: file.`,
    `Verbose: ${onOff(options.verbose)}; Bell: ${onOff(options.bell)}; Prompting: ${onOff(options.prompting)}; Globbing: ${onOff(options.globbing)}.`,
    'Store unique: off; Receive unique: off.',
    'Preserve modification times: on.',
    'Case: off; CR stripping: on.',
    'Ntrans: off.',
    'Nmap: off.',
    `Hash mark printing: ${onOff(options.hash)}; Mark count: 1024; Progress bar: off.`,
    'Get transfer rate throttle: off; maximum: 0; increment 1024.',
    'Put transfer rate throttle: off; maximum: 0; increment 1024.',
    `Socket buffer sizes: send ${peer === undefined ? 0 : 16_384}, receive ${peer === undefined ? 0 : 131_072}.`,
    'Use of PORT cmds: on.',
    `Use of EPSV/EPRT cmds for IPv4: ${onOff(options.extended)}.`,
    'Use of EPSV/EPRT cmds for IPv6: on.',
    'Command line editing: off.',
    'Version: tnftp 20210827',
  ];
  ftp.print(lines.map((line) => `${line}\n`).join(''));
  ftp.done();
}

const extended = toggle('extended', (isOn) => `EPSV/EPRT on IPv4 ${onOff(isOn)}.`);
const helping: Command = { usage: '[command [...]]', run: help };

export const localCommands: Commands = {
  '!': { usage: '[command [args]]', run: shell },
  '?': helping,
  help: helping,
  bell: toggle('bell', (isOn) => `Bell mode ${onOff(isOn)}.`),
  debug: toggle('debug', (isOn) => `Debugging ${onOff(isOn)} (ftp_debug=${isOn ? 1 : 0}).`),
  epsv: extended,
  epsv4: extended,
  glob: toggle('globbing', (isOn) => `Globbing ${onOff(isOn)}.`),
  hash: toggle('hash', (isOn) => `Hash mark printing ${onOff(isOn)}${isOn ? ' (1024 bytes/hash mark)' : ''}.`),
  lcd: { usage: '[local-directory]', run: lcd },
  lpwd: {
    run(ftp) {
      ftp.print(`Local directory: ${ftp.machine.directory}\n`);
      ftp.done();
    },
  },
  passive: { usage: '[ on | off | auto ]', run: passive },
  prompt: toggle('prompting', (isOn) => `Interactive mode ${onOff(isOn)}.`),
  restart: { usage: 'restart-point', run: restart },
  status: { run: status },
  verbose: toggle('verbose', (isOn) => `Verbose mode ${onOff(isOn)}.`),
};

export const splitShell = (line: string): string[] => wordsOf(line.slice(1));
