/** What the terminal's own programs say beyond what the real ones print. */
import type { Words } from '../say.ts';

export const shell = {
  'shell.help.title': 'This is your own machine, {host}. From here you can talk to servers:',
  'shell.help.telnet': 'open a connection and type the protocol yourself',
  'shell.help.openssl': 'the same within TLS: openssl s_client -connect HOST:PORT',
  'shell.help.ftp': 'fetch and store files, with a program that speaks FTP for you',
  'shell.help.nc': 'a bare connection, for a pipe or by hand (-C sends CR LF line ends)',
  'shell.help.host': 'ask for the address of a name, and who takes its mail',
  'shell.help.files': 'And look after the files in your home:',
  'shell.help.ls': 'what is there (-l tells more)',
  'shell.help.cat': 'show a file',
  'shell.help.rm': 'remove a file',
  'shell.help.cd': 'change to another directory',
  'shell.help.echo': 'print words; printf knows \\r and \\n',
  'shell.help.clear': 'empty the screen',
  'shell.help.also': 'Also: {names}.',
  'shell.help.language':
    'The shell takes quotes, a | b, > file, >> file, < file, and ; && || between commands. ^C stops a program.',
  'shell.host.usage':
    'Usage: host [-t TYPE] NAME: asks the DNS for the address and the mail servers of a name, or for another type: MX, TXT, CNAME, ANY.',
  'shell.openssl.usage':
    'openssl s_client -connect HOST:PORT opens a connection within TLS; openssl s_client -help tells more, openssl version which one this is.',
  'shell.openssl.help': `Usage: s_client [options] [host:port]

 -connect HOST:PORT    where to; -host and -port say it apart
 -starttls PROTOCOL    begin in the clear, as smtp, pop3, imap or ftp, and ask for TLS
 -crlf                 lines end in CR LF, as protocols want them
 -quiet                tell nothing of the handshake; lines are all for the server
 -brief                tell the most important alone
 -showcerts            show every certificate that the server sends
 -servername NAME      ask for this name (SNI); -noservername asks for none
 -verify_hostname NAME the certificate must be valid for this name
 -verify_return_error  do not speak to whom it can't trust
 -tls1_2, -tls1_3      this version of TLS alone
 -ign_eof              go on when the input ends
 -nocommands           letters at the beginning of a line are no commands
 -name NAME            how to call oneself in EHLO

At the beginning of a line, without -quiet: Q ends it, R asks for a new handshake (TLS 1.3 has none).`,
  'shell.exit': 'This terminal stays open: there is nothing behind it to go back to.',
  'shell.end-of-file':
    '^D ends what you type to a program. At the shell it would log you out; this terminal stays open.',
  'shell.cut': '[cut here: a command shows at most {limit} characters at once; use > to write them to a file]',
  'shell.not-here': '{program}: {command} is not available in this terminal.',
} as const satisfies Words;
