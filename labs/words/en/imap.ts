/** IMAP: what is wrong with a line, and what an exchange means to somebody who sees it for the first time. */
import type { Words } from '../say.ts';

export const imap = {
  'imap.problem.no-tag':
    'Every IMAP command begins with a tag, a short word that you make up. {verb} stands where the tag should be: put one before it.',
  'imap.problem.no-command':
    'After the tag comes one space, then the command. “{tag}” was taken as the tag, and no command follows it.',
  'imap.problem.invalid-tag':
    'The line must begin with a tag, right at its start: letters and digits are best; +, *, %, brackets and quotes are not allowed.',
  'imap.problem.missing-argument': 'Something is missing behind {verb}. Its shape is: {shape}',
  'imap.problem.too-many-arguments': 'There is more behind {verb} than it takes. Its shape is: {shape}',
  'imap.problem.spaces-in-set':
    'Several numbers have commas between them, and no spaces: {verb} took the second one for what you want to know.',
  'imap.problem.items-brackets':
    'When you want several things at once, they stand together in round brackets. {verb} took only the first.',
  'imap.problem.uid-alone':
    'UID is only half of a command: it goes before FETCH, STORE, SEARCH, COPY and their like, and makes their numbers uids.',
  'imap.problem.missing-backslash':
    'The flags of IMAP itself begin with a backslash. Without it “{flag}” is a word of your own, and means nothing to a mail program.',
  'imap.problem.slash-flag':
    'A flag begins with a backslash, \\, and not with a slash, /: they lean to different sides.',
  'imap.problem.unquoted-space':
    'There is one word too many behind {verb}. If the name of the mailbox has a space in it, put the name in double quotes.',
  'imap.problem.sequence-set':
    '“{set}” is not a set of message numbers. {verb} wants numbers such as 3, a range with a colon, or several with commas.',
  'imap.problem.store-operation':
    'After the number, {verb} wants to know what to do with the flags: add them (+FLAGS), remove them (-FLAGS), or set exactly these (FLAGS).',
  'imap.problem.fetch-item':
    '“{item}” is nothing that FETCH knows. It gives parts of a message, such as its flags, its envelope, or its body in square brackets.',
  'imap.problem.section':
    'Look at the square brackets behind BODY: one opens, one closes, and what is between must be a part of a message.',
  'imap.problem.missing-quote': 'A double quote was opened and never closed.',
  'imap.problem.parenthesis': 'The round brackets do not match: each one that opens must close.',
  'imap.problem.literal': 'Curly brackets announce how many bytes follow: only a number stands between them.',
  'imap.problem.arguments': 'The command is right, but the server can’t read what stands behind it.',

  'imap.meaning.greeting.ok':
    'The server is ready. The star means that nobody asked for this line; between the square brackets it lists what it can do.',
  'imap.meaning.greeting.other': 'The server does not begin an ordinary session.',

  'imap.meaning.capability.ok':
    'The list of what this server can do. Clients look here before they use anything out of the ordinary.',
  'imap.meaning.noop.ok': 'Nothing was to be done. But the server took the occasion to tell what is new.',
  'imap.meaning.logout.ok':
    'First BYE, which is news, then the reply with your tag. Now the server closes the connection.',
  'imap.meaning.id.ok': 'Both sides said who they are. It helps when an administrator looks for the cause of a fault.',
  'imap.meaning.enable.ok': 'The server switched on what you asked for, as far as it has it.',
  'imap.meaning.login.ok': 'You are in. Name and password crossed the wire as plain text.',
  'imap.meaning.authenticate.ok':
    'You are in. The password crossed in base64, which hides nothing: anybody can decode it.',
  'imap.meaning.select.ok':
    'The mailbox is open and has {exists} messages. The lines with a star describe it; from now on message numbers mean this mailbox.',
  'imap.meaning.examine.ok': 'The mailbox is open for reading only: nothing you do will mark a message as read.',
  'imap.meaning.create.ok':
    'There is a new mailbox on the server. Every other device that uses this account sees it too.',
  'imap.meaning.delete.ok': 'The mailbox is gone, with all messages that were in it.',
  'imap.meaning.rename.ok': 'The mailbox has a new name, and so have those below it.',
  'imap.meaning.subscribe.ok': 'The mailbox is on your list of favourites now. LSUB shows that list.',
  'imap.meaning.unsubscribe.ok': 'The mailbox is off your list of favourites. It still exists.',
  'imap.meaning.list.ok':
    'One line with a star for each mailbox: marks in round brackets, the character that parts the levels, and the name.',
  'imap.meaning.lsub.ok': 'One line with a star for each mailbox that you have subscribed to.',
  'imap.meaning.status.ok': 'The numbers of a mailbox, without opening it.',
  'imap.meaning.append.ok': 'The message is in the mailbox. APPENDUID tells which number that lasts (uid) it got.',
  'imap.meaning.namespace.ok': 'Where your mailboxes begin, and which character parts their levels.',
  'imap.meaning.getquotaroot.ok': 'Which allowance the mailbox counts against, and how much of it is used.',
  'imap.meaning.getquota.ok': 'How much of the allowance is used, and how much there is, in units of 1024 bytes.',
  'imap.meaning.setquota.ok': 'The allowance is changed.',
  'imap.meaning.privacy-required':
    'This server takes no password on a connection that everybody on the way can read. What you typed has crossed it already.',
  'imap.meaning.idle.waiting': 'The server waits with you: it will tell what is new at once. Type DONE to go on.',
  'imap.meaning.expected-done':
    'While the server waits with you, only one word ends that, DONE, and without a tag. Any other line ends it with BAD.',
  'imap.meaning.idle.ok': 'Idling has ended. What happened meanwhile stands in the lines with a star.',
  'imap.meaning.check.ok': 'The server put everything in order. For you it did what NOOP does.',
  'imap.meaning.close.ok': 'The mailbox is closed, and what was marked \\Deleted was removed without a word.',
  'imap.meaning.unselect.ok': 'The mailbox is closed, and nothing was removed.',
  'imap.meaning.expunge.ok':
    'What was marked \\Deleted is gone. Each EXPUNGE line moves all higher message numbers down by one.',
  'imap.meaning.search.ok': 'The numbers of the messages that fit; none, where none stand there.',
  'imap.meaning.sort.ok':
    'The numbers of the messages that fit, in the order that you asked for. The server sorted them, so nothing had to be fetched.',
  'imap.meaning.thread.ok':
    'Conversations: each pair of brackets is one. A number that follows another answers it; brackets within part the answers.',
  'imap.meaning.fetch.ok':
    'What you asked for, message by message. A number in curly brackets tells how many bytes follow it.',
  'imap.meaning.expunge-issued':
    'Another session has removed a message that you asked for. Your numbers stay until the server may tell you so: say NOOP.',
  'imap.meaning.unknown-encoding':
    'A part of the message is written in an encoding that the server can’t undo. BODY gives it as it is; BINARY can’t.',
  'imap.meaning.store.ok': 'The flags are changed. The lines with a star show them as they are now.',
  'imap.meaning.copy.ok': 'The messages are in both mailboxes now. COPYUID tells the old and the new lasting numbers.',
  'imap.meaning.move.ok': 'The messages have moved: they are in the other mailbox, and gone from this one.',
  'imap.meaning.ok': 'OK: the server did what you asked.',
  'imap.meaning.no': 'NO: the server understood you, but can’t or won’t do it. Its words say why: “{text}”',
  'imap.meaning.bad': 'BAD: the server could not understand the line. Its words say where it stumbled: “{text}”',
  'imap.meaning.bye': 'BYE: the server ends the session. Its words say why: “{text}”',

  'imap.meaning.authentication-failed':
    'Name or password is wrong; which of the two, a server never says. It waited two seconds before it answered, so that guessing takes long.',
  'imap.meaning.try-create': 'There is no such mailbox. TRYCREATE says: make it first, then try again.',
  'imap.meaning.already-exists': 'There is a mailbox of that name already.',
  'imap.meaning.nonexistent': 'There is no mailbox of that name. Capital and small letters count, except in INBOX.',
  'imap.meaning.over-quota': 'There is no room left in this account. Something must go before anything new fits in.',
  'imap.meaning.limit': 'That is more than this server takes at once.',
  'imap.meaning.cannot': 'This can’t be done with that name: “{text}”',
  'imap.meaning.bad-charset': 'The server does not know the charset in which you wrote what to search for.',
  'imap.meaning.client-bug':
    'It worked, but the mailbox is open already: the server thinks that a program would not ask so.',
  'imap.meaning.no-mailbox-selected':
    'This works on an open mailbox, and none is open. Messages have numbers only inside one.',
  'imap.meaning.mailbox-name':
    'Names of mailboxes are written in ASCII on the wire; other letters have an encoding of their own, modified UTF-7.',
  'imap.meaning.no-tag':
    'The server took your command for the tag. A command begins with a tag, a short word that you make up.',
  'imap.meaning.invalid-tag':
    'The server found no tag at the beginning of the line, so it had none to put before its answer.',
  'imap.meaning.unknown-command':
    'The server does not know that command. Look at its spelling, and at what stands before it.',
  'imap.meaning.no-command':
    'The server found a tag, but no command behind it. Exactly one space stands between the two.',
  'imap.meaning.no-such-message':
    'There is no message of that number here, or it is no number at all. Numbers begin at 1 and end at what EXISTS said.',
  'imap.meaning.too-many': 'Too many lines that the server could not understand: it hung up.',
  'imap.meaning.inactivity': 'Nothing was said for too long, so the server hung up.',
  'imap.meaning.inconsistent':
    'The open mailbox was deleted by somebody else, so this session can’t go on. Connect again.',
} as const satisfies Words;
