/** What the frame and the pages around a lab say; the first view loads this file alone. */
import type { Words } from '../say.ts';

export const page = {
  // The frame.
  'page.name': 'Plaintalk',
  'page.title': '{page} · Plaintalk',
  'page.title.start': 'Plaintalk: speak FTP, SMTP, POP3 and IMAP by hand',
  'page.description':
    'A playground for the plain-text protocols of the internet: type FTP, SMTP, POP3 and IMAP by hand to real servers, in a browser.',
  'page.needs-script':
    'Plaintalk is a terminal in a page, so it needs JavaScript. Switch it on and load the page again.',
  'page.home': 'Plaintalk, start page',
  'page.skip': 'Skip to the content',
  'page.nav': 'Main',
  'page.nav.labs': 'Labs',
  'page.nav.compare': 'Compare',
  'page.nav.play': 'Free play',
  'page.theme.system': 'Theme: as your system has it. Change to light.',
  'page.theme.light': 'Theme: light. Change to dark.',
  'page.theme.dark': 'Theme: dark. Change to your system’s.',
  'page.footer': 'Real protocols over real TCP, in a private internet of your own. Nothing you send leaves it.',
  'page.loading': 'Loading …',
  'page.loading.long': 'Still loading. Your connection seems slow; nothing is lost.',

  // The two voices, everywhere the same.
  'voice.you': 'you',
  'voice.server': 'server',
  'voice.you.says': 'You:',
  'voice.server.says': 'Server:',
  'voice.other.says': '{name}:',

  // What went wrong: what happened, then what to do.
  'failure.title': 'That did not load',
  'failure.retry': 'Try again',
  'failure.trying': 'Trying …',
  'failure.offline': 'The server can’t be reached. Check your connection and try again; what you have done is kept.',
  'failure.slow': 'The server did not answer in ten seconds. It may be busy: try again in a moment.',
  'failure.away': 'The server is not running, or is just starting. Try again in a moment; what you have done is kept.',
  'failure.server': 'The server met a fault of its own. Try again; if it stays, tell your instructor.',
  'failure.unexpected':
    'The server answered in a way this page does not know. Load the page anew to get the newest one.',
  'failure.missing': 'There is nothing at this address.',
  'failure.page.title': 'This page could not be loaded',
  'failure.page': 'A part of the page did not arrive. Check your connection and load it again; your session is kept.',
  'failure.page.reload': 'Load again',

  'missing.title': 'There is no such page',
  'missing.text': 'Nothing is at {address}. It may have been misspelt, or the lab has moved.',
  'missing.labs': 'See all labs',
  'missing.start': 'Go to the start',

  // The start page.
  'start.title': 'Speak FTP, SMTP, POP3 and IMAP by hand, and see every byte on the wire.',
  'start.lead': 'Real servers over real TCP, in a private internet that is yours alone. Nothing to install.',
  'start.play': 'Or go straight to free play',
  'start.next.first': 'Your first lab',
  'start.next.left-off': 'Where you left off',
  'start.next.done': 'You have done every lab',
  'start.protocols': 'Four protocols, four conversations',
  'start.protocols.lead': 'Each is plain text: you say a line, the server answers with one. Pick one and try.',
  'start.compare': 'Compare the four side by side',
  'start.card.port': 'TCP {port}',
  'start.card.labs': '{protocol} labs',
  'start.card.empty': 'No lab yet. You can try it in free play.',
  'start.free': 'Or just try things',
  'start.free.text':
    'Free play gives you the same terminal, the same servers and the same wire, without steps. Break what you like: “start afresh” puts it all back.',
  'start.free.go': 'Open a terminal',

  'start.session': 'A mail, sent by hand',
  'start.session.label': 'A short SMTP session between you and a server',
  'start.session.pause': 'Pause',
  'start.session.play': 'Play',
  'start.session.again': 'Play again',
  'start.session.gloss.0': 'You open a connection to port 25. The server speaks first.',
  'start.session.gloss.1': '220: the server says who it is, and that it is ready.',
  'start.session.gloss.2': '250: you said your name. It greets you back.',
  'start.session.gloss.3': '250: it knows who the mail is from.',
  'start.session.gloss.4': '250: it accepts this recipient.',
  'start.session.gloss.5': '354: now the letter. A lone dot ends it.',
  'start.session.gloss.6': '250: the server has taken the mail, and answers for it from now on.',
  'start.session.gloss.7': '221: goodbye. The mail is in the mailbox.',

  // A lab in a list.
  'lab.minutes': '{minutes} min',
  'lab.minutes.said': 'about {minutes} minutes',
  'lab.steps': '{steps} steps',
  'lab.progress': '{ticked} of {steps} steps',
  'lab.done': 'Done',
  'lab.begin': 'Begin',
  'lab.go-on': 'Go on',
  'lab.look-again': 'Look again',

  // The catalogue.
  'catalogue.title': 'Labs',
  'catalogue.lead':
    'In the order of the course. Each takes you through one conversation, step by step; what you have done is kept.',
  'catalogue.list': 'Labs in the order of the course',
  'catalogue.empty.title': 'There are no labs here yet',
  'catalogue.empty': 'Whoever runs this server has put no lab in it. Free play works without one.',

  // The comparison.
  'compare.title': 'The four protocols, side by side',
  'compare.lead':
    'All four are text over TCP, a line at a time. They differ in what they are for, and in who must remember what.',
  'compare.caption': 'FTP, SMTP, POP3 and IMAP compared',
  'compare.purpose': 'What it is for',
  'compare.port': 'TCP port',
  'compare.connections': 'Connections',
  'compare.commands': 'Commands you meet first',
  'compare.replies': 'How the server answers',
  'compare.kept': 'Where things stay',
  'compare.tls': 'Plain or TLS',
  'compare.try': 'Try it',
  'compare.try.labs': 'Labs',
  'compare.try.play': 'In free play',

  'protocol.ftp.long': 'File Transfer Protocol',
  'protocol.ftp.purpose': 'Fetch files from a server, and put files on it.',
  'protocol.ftp.port': '21',
  'protocol.ftp.connections': 'Two: one for commands, and a new one for each listing and each file.',
  'protocol.ftp.replies': 'A three-digit code and text.',
  'protocol.ftp.reply': '230 Login successful.',
  'protocol.ftp.kept': 'Files lie on the server until someone deletes them.',
  'protocol.ftp.tls': 'Plain at first; AUTH TLS secures it, or port 990 is TLS from the first byte.',

  'protocol.smtp.long': 'Simple Mail Transfer Protocol',
  'protocol.smtp.purpose': 'Send a mail, and hand it on from server to server.',
  'protocol.smtp.port': '25',
  'protocol.smtp.connections': 'One, for commands and mail alike.',
  'protocol.smtp.replies': 'A three-digit code and text.',
  'protocol.smtp.reply': '250 OK',
  'protocol.smtp.kept': 'Nowhere for long: each server hands the mail on, the last one puts it in a mailbox.',
  'protocol.smtp.tls': 'Plain at first; STARTTLS secures it, or port 465 is TLS from the first byte.',

  'protocol.pop3.long': 'Post Office Protocol, version 3',
  'protocol.pop3.purpose': 'Fetch your mail to one device, as from a pigeonhole.',
  'protocol.pop3.port': '110',
  'protocol.pop3.connections': 'One, for commands and mail alike.',
  'protocol.pop3.replies': '+OK or -ERR, then text. A lone dot ends a long answer.',
  'protocol.pop3.reply': '+OK Logged in.',
  'protocol.pop3.kept': 'On your device. The server knows one box, no folders, and may forget what you fetched.',
  'protocol.pop3.tls': 'Plain at first; STLS secures it, or port 995 is TLS from the first byte.',

  'protocol.imap.long': 'Internet Message Access Protocol',
  'protocol.imap.purpose': 'Read and sort mail that stays on the server, from many devices.',
  'protocol.imap.port': '143',
  'protocol.imap.connections': 'One each device; the server may speak up at any time.',
  'protocol.imap.replies': 'Your own tag, then OK, NO or BAD. Lines that begin with * come in between.',
  'protocol.imap.reply': 'a1 OK Logout completed (0.001 + 0.000 secs).',
  'protocol.imap.kept': 'On the server: folders, flags and all, the same on every device.',
  'protocol.imap.tls': 'Plain at first; STARTTLS secures it, or port 993 is TLS from the first byte.',
} as const satisfies Words;
