/**
 * Words that beginners type in the wrong place: those of a shell, and those of client programs for what the protocol
 * itself calls otherwise. And how the programs that dial want to be told where to.
 */

/** The programs that the learner's own machine has. */
export const PROGRAMS: ReadonlySet<string> = new Set(
  'telnet ftp nc openssl host ls cat echo printf pwd whoami hostname date clear rm cd help exit logout'.split(' '),
);

/** Commands of a shell, typed by habit. */
export const SHELL_WORDS: ReadonlySet<string> = new Set(
  (
    'telnet ftp nc netcat openssl ls cat echo clear exit cd cp mv rm mkdir touch less more head tail grep man sudo su ssh scp curl wget ' +
    'ping dig host nslookup nano vi vim whoami hostname history date netstat ifconfig ip apt python python3 bash sh printf pwd which traceroute nmap'
  ).split(' '),
);

/** What people type when they want to start something whose name they have yet to learn. */
export const STARTING_WORDS: ReadonlySet<string> = new Set(
  'connect open start run call dial use launch goto go begin type enter join reach'.split(' '),
);

/** How a program that dials is told where to. */
export interface Dialler {
  /** `10.0.0.1:25` in one word, or two words. */
  readonly isOneWord: boolean;
  /** It knows a port by itself. */
  readonly usualPort?: number;
  /** It speaks TLS from the first byte, unless this option begins in the clear. */
  readonly securedUnless?: string;
  /** Its lines end in LF alone, unless this option is given. */
  readonly bareUnless?: string;
  /** Options with a value behind them. */
  readonly valued: ReadonlySet<string>;
}

export const DIALLERS: ReadonlyMap<string, Dialler> = new Map([
  ['telnet', { isOneWord: false, valued: new Set(['-l', '-b', '-n', '-e', '-X']) }],
  ['nc', { isOneWord: false, bareUnless: '-C', valued: new Set(['-w', '-p', '-s', '-q', '-i', '-X', '-x']) }],
  ['ftp', { isOneWord: false, usualPort: 21, valued: new Set(['-P', '-u', '-o', '-N', '-q', '-r', '-s']) }],
  [
    'openssl',
    {
      isOneWord: true,
      securedUnless: '-starttls',
      bareUnless: '-crlf',
      valued: new Set(['-starttls', '-servername', '-verify_hostname', '-name', '-CAfile', '-port', '-cipher']),
    },
  ],
]);

/** By client program, which is named after its protocol: its own word → the protocol's verb. */
export const CLIENT_WORDS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'ftp',
    new Map([
      ['get', 'RETR'],
      ['recv', 'RETR'],
      ['mget', 'RETR'],
      ['put', 'STOR'],
      ['send', 'STOR'],
      ['mput', 'STOR'],
      ['ls', 'LIST'],
      ['dir', 'LIST'],
      ['nlist', 'NLST'],
      ['cd', 'CWD'],
      ['delete', 'DELE'],
      ['mkdir', 'MKD'],
      ['passive', 'PASV'],
      ['type', 'TYPE'],
      ['ascii', 'TYPE'],
      ['binary', 'TYPE'],
      ['bye', 'QUIT'],
      ['exit', 'QUIT'],
      ['close', 'QUIT'],
      ['disconnect', 'QUIT'],
    ]),
  ],
]);

/** Every word that a client program knows; each may be cut short. */
export const CLIENT_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'ftp',
    (
      '! $ account append ascii bell binary bye case cd cdup chmod close cr debug delete dir disconnect edit epsv epsv4 epsv6 exit ' +
      'features fget form ftp gate get glob hash help idle image lcd less lpage lpwd ls macdef mdelete mdir mget mkdir mls mlsd mlst ' +
      'mode modtime more mput mreget msend newer nlist nmap ntrans open page passive pdir pls pmlsd preserve progress prompt proxy put ' +
      'pwd quit quote rate rcvbuf recv reget remopts rename reset restart rhelp rmdir rstatus runique send sendport set site size ' +
      'sndbuf status struct sunique system tenex throttle trace type umask unset usage user verbose xferbuf ?'
    ).split(' '),
  ],
]);

/** Of those, the words that work without a connection. */
export const OFFLINE_WORDS: ReadonlySet<string> = new Set(
  (
    '! $ bell bye case cr debug edit epsv epsv4 epsv6 exit ftp gate glob hash help lcd lpage lpwd macdef nmap ntrans open passive ' +
    'preserve progress prompt quit rate rcvbuf reset runique sendport set sndbuf status sunique tenex throttle trace unset usage verbose xferbuf ?'
  ).split(' '),
);
