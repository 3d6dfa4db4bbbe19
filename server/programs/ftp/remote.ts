/** Commands about the server's files and the server itself: each a line or two on the control connection. */
import { mailDate } from '../../../labs/calendar.ts';
import { parseTime } from '../../protocols/ftp/syntax.ts';
import type { Client } from './client.ts';
import type { FinalReply } from './state.ts';
import { type Command, type Commands, say, withArguments } from './command.ts';

/** `cd DIRECTORY` → `CWD DIRECTORY`: one argument, asked for where it is missing. */
function withOne(verb: string, prompt: string, usage: string): Command {
  return {
    usage,
    needsPeer: true,
    run: (ftp, args, name) =>
      withArguments(ftp, { name, usage, prompts: [prompt] }, args, ([argument = '']) =>
        say(ftp, `${verb} ${argument}`),
      ),
  };
}

/** A line with whatever follows: `rhelp SITE` → `HELP SITE`. */
function withAny(verb: string, usage: string): Command {
  return { usage, needsPeer: true, run: (ftp, args) => say(ftp, [verb, ...args].join(' ')) };
}

function pwd(ftp: Client): void {
  ftp.command(
    'PWD',
    ({ code, text }) => {
      // RFC 959, appendix II: the path stands in quotes, a quote within is doubled.
      const path = /^"((?:[^"]|"")*)"/.exec(text)?.[1]?.replaceAll('""', '"');
      const isKnown = code >= 200 && code < 300 && path !== undefined;
      if (code !== 0) ftp.print(isKnown ? `Remote directory: ${path}\n` : 'Unable to determine remote directory\n');
      ftp.done();
    },
    { isQuiet: true },
  );
}

function rename(ftp: Client, args: readonly string[], name: string): void {
  const wanted = { name, usage: 'from-name to-name', prompts: ['from-name', 'to-name'] };
  withArguments(ftp, wanted, args, ([from = '', to = '']) =>
    ftp.command(`RNFR ${from}`, ({ code }) => {
      if (code >= 300 && code < 400) say(ftp, `RNTO ${to}`);
      else ftp.done();
    }),
  );
}

/** SIZE and MDTM: the reply is not shown; the answer is, or the refusal. */
function fact(verb: string, shown: (text: string) => string | undefined): Command {
  const usage = 'remote-file';
  return {
    usage,
    needsPeer: true,
    run: (ftp, args, name) =>
      withArguments(ftp, { name, usage, prompts: ['remote-file'] }, args, ([path = '']) => {
        const tell = ({ code, text }: FinalReply): void => {
          const answer = code === 213 ? shown(text) : undefined;
          if (answer !== undefined) ftp.print(`${path}\t${answer}\n`);
          else if (code !== 0 && !ftp.options.debug) ftp.print(`${code} ${text}\n`);
          ftp.done();
        };
        ftp.command(`${verb} ${path}`, tell, { isQuiet: true });
      }),
  };
}

function chmod(ftp: Client, args: readonly string[], name: string): void {
  const wanted = { name, usage: 'mode remote-file', prompts: ['mode', 'remote-file'] };
  withArguments(ftp, wanted, args, ([mode = '', path = '']) => say(ftp, `SITE CHMOD ${mode} ${path}`));
}

function quote(ftp: Client, args: readonly string[], name: string): void {
  const wanted = { name, usage: 'line-to-send', prompts: ['command line to send'], takesMore: true };
  withArguments(ftp, wanted, args, (words) => say(ftp, words.join(' ')));
}

export const remoteCommands: Commands = {
  account: withOne('ACCT', 'account', 'account'),
  cd: withOne('CWD', 'remote-directory', 'remote-directory'),
  cdup: withAny('CDUP', ''),
  chmod: { usage: 'mode remote-file', needsPeer: true, run: chmod },
  delete: withOne('DELE', 'remote-file', 'remote-file'),
  features: withAny('FEAT', ''),
  idle: withAny('SITE IDLE', '[seconds]'),
  mkdir: withOne('MKD', 'directory-name', 'directory-name'),
  mlst: withAny('MLST', '[remote-path]'),
  modtime: fact('MDTM', (text) => {
    const instant = parseTime(text);
    return instant === undefined ? undefined : mailDate(instant);
  }),
  pwd: { needsPeer: true, run: pwd },
  quote: { usage: 'line-to-send', needsPeer: true, run: quote },
  rename: { usage: 'from-name to-name', needsPeer: true, run: rename },
  rhelp: withAny('HELP', '[command]'),
  rmdir: withOne('RMD', 'directory-name', 'directory-name'),
  rstatus: withAny('STAT', '[remote-path]'),
  site: { usage: 'arguments', needsPeer: true, run: site },
  size: fact('SIZE', (text) => (/^\d+$/.test(text) ? text : undefined)),
  system: withAny('SYST', ''),
  umask: withAny('SITE UMASK', '[umask]'),
};

function site(ftp: Client, args: readonly string[], name: string): void {
  const wanted = { name, usage: 'arguments', prompts: ['arguments to SITE command'], takesMore: true };
  withArguments(ftp, wanted, args, (words) => say(ftp, `SITE ${words.join(' ')}`));
}
