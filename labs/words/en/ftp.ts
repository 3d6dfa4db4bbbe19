/** What the coach and the explanations say of FTP: what is wrong with a line, and what a reply means. */
import type { Words } from '../say.ts';

export const ftp = {
  // What is wrong with a line that is nearly a command.
  'ftp.problem.leading-space': 'A command begins at the very start of the line; the spaces before it must go.',
  'ftp.problem.shape': '{verb} is the right word, but the line has not its shape: {shape}.',
  'ftp.problem.missing': '{verb} needs something behind it: {shape}.',
  'ftp.problem.type': 'TYPE takes one letter: A for text, I for binary.',
  'ftp.problem.port':
    'PORT takes six numbers from 0 to 255 with commas between: the four of your address, then the port as two (high × 256 + low).',
  'ftp.problem.extended-port': 'EPRT takes protocol, address and port between bars: {shape}.',
  'ftp.problem.offset': 'REST takes a number: at which byte of the file the next transfer begins.',

  // What a reply means, by verb and status.
  'ftp.meaning.GREETING.220': '220: the server is ready, and names its software. Now say who you are, with USER.',
  'ftp.meaning.USER.331':
    '331: good so far; a 3 in front means that the server waits for more. Next: the password, with PASS.',
  'ftp.meaning.USER.530': '530: the server does not let this user in, or another one is logged in already.',
  'ftp.meaning.PASS.230': '230: you are logged in. Anyone on the line could read the password: FTP hides nothing.',
  'ftp.meaning.PASS.503': '503: wrong order. USER comes first, then PASS.',
  'ftp.meaning.PASS.530': '530: user name or password is wrong; the server does not say which. Begin again with USER.',
  'ftp.meaning.SYST.215': '215: what kind of system the server is, so that a client can read its listings.',
  'ftp.meaning.FEAT.211': '211: what this server can do beyond the oldest standard, one feature a line.',
  'ftp.meaning.STAT.211': '211: how this session stands: who is logged in, and how files would be sent.',
  'ftp.meaning.STAT.213': '213: a listing over the control connection, with no second connection.',
  'ftp.meaning.HELP.214': '214: the commands that this server knows.',
  'ftp.meaning.OPTS.200': '200: file names are in UTF-8, as always here.',
  'ftp.meaning.OPTS.501': '501: the server does not know that option.',
  'ftp.meaning.PWD.257': '257: the directory you are in, between the quotes.',
  'ftp.meaning.CWD.250': '250: you are in that directory now.',
  'ftp.meaning.CWD.550': '550: there is no such directory, or you may not enter it.',
  'ftp.meaning.CDUP.250': '250: you are one directory higher; at the top you stay where you are.',
  'ftp.meaning.TYPE.200.A': '200: files go as text from now on: line ends may be changed to suit the other side.',
  'ftp.meaning.TYPE.200.I': '200: files go byte by byte from now on, with nothing changed.',
  'ftp.meaning.TYPE.500': '500: the server knows TYPE A (text) and TYPE I (binary).',
  'ftp.meaning.PASV.227':
    '227: the server waits for a second connection. Six numbers: four of its address, then the port as high × 256 + low. List or fetch next.',
  'ftp.meaning.EPSV.229':
    '229: the server waits for a second connection at the port between the bars. List or fetch next.',
  'ftp.meaning.EPSV.522': '522: the server does not speak that network protocol.',
  'ftp.meaning.PORT.200':
    '200: the server will dial that address for the next transfer. The roles are turned round: you must listen.',
  'ftp.meaning.PORT.500': '500: not an address the server will dial. It takes only your own, and ports from 1024 on.',
  'ftp.meaning.LIST.226': '226: the whole list has crossed the data connection, which is closed now.',
  'ftp.meaning.RETR.226': '226: the whole file has crossed the data connection, which is closed now.',
  'ftp.meaning.RETR.426': '426: the data connection broke before the file was through.',
  'ftp.meaning.RETR.550': '550: there is no such file here, or you may not read it. Capital letters count.',
  'ftp.meaning.STOR.226': '226: the file has arrived whole and is stored.',
  'ftp.meaning.STOR.426': '426: the data connection broke; only what had come until then is stored.',
  'ftp.meaning.STOR.451': '451: the server could not write the file: it is too large, or there is no room.',
  'ftp.meaning.STOR.553': '553: no file of that name can be made there.',
  'ftp.meaning.REST.350': '350: the next transfer begins at that byte. Now say which file.',
  'ftp.meaning.SIZE.213': '213: how many bytes the file has.',
  'ftp.meaning.SIZE.550': '550: there is no such file, or it is a directory.',
  'ftp.meaning.MDTM.213': '213: when the file was last changed: year, month, day, hour, minute, second.',
  'ftp.meaning.MDTM.550': '550: there is no such file.',
  'ftp.meaning.DELE.250': '250: the file is deleted.',
  'ftp.meaning.DELE.550': '550: there is no such file, or you may not delete it.',
  'ftp.meaning.MKD.257': '257: the directory is made; its full name stands between the quotes.',
  'ftp.meaning.MKD.550': '550: the directory could not be made. It may be there already.',
  'ftp.meaning.RMD.250': '250: the directory is removed.',
  'ftp.meaning.RMD.550': '550: the directory could not be removed. It must be there, and be empty.',
  'ftp.meaning.RNFR.350': '350: the file is there. Now its new name, with RNTO.',
  'ftp.meaning.RNFR.550': '550: there is nothing of that name.',
  'ftp.meaning.RNTO.250': '250: it has its new name.',
  'ftp.meaning.RNTO.503': '503: wrong order. RNFR, the old name, comes first.',
  'ftp.meaning.ABOR.225': '225: nothing was on its way, so nothing had to be stopped.',
  'ftp.meaning.ABOR.226': '226: the transfer was stopped.',
  'ftp.meaning.NOOP.200': '200: nothing was done, as you asked. It shows that the connection lives.',
  'ftp.meaning.QUIT.221': '221: good-bye. The server closes the connection.',

  // Replies to anything.
  'ftp.meaning.421': '421: the server hangs up ({text}). Connect again to go on.',
  'ftp.meaning.425.first':
    '425: there is no second connection for the data yet. Say PASV first, and connect to the port it names.',
  'ftp.meaning.425': '425: the second connection, for the data, did not come about.',
  'ftp.meaning.login-first': '530: log in first, with USER and then PASS.',
  'ftp.meaning.550.permission': '550: you are not allowed to do that here. Guests may mostly only read.',
  'ftp.meaning.500': '500: the server does not know this command. HELP lists those it knows.',
  'ftp.meaning.success': '{status}: done. A code that begins with 2 says yes.',
  'ftp.meaning.intermediate': '{status}: go on. A code that begins with 3 means that the server waits for more.',
  'ftp.meaning.failure': '{status}: no ({text}). 4 at the front means not now, 5 means not like this.',
} as const satisfies Words;
