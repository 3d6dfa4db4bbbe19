/** What the coach and the explanations say of SMTP: what is wrong with a line, and what a reply means. */
import type { Words } from '../say.ts';

export const smtp = {
  // What is wrong with a line that is nearly a command.
  'smtp.problem.missing-from': '{verb} needs FROM: before the address. Its shape is {shape}.',
  'smtp.problem.missing-to': '{verb} needs TO: before the address. Its shape is {shape}.',
  'smtp.problem.missing-colon': 'There is a colon missing: the shape is {shape}.',
  'smtp.problem.space-before-colon': 'No space may stand before the colon: the shape is {shape}.',
  'smtp.problem.two-spaces': 'Exactly one space may stand after {verb}: the shape is {shape}.',
  'smtp.problem.wrong-preposition': 'MAIL goes with FROM:, RCPT with TO:. The shape is {shape}.',
  'smtp.problem.colon-after-verb': 'No colon belongs right after the word {verb}. The shape is {shape}.',
  'smtp.problem.leading-space': 'A command begins at the very start of the line; the spaces before it must go.',
  'smtp.problem.shape': '{verb} is the right word, but the line has not its shape: {shape}.',
  'smtp.problem.missing-domain':
    '{verb} wants to know who you are: put the name of your computer behind it, as in {verb} client.thm.',
  'smtp.problem.bad-domain': '{verb} takes one name and nothing else: letters, digits, hyphens and dots, no spaces.',
  'smtp.problem.missing-address': '{verb} needs an address: {shape}.',
  'smtp.problem.bad-address': 'That is not a mail address the server can read. It looks like <name@domain>.',
  'smtp.problem.one-address': 'One address a command: say {verb} again for the next one.',
  'smtp.problem.wrong-brackets':
    'An address stands in angle brackets, < and >, the signs for “less than” and “greater than”: {shape}.',
  'smtp.problem.open-bracket': 'The angle brackets do not match: one < before the address, one > behind it.',
  'smtp.problem.missing-at': 'There is no @ in that address. It parts the name from the domain: <name@domain>.',
  'smtp.problem.two-ats': 'There is more than one @ in that address, and it has exactly one: <name@domain>.',
  'smtp.problem.comma-in-address': 'There is a comma in that address. The parts of a domain have dots between them.',
  'smtp.problem.space-in-address': 'No space may stand in an address, nor between it and its brackets.',
  'smtp.problem.missing-local-part': 'The address lacks the name: the part before the @.',
  'smtp.problem.dot-in-domain': 'There is a dot too many in that address: one between two parts, none at the end.',
  'smtp.problem.header-early':
    '“{name}:” begins a line of the letter itself, and the letter has not begun: the envelope comes first, by commands.',
  'smtp.problem.no-blank-line':
    'The server took it, but no empty line stood between the header lines and the text, so it had to guess where the text begins.',
  'smtp.problem.early-blank-line':
    'The server took it, but the empty line came before “{name}:”. All that follows an empty line is text, and no header any more.',
  'smtp.problem.header-without-colon':
    'The server took it, but “{name}” has no colon behind it, so it is no header line: it became the beginning of the text.',
  'smtp.problem.no-header':
    'The server took it, but it had no header: the letter begins with lines such as From: and Subject:, and only then comes the text.',
  'smtp.problem.no-text': 'The server took it, but it had only header lines: behind an empty line the text is missing.',
  'smtp.problem.empty-text': 'The server took it, but nothing stood in it at all.',
  'smtp.problem.unqualified-address': 'The address lacks its domain: the @ and the part behind it.',
  'smtp.problem.missing-mechanism': 'AUTH needs the name of a way to log in: AUTH PLAIN or AUTH LOGIN.',
  'smtp.problem.missing-size': 'BDAT needs the number of bytes that follow: {shape}.',
  'smtp.problem.extra-argument': '{verb} stands alone on its line: nothing may follow it.',

  // What a reply means, by verb and status.
  'smtp.meaning.GREETING.220':
    '220: the server is ready. It has said its name and its software; now say who you are, with HELO.',
  'smtp.meaning.HELO.250': '250: the server knows your name now and greets you. A mail may begin with MAIL FROM.',
  'smtp.meaning.HELO.501': '501: the server could not read that name. HELO takes one domain name.',
  'smtp.meaning.EHLO.250':
    '250: the server greets you and lists what it can do beyond plain SMTP, one extension a line. The last line has a space after 250.',
  'smtp.meaning.EHLO.501': '501: the server could not read that name. EHLO takes one domain name.',
  'smtp.meaning.MAIL.250':
    '250: a mail has begun. The server will tell {reversePath} should it go astray. Next: whom is it for? RCPT TO.',
  'smtp.meaning.MAIL.501': '501: the server could not use that sender’s address: {text}.',
  'smtp.meaning.MAIL.503': '503: a mail is begun already; RSET would drop it.',
  'smtp.meaning.MAIL.503.hello': '503: wrong order. The server wants HELO or EHLO first.',
  'smtp.meaning.MAIL.451': '451: too many commands in a short time. Wait a minute, and the same will work.',
  'smtp.meaning.MAIL.530':
    '530: this port takes mail only from people it knows. Log in first, with AUTH PLAIN or AUTH LOGIN.',
  'smtp.meaning.MAIL.550': '550: the server takes no mail from this sender: {text}.',
  'smtp.meaning.MAIL.messages': '421: this connection has handed in as many mails as the server allows. Connect again.',
  'smtp.meaning.MAIL.552': '552: the mail you announced is larger than this server takes.',
  'smtp.meaning.RCPT.250': '250: the server takes mail for {forwardPath}. Add another RCPT TO, or go on with DATA.',
  'smtp.meaning.RCPT.451': '451: not now. A code that begins with 4 means that the same may work later.',
  'smtp.meaning.RCPT.451.greylist':
    '451: the server has never seen this sender, so it says: not now (greylisting). Real servers come again, those who send spam seldom do. Try the same a little later.',
  'smtp.meaning.RCPT.452': '452: no more recipients in this mail; send it to the others in a second one.',
  'smtp.meaning.RCPT.452.full':
    '452: that mailbox has no room just now. The same may work when its owner has tidied up.',
  'smtp.meaning.RCPT.552': '552: that mailbox is full, and this server does not wait for its owner to tidy up.',
  'smtp.meaning.RCPT.501': '501: the server could not use that recipient’s address: {text}.',
  'smtp.meaning.RCPT.503': '503: wrong order. MAIL FROM comes before RCPT TO.',
  'smtp.meaning.RCPT.550': '550: the server does not take mail for this address: {text}.',
  'smtp.meaning.RCPT.550.relay':
    '550: that domain is not this server’s own, and it does not hand mail on for strangers. A server that does is an open relay.',
  'smtp.meaning.DATA.354':
    '354: go ahead. Now write header lines (From:, To:, Subject:), an empty line, and your text. A line with a single dot ends it.',
  'smtp.meaning.DATA.503': '503: wrong order. DATA needs at least one recipient that was accepted.',
  'smtp.meaning.message.250':
    '250: the server has the mail and answers for it from now on, under the id it named. It is in the mailbox, or on its way to the server that has it.',
  'smtp.meaning.message.no-blank-line':
    '250: the server has the mail. No empty line stood between header and text, so the server had to guess where the text begins.',
  'smtp.meaning.message.452': '452: the server has no room for it now. The mail was not delivered.',
  'smtp.meaning.message.550': '550: the server refused the text, and the mail was not delivered: {text}.',
  'smtp.meaning.message.bare-lf':
    '550: a line ended in LF alone. Here each line must end in CR LF, so that nobody can hide a second mail in the first; the mail was not delivered.',
  'smtp.meaning.message.552': '552: the mail is larger than this server takes. It was not delivered.',
  'smtp.meaning.BDAT.250': '250: the chunk has come. The last one carries the word LAST.',
  'smtp.meaning.BDAT.503': '503: wrong order. BDAT needs at least one recipient that was accepted.',
  'smtp.meaning.RSET.250': '250: the mail that was begun is dropped. The server still knows who you are.',
  'smtp.meaning.NOOP.250': '250: nothing was done, as you asked. It shows that the connection lives.',
  'smtp.meaning.VRFY.250': '250: mail for that address would be taken.',
  'smtp.meaning.VRFY.252': '252: the server does not tell who exists; otherwise anyone could collect addresses.',
  'smtp.meaning.VRFY.550': '550: mail for that address would be refused.',
  'smtp.meaning.EXPN.250': '250: these people get the mail of that list.',
  'smtp.meaning.EXPN.550': '550: the server does not tell who is on a list.',
  'smtp.meaning.EXPN.553': '553: nobody gets the mail of that address here.',
  'smtp.meaning.ETRN.250': '250: the server tries to hand on at once what waits in its queue.',
  'smtp.meaning.ETRN.458': '458: not everybody may start the queue here.',
  'smtp.meaning.HELP.214': '214: these are the commands that this server knows.',
  'smtp.meaning.AUTH.334':
    '334: the server asks for the next piece, in base64. That only spells the letters differently; it hides nothing.',
  'smtp.meaning.AUTH.235': '235: you are logged in.',
  'smtp.meaning.AUTH.501': '501: that was no base64, or you gave up with *. You are not logged in.',
  'smtp.meaning.AUTH.503': '503: wrong order. AUTH comes after EHLO, once, and before a mail is begun.',
  'smtp.meaning.AUTH.504': '504: the server does not know that way to log in. EHLO lists those it knows.',
  'smtp.meaning.AUTH.535': '535: user name or password is wrong. The server does not say which.',
  'smtp.meaning.STARTTLS.503': '503: this server has not offered TLS, so it cannot be started.',
  'smtp.meaning.QUIT.221': '221: good-bye. The server closes the connection.',

  // Replies to anything.
  'smtp.meaning.421':
    '421: the server hangs up ({text}). What it had answered with 250 is safe; what was begun is dropped.',
  'smtp.meaning.500': '500: the server does not know this command. HELP lists those it knows.',
  'smtp.meaning.synchronization':
    '554: you sent the next line before the reply to the last one. After HELO each line must wait for its reply; the server hangs up.',
  'smtp.meaning.too-many': '{status}: that was one mistake too many ({text}). The server hangs up; connect again.',
  'smtp.meaning.success': '{status}: done. A code that begins with 2 says yes.',
  'smtp.meaning.intermediate': '{status}: go on. A code that begins with 3 means that the server waits for more.',
  'smtp.meaning.failure': '{status}: no ({text}). 4 at the front means not now, 5 means not like this.',
} as const satisfies Words;
