/** Reaching a server and logging in (RFC 959 §4.1.1), as tnftp goes about it. */
import { errorText } from '../network-words.ts';
import type { Refusal } from '../../protocols/engine.ts';
import type { Client } from './client.ts';
import { type Commands, withArguments } from './command.ts';

const OPEN = 'host-name [port]';

/** Connects and, where `logsIn`, asks for name and password. */
export function open(ftp: Client, target: string, service: string | undefined, logsIn: boolean): void {
  const { machine } = ftp;
  const [, user, host = target] = /^(.*)@([^@]*)$/.exec(target) ?? [];
  const port = /^\d{1,5}$/.test(service ?? '') ? Number(service) : machine.port(service ?? 'ftp');
  const shown = `\`${host}:${service ?? 'ftp'}'`;
  if (port === undefined || port < 1 || port > 65_535) {
    ftp.complain(`Can't lookup ${shown}: Servname not supported for ai_socktype`);
    ftp.done();
    return;
  }
  const address = machine.resolve(host);
  if (address === undefined) {
    ftp.emit({ type: 'unknown-host', name: host });
    ftp.complain(`Can't lookup ${shown}: Name or service not known`);
    ftp.done();
    return;
  }
  ftp.dial(host, address, port, (refused) => {
    if (refused !== undefined) {
      ftp.complain(`Can't connect to \`${address}:${port}': ${errorText(refused as Refusal)}`);
      ftp.complain(`Can't connect to ${shown}`);
      ftp.done();
      return;
    }
    ftp.print(`Connected to ${host}.\n`);
    ftp.expectReply(({ code }) => {
      if (code >= 200 && code < 300) {
        if (logsIn) askName(ftp, user);
        else ftp.done();
        return;
      }
      if (ftp.peer !== undefined && code !== 0) ftp.disconnect();
      ftp.done();
    });
  });
}

function askName(ftp: Client, given: string | undefined): void {
  if (given !== undefined && given !== '') {
    sendName(ftp, given);
    return;
  }
  const { user } = ftp.machine;
  ftp.ask(`Name (${ftp.peer?.name ?? ''}:${user}): `, (line) => {
    if (line === undefined) aborted(ftp);
    else sendName(ftp, line.trim() === '' ? user : line.trim());
  });
}

function sendName(ftp: Client, user: string): void {
  ftp.command(`USER ${user}`, ({ code }) => {
    if (code >= 200 && code < 300) loggedIn(ftp);
    else if (code === 331) askPassword(ftp);
    else if (code === 332) askAccount(ftp);
    else failed(ftp, code);
  });
}

function askPassword(ftp: Client): void {
  ftp.ask(
    'Password: ',
    (password) => {
      if (password === undefined) {
        aborted(ftp);
        return;
      }
      ftp.command(
        `PASS ${password}`,
        ({ code }) => {
          if (code >= 200 && code < 300) loggedIn(ftp);
          else if (code === 332) askAccount(ftp);
          else failed(ftp, code);
        },
        { shown: 'PASS XXXX' },
      );
    },
    'secret',
  );
}

function askAccount(ftp: Client): void {
  ftp.ask(
    'Account: ',
    (account) => {
      if (account === undefined) aborted(ftp);
      else {
        ftp.command(
          `ACCT ${account}`,
          ({ code }) => {
            if (code >= 200 && code < 300) loggedIn(ftp);
            else failed(ftp, code);
          },
          { shown: 'ACCT XXXX' },
        );
      }
    },
    'secret',
  );
}

function aborted(ftp: Client): void {
  ftp.print('EOF received; login aborted.\n');
  ftp.done();
}

function failed(ftp: Client, code: number): void {
  if (code !== 0) ftp.complain('Login failed');
  ftp.done();
}

/** Asks what system it is and what it can do, quietly. */
function loggedIn(ftp: Client): void {
  if (ftp.peer !== undefined) ftp.peer.isLoggedIn = true;
  ftp.command(
    'SYST',
    ({ code, text }) => {
      if (code >= 200 && code < 300) {
        const [system = ''] = text.split(' ');
        if (ftp.options.verbose) ftp.print(`Remote system type is ${system.replace(/\.$/, '')}.\n`);
        if (text.startsWith('UNIX Type: L8')) {
          ftp.options.type = undefined;
          if (ftp.options.verbose) ftp.print('Using binary mode to transfer files.\n');
        }
      }
      if (code === 0 || ftp.peer === undefined) ftp.done();
      else askFeatures(ftp);
    },
    { isQuiet: true },
  );
}

/** RFC 2389 §3: a feature a line, one blank before it. */
function askFeatures(ftp: Client): void {
  const features = ftp.peer?.features;
  ftp.command('FEAT', () => ftp.done(), {
    isQuiet: true,
    onLine: (line) => {
      const feature = /^ (\w{1,20})/.exec(line)?.[1];
      if (feature !== undefined && features !== undefined && features.size < 100) features.add(feature.toUpperCase());
    },
  });
}

function openCommand(ftp: Client, args: readonly string[], name: string): void {
  if (ftp.peer !== undefined) {
    ftp.print(`Already connected to ${ftp.peer.name}, use close first.\n`);
    ftp.done();
    return;
  }
  withArguments(ftp, { name, usage: OPEN, prompts: ['to'], takesMore: true }, args, ([host = '', port]) =>
    open(ftp, host, port, true),
  );
}

function closeCommand(ftp: Client): void {
  ftp.command('QUIT', () => {
    if (ftp.peer !== undefined) ftp.disconnect();
    ftp.done();
  });
}

function quitCommand(ftp: Client): void {
  if (ftp.peer === undefined) ftp.quit();
  else ftp.command('QUIT', () => ftp.quit());
}

function userCommand(ftp: Client, args: readonly string[], name: string): void {
  const wanted = { name, usage: 'username [password [account]]', prompts: ['username'], takesMore: true };
  withArguments(ftp, wanted, args, ([user = '', password]) => {
    if (password === undefined) sendName(ftp, user);
    else {
      ftp.command(`USER ${user}`, ({ code }) => {
        if (code !== 331) {
          if (code < 300 && code > 0) loggedIn(ftp);
          else failed(ftp, code);
          return;
        }
        const setting = { shown: 'PASS XXXX' };
        ftp.command(
          `PASS ${password}`,
          (reply) => (reply.code >= 200 && reply.code < 300 ? loggedIn(ftp) : failed(ftp, reply.code)),
          setting,
        );
      });
    }
  });
}

const leave = { run: quitCommand };
const hangUp = { needsPeer: true, run: closeCommand };
const reach = { usage: OPEN, run: openCommand };

export const loginCommands: Commands = {
  open: reach,
  ftp: reach,
  close: hangUp,
  disconnect: hangUp,
  bye: leave,
  exit: leave,
  quit: leave,
  user: { usage: 'username [password [account]]', needsPeer: true, run: userCommand },
};
