/**
 * Words that beginners type in the wrong place: those of a shell, and those of client programs for what the protocol
 * itself calls otherwise.
 */

/** Commands of a shell, typed by habit. */
export const SHELL_WORDS: ReadonlySet<string> = new Set(
  (
    'telnet ftp nc netcat openssl ls cat echo clear exit cd cp mv rm mkdir touch less more head tail grep man sudo ssh curl wget ' +
    'ping dig host nslookup nano vi vim whoami hostname history date netstat ifconfig ip apt'
  ).split(' '),
);

/** By client program, which is named after its protocol: its own word → the protocol's verb. */
export const CLIENT_WORDS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'ftp',
    new Map([
      ['get', 'RETR'],
      ['recv', 'RETR'],
      ['put', 'STOR'],
      ['send', 'STOR'],
      ['ls', 'LIST'],
      ['dir', 'LIST'],
      ['nlist', 'NLST'],
      ['cd', 'CWD'],
      ['delete', 'DELE'],
      ['passive', 'PASV'],
      ['type', 'TYPE'],
      ['ascii', 'TYPE'],
      ['binary', 'TYPE'],
    ]),
  ],
]);
