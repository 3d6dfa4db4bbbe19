/** The words of the `ftp>` prompt and what `help` says of each, in tnftp's order (tnftp 20210827). */
export const NAMES: readonly (readonly [name: string, help: string])[] = [
  ['!', 'escape to the shell'],
  ['$', 'execute macro'],
  ['account', 'send account command to remote server'],
  ['append', 'append to a file'],
  ['ascii', 'set ascii transfer type'],
  ['bell', 'beep when command completed'],
  ['binary', 'set binary transfer type'],
  ['bye', 'terminate ftp session and exit'],
  ['case', 'toggle mget upper/lower case id mapping'],
  ['cd', 'change remote working directory'],
  ['cdup', 'change remote working directory to parent directory'],
  ['chmod', 'change file permissions of remote file'],
  ['close', 'terminate ftp session'],
  ['cr', 'toggle carriage return stripping on ascii gets'],
  ['debug', 'toggle/set debugging mode'],
  ['delete', 'delete remote file'],
  ['dir', 'list contents of remote path'],
  ['disconnect', 'terminate ftp session'],
  ['edit', 'toggle command line editing'],
  ['epsv', 'toggle use of EPSV/EPRT on both IPv4 and IPv6 ftp'],
  ['epsv4', 'toggle use of EPSV/EPRT on IPv4 ftp'],
  ['epsv6', 'toggle use of EPSV/EPRT on IPv6 ftp'],
  ['exit', 'terminate ftp session and exit'],
  ['features', 'show FEATures supported by remote system'],
  ['fget', 'get files using a localfile as a source of names'],
  ['form', 'set file transfer format'],
  ['ftp', 'connect to remote ftp server'],
  ['gate', 'toggle gate-ftp'],
  ['get', 'receive file'],
  ['glob', 'toggle metacharacter expansion of local file names'],
  ['hash', "toggle printing `#' marks; specify number to set increment"],
  ['help', 'print local help information'],
  ['idle', 'get (set) idle timer on remote side'],
  ['image', 'set binary transfer type'],
  ['lcd', 'change local working directory'],
  ['less', 'view a remote file through your pager'],
  ['lpage', 'view a local file through your pager'],
  ['lpwd', 'print local working directory'],
  ['ls', 'list contents of remote path'],
  ['macdef', 'define a macro'],
  ['mdelete', 'delete multiple files'],
  ['mdir', 'list contents of multiple remote directories'],
  ['mget', 'get multiple files'],
  ['mkdir', 'make directory on the remote machine'],
  ['mls', 'list contents of multiple remote directories'],
  ['mlsd', 'list contents of remote directory in a machine parsable form'],
  ['mlst', 'list remote path in a machine parsable form'],
  ['mode', 'set file transfer mode'],
  ['modtime', 'show last modification time of remote file'],
  ['more', 'view a remote file through your pager'],
  ['mput', 'send multiple files'],
  ['mreget', 'get multiple files restarting at end of local file'],
  ['msend', 'send multiple files'],
  ['newer', 'get file if remote file is newer than local file '],
  ['nlist', 'nlist contents of remote directory'],
  ['nmap', 'set templates for default file name mapping'],
  ['ntrans', 'set translation table for default file name mapping'],
  ['open', 'connect to remote ftp server'],
  ['page', 'view a remote file through your pager'],
  ['passive', 'toggle use of passive transfer mode'],
  ['pdir', 'list contents of remote path through your pager'],
  ['pls', 'list contents of remote path through your pager'],
  ['pmlsd', 'list contents of remote directory in a machine parsable form through your pager'],
  ['preserve', 'toggle preservation of modification time of retrieved files'],
  ['progress', 'toggle transfer progress meter'],
  ['prompt', 'force interactive prompting on multiple commands'],
  ['proxy', 'issue command on alternate connection'],
  ['put', 'send one file'],
  ['pwd', 'print working directory on remote machine'],
  ['quit', 'terminate ftp session and exit'],
  ['quote', 'send arbitrary ftp command'],
  ['rate', 'set transfer rate limit (in bytes/second)'],
  ['rcvbuf', 'set socket receive buffer size'],
  ['recv', 'receive file'],
  ['reget', 'get file restarting at end of local file'],
  ['remopts', 'set options for a command on the remote system'],
  ['rename', 'rename file'],
  ['reset', 'clear queued command replies'],
  ['restart', 'restart file transfer at bytecount'],
  ['rhelp', 'get help from remote server'],
  ['rmdir', 'remove directory on the remote machine'],
  ['rstatus', 'show status of remote machine'],
  ['runique', 'toggle store unique for local files'],
  ['send', 'send one file'],
  ['sendport', 'toggle use of PORT/LPRT cmd for each data connection'],
  ['set', 'set or display options'],
  ['site', 'send site specific command to remote server\n\t\tTry "rhelp site" or "site help" for more information'],
  ['size', 'show size of remote file'],
  ['sndbuf', 'set socket send buffer size'],
  ['status', 'show current status'],
  ['struct', 'set file transfer structure'],
  ['sunique', 'toggle store unique on remote machine'],
  ['system', 'show remote system type'],
  ['tenex', 'set tenex file transfer type'],
  ['throttle', 'set transfer rate limit (in bytes/second)'],
  ['trace', 'toggle packet tracing'],
  ['type', 'set file transfer type'],
  ['umask', 'get (set) umask on remote side'],
  ['unset', 'unset options'],
  ['usage', 'show command line usage'],
  ['user', 'send new user information'],
  ['verbose', 'toggle verbose mode'],
  ['xferbuf', 'set socket send/receive buffer size'],
  ['?', 'print local help information'],
];

const COLUMNS = 5;
const COLUMN_WIDTH = 16;
const TAB = 8;
/** As long as the longest name but one, and a space: what tnftp pads to. */
const NAME_WIDTH = 11;

/** `help` without a name: the names down five columns, with tabs between. */
export function overview(): string {
  const lines = Math.ceil(NAMES.length / COLUMNS);
  const rows = Array.from({ length: lines }, (_, line) => {
    const row = NAMES.filter((_name, i) => i % lines === line).map(([name]) => name);
    return row.map((name, i) => (i === row.length - 1 ? name : padded(name))).join('');
  });
  return `Commands may be abbreviated.  Commands are:\n\n${rows.join('\n')}\n`;
}

function padded(name: string): string {
  return name + '\t'.repeat(Math.ceil((COLUMN_WIDTH - name.length) / TAB));
}

/** `help NAME …`. */
export function helpFor(words: readonly string[]): string {
  return words
    .map((word) => {
      const name = nameOf(word);
      const help = NAMES.find(([candidate]) => candidate === name)?.[1];
      if (name === 'ambiguous') return `?Ambiguous help command \`${word}'\n`;
      return help === undefined
        ? `?Invalid help command \`${word}'\n`
        : `${(name ?? '').padEnd(NAME_WIDTH)}\t${help}\n`;
    })
    .join('');
}

/** The command that a word stands for, by its beginning; `ambiguous` where several begin so. */
export function nameOf(word: string): string | undefined {
  const names = NAMES.map(([name]) => name);
  if (names.includes(word)) return word;
  const found = names.filter((name) => name.startsWith(word));
  return found.length > 1 ? 'ambiguous' : found[0];
}
