/** What the coach and the explanations say of POP3: what is wrong with a line, and what a reply means. */
import type { Words } from '../say.ts';

export const pop3 = {
  // What is wrong with a line that is nearly a command.
  'pop3.problem.leading-space': 'A command begins at the very start of the line; the spaces before it must go.',
  'pop3.problem.shape': '{verb} is the right word, but the line has not its shape: {shape}.',
  'pop3.problem.missing-user': 'USER needs the name of the user: {shape}.',
  'pop3.problem.missing-password': 'PASS needs the password: {shape}.',
  'pop3.problem.missing-number': '{verb} needs the number of a message: {shape}. LIST shows the numbers.',
  'pop3.problem.bad-number': '{verb} wants a message’s number, in digits: {shape}. LIST shows the numbers.',
  'pop3.problem.one-number': '{verb} takes one number and nothing behind it: {shape}.',
  'pop3.problem.missing-lines': 'TOP needs two numbers: which message, and how many lines of its text: {shape}.',

  'pop3.problem.missing-digest':
    'APOP needs your name and a digest: {shape}. The digest is MD5 of the timestamp in the greeting, < and > included, with your password right behind it.',
  'pop3.problem.bad-digest':
    'APOP’s second word is no password: it is an MD5 digest of 32 hexadecimal digits: {shape}.',

  // What a reply means.
  'pop3.meaning.GREETING.apop':
    '+OK: the server is ready. What stands in < > is new each time: APOP mixes it with your password, so that the password itself need not cross the wire.',
  'pop3.meaning.GREETING': '+OK: the server is ready. Now say who you are: USER, then PASS.',
  'pop3.meaning.USER': '+OK: the name is noted, right or wrong. Only PASS shows whether you may in.',
  'pop3.meaning.PASS':
    '+OK: you are logged in. The mailbox is open as it is at this moment; mails that come later show next time.',
  'pop3.meaning.APOP':
    '+OK: you are logged in, and your password never crossed the wire. Who listens can do nothing with that digest the next time.',
  'pop3.meaning.AUTH.none': '+OK, and nothing: without TLS there is no way to log in here that would send a password.',
  'pop3.meaning.AUTH.list': '+OK: these are the ways to log in. A line with a single dot ends the list.',
  'pop3.meaning.challenge':
    '+: the server asks for the next piece, in base64. That only spells the letters differently; it hides nothing.',
  'pop3.meaning.CAPA':
    '+OK: the server lists what it can do, one thing a line. A line with a single dot ends the list.',
  'pop3.meaning.STAT': '+OK: {count} messages, {bytes} bytes together.',
  'pop3.meaning.LIST': '+OK: each message’s number and its size in bytes. A line with a single dot ends the list.',
  'pop3.meaning.LIST.one': '+OK: the message’s number and its size in bytes.',
  'pop3.meaning.UIDL':
    '+OK: each message’s number and its lasting id. Numbers change from one session to the next, ids do not: so a mail program knows what it has fetched.',
  'pop3.meaning.UIDL.one': '+OK: the message’s number and its lasting id.',
  'pop3.meaning.RETR':
    '+OK: here is the whole message, header, empty line, text. The single dot at the end is not part of it.',
  'pop3.meaning.TOP': '+OK: the header, an empty line, and as many lines of the text as you asked for.',
  'pop3.meaning.DELE':
    '+OK: the message is marked. It goes when you say QUIT, and not before; RSET takes the mark off.',
  'pop3.meaning.RSET': '+OK: no message is marked as deleted any more.',
  'pop3.meaning.NOOP': '+OK: nothing was done, as you asked. It shows that the connection lives.',
  'pop3.meaning.QUIT': '+OK: good-bye. Nothing was deleted.',
  'pop3.meaning.QUIT.deleted': '+OK: good-bye. The marked messages are gone now.',
  'pop3.meaning.QUIT.early': '+OK: good-bye. You had not logged in, so nothing has changed.',
  'pop3.meaning.success': '+OK: done.',

  'pop3.meaning.login-failed':
    '-ERR: user name or password is wrong. The server does not say which, and takes its time over it.',
  'pop3.meaning.login-refused': '-ERR: the server does not let you log in that way: {text}',
  'pop3.meaning.tls-first':
    '-ERR: not like this. The server wants no password on a connection that anybody could listen to; it waits for TLS.',
  'pop3.meaning.apop-off':
    '-ERR: this server does not do APOP. Its greeting shows that: there is no timestamp in < > in it.',
  'pop3.meaning.apop-shape': '-ERR: APOP takes a name and a digest of exactly 32 hexadecimal digits. {text}',
  'pop3.meaning.base64': '-ERR: that was no base64, so the server can not read it. {text}',
  'pop3.meaning.aborted': '-ERR: you gave up with *, and the server says so. Nothing has happened.',
  'pop3.meaning.mechanism': '-ERR: the server does not know that way to log in. AUTH alone lists those it knows.',
  'pop3.meaning.locked':
    '-ERR: another session has this mailbox open, and this server lets one in at a time. Wait until the other one says QUIT, then try again.',
  'pop3.meaning.too-many-sessions':
    '-ERR: your name and password are right, but you have too many sessions open already. End one of them first.',
  'pop3.meaning.no-tls': '-ERR: this server has no TLS to offer.',
  'pop3.meaning.tls-already': '-ERR: this connection is secured already; once is enough. Go on with USER.',
  'pop3.meaning.login-first': '-ERR: not yet. {verb} works only after you have logged in with USER and PASS.',
  'pop3.meaning.logged-in-already': '-ERR: you are logged in already.',
  'pop3.meaning.user-first': '-ERR: wrong order. USER comes before PASS.',
  'pop3.meaning.unknown': '-ERR: the server does not know this command. CAPA lists what it can do.',
  'pop3.meaning.no-message': '-ERR: there is no message of that number. LIST shows which there are.',
  'pop3.meaning.deleted': '-ERR: you have marked that message as deleted. RSET takes the mark off.',
  'pop3.meaning.expunged': '-ERR: another session has removed that message since you logged in.',
  'pop3.meaning.number': '-ERR: the server expected the number of a message: {text}',
  'pop3.meaning.hang-up': '-ERR: the server hangs up: {text} Nothing was deleted.',
  'pop3.meaning.failure': '-ERR: no. {text}',
} as const satisfies Words;
