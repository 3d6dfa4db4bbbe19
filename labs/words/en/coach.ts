/** What the coach says: what is wrong, where to look, never the answer. `….again` is for the same slip twice running. */
import type { Words } from '../say.ts';

const place = {
  'coach.at-the-shell':
    'You are at the shell, the program that starts other programs. {verb} is a command of {protocol}: connect to the server first, then type it there.',
  'coach.at-the-shell.again':
    'Still the shell: look at the prompt before your line. A command of {protocol} means something only to a server, so a connection must stand first.',
  'coach.client-at-the-shell':
    'You are at the shell. “{word}” is a command of the {program} program: start {program} first, then type it at its prompt.',
  'coach.client-at-the-shell.again':
    'Still the shell. When {program} runs, the prompt is another one: wait for it, then type “{word}”.',
  'coach.absent-program': 'There is no program “{word}” on this computer. `help` lists the ones that are here.',
  'coach.small-letters':
    'The shell tells capitals from small letters, and its programs have small ones: “{word}” is none.',
  'coach.misspelt-program': 'The shell found no program “{typed}”. Look at the spelling: did you mean {program}?',
  'coach.glued-program':
    'There must be a space between {program} and what stands behind it; without one it is a single word.',
  'coach.starting-word':
    'You start a program with its name alone, so “{word}” is not needed, and the shell does not know it.',
  'coach.protocol-name':
    '“{word}” is a name, but not of a program on this computer. You need one that opens connections; the step names it.',
  'coach.place-alone': '“{word}” is where you want to go. In front of it comes the program that is to go there.',
  'coach.shell-prose': 'The shell takes no sentences. A line begins with the name of a program; `help` lists them.',
  'coach.http':
    'That is for the web: addresses with ://, and GET, are of HTTP. Here you speak {protocol}, with a host and a port, and in its own words.',
  'coach.refused':
    'Nobody listens on port {port} of {host}, so the connection was refused. Each service has a port of its own: which one belongs to {protocol}?',
  'coach.refused.again':
    'Port {port} of {host} is closed, too. The host is right, somebody answered; only the number of the port is not that of {protocol}.',
  'coach.no-host':
    'No computer in this internet has the address {host}. Compare it with the one in the step, number by number.',
  'coach.unknown-host':
    'There is no host “{name}” in this internet. Compare the name or address with the one in the step, letter by letter.',
  'coach.unknown-host.again':
    'Again no host “{name}”. Copy the name from the step, with its dots and without any sign before or behind it.',
  'coach.placeholder':
    '“{name}” only stands for an address. Type the address of the server in its place; the step names it.',
  'coach.other-service':
    'You have reached {came} on port {port}, but this step speaks {protocol}. Leave this session and try the port of {protocol}.',
  'coach.other-server':
    'You have reached a server of {came}, at {host}, but this step is about another one. Leave, and compare the name or address with the step’s.',
  'coach.other-port-reached':
    'The right host, and {came} answers there on port {port}; but this step is about another port.',
  'coach.tls-port':
    'On port {port} everything is encrypted from the first byte: the server waits for a handshake, and will not say a word to a plain line. Leave, and take the port for plain text.',
  'coach.plain-port':
    'On port {port} the server speaks first, in plain text; your program wants a handshake at once. Either take the port that begins encrypted, or ask for TLS on this one first (-starttls).',
  'coach.data-port':
    'Nobody waits at port {port}. The last two of the six numbers make the port: the first of them counts 256s.',
  'coach.data-port.again':
    'Port {port} is not the one, either. Take the fifth number times 256, and add the sixth: that is all.',
  'coach.data-port.swapped':
    'Port {port} comes out when the last two numbers are taken in the wrong order: the fifth counts 256s, the sixth is added.',
} as const satisfies Words;

const dialling = {
  'coach.dial-alone': '{program} must be told where to: put the address of the server and a port behind its name.',
  'coach.no-port': 'You gave {program} an address, but no port. Without one it does not go where this server listens.',
  'coach.no-port.again': 'The port is missing still: a number, with a space before it, behind the address.',
  'coach.no-address': 'That is a port without an address: {program} wants to know the computer first.',
  'coach.swapped-place': 'The two are the wrong way round: first the address, then the port.',
  'coach.colon-place': '{program} wants address and port as two words, with a space between them and no colon.',
  'coach.colon-needed': 'Here address and port are one word, with a colon between them and no space.',
  'coach.port-option': 'The port needs no “{option}” here: it is the second word behind the program’s name.',
  'coach.port-word': '“{word}” is no port. A port is a number, from 1 to 65535, with nothing before or behind it.',
  'coach.bad-address':
    'An address is four numbers from 0 to 255 with a dot between each two, and no space: “{host}” is none.',
  'coach.openssl-command':
    '{program} can do many things: the word right behind it says which. To speak to a server it is s_client.',
} as const satisfies Words;

const programs = {
  'coach.wire-verb':
    '{verb} is what crosses the wire. The {program} program has a word of its own for it, “{own}”, and sends {verb} for you.',
  'coach.client-small-letters': 'The {program} program has its words in small letters: it does not know “{word}”.',
  'coach.client-misspelt': 'The {program} program does not know “{typed}”. Did you mean “{word}”?',
  'coach.client-unknown': '“{word}” is no word of the {program} program. `help` lists those that it knows.',
  'coach.client-not-connected':
    'The {program} program runs, but it is not connected: “{word}” needs a server at the other end.',
  'coach.shell-word-in-client':
    '“{word}” is for the shell, and you are in the {program} program. Leave it first, or use a second terminal.',
  'coach.doubled-verb':
    '{verb} stands there twice: the program you type to puts it in front by itself. Give only what comes behind it.',
  'coach.telnet-prompt':
    'This is telnet’s own prompt: no connection stands, so nobody hears {protocol}. “open” with address and port makes one.',
  'coach.telnet-escaped':
    'This is telnet’s own prompt, beside the connection: what you type here does not reach the server. An empty line leads back to it.',
  'coach.openssl-letter':
    'A line that begins with {letter} is no line for the server: openssl takes it as a command of its own. Small letters get through.',
  'coach.bare-line-end':
    '{program} ends your lines with LF alone, and here they must end in CR LF. Its option {option} sends both: leave, and start it anew with that.',
} as const satisfies Words;

const signs = {
  'coach.control-keys':
    'There are signs in the line that can’t be seen, from arrow keys or Backspace. The server got them, too: type the line anew.',
  'coach.smart-sign':
    'One sign is not the plain one: {sign} looks like {plain}, and is another. It comes from copied text; type it yourself.',
  'coach.invisible-sign':
    'Between the words stands a blank that is no plain space; it comes from copied text. Type the line yourself.',
  'coach.copied-prompt':
    '“{prompt}” only shows who speaks, or where you are. It is not typed: begin with what stands behind it.',
  'coach.quoted-line': 'The signs {sign} around the line only set it off in the text. They are not typed.',
  'coach.written-enter': 'The end of a line is not written out: press the Enter key.',
  'coach.trailing-sign': 'The “{sign}” at the end belongs to a sentence, not to the line.',
  'coach.tab': 'There is a tab in the line, and it must be a plain space.',
  'coach.sign-after-verb': 'No “{sign}” belongs behind the first word: a space parts it from the next.',
  'coach.leading-space': 'A command begins at the very start of the line; the space before it must go.',
  'coach.two-spaces': 'There are two spaces in a row, and only one may stand there.',
} as const satisfies Words;

const shape = {
  'coach.empty-line': 'That line was empty. {protocol} waits for a command.',
  'coach.empty-line.again':
    'Empty again. The server waits for you, not you for it: {protocol} answers to commands only.',
  'coach.server-line':
    'That is a line of the server’s. You type only your own half of the talk, and the server says the rest.',
  'coach.stray-ending':
    'A line with “{ending}” alone ends a text, and no text is begun. The server took it for a command.',
  'coach.client-word':
    '“{word}” is a word of a client program. Here you speak {protocol} yourself, and the command that crosses the wire has another name.',
  'coach.synonym':
    '“{typed}” says what you mean, but {protocol} has a word of its own for it. Look for it in the step’s text.',
  'coach.synonym.again': '“{typed}” is not the word. The one of {protocol} begins with {letter}.',
  'coach.shell-command':
    '“{word}” is for the shell, but what you type now goes to the {protocol} server. Finish the session first, or use a second terminal.',
  'coach.shell-command.again':
    'Here no shell listens: every line crosses the wire to the {protocol} server, “{word}” as well.',
  'coach.other-protocol':
    '{verb} is a command of {came}. This server speaks {protocol}, which says the same thing in other words, or has nothing like it.',
  'coach.other-protocol.again':
    '{verb} again, which is {came}. Go back to the text of the step: it is all about {protocol}.',
  'coach.misspelt': 'The server does not know “{typed}”. Look at the spelling: did you mean {verb}?',
  'coach.misspelt.again': 'Compare letter by letter: you typed “{typed}”, and the word is {verb}.',
  'coach.glued': 'There must be a space around {verb}, or the server takes it all for one word.',
  'coach.glued.again': 'Type {verb}, then the space bar, then the rest.',
  'coach.split-verb': '{verb} is one word, with no space in it.',
  'coach.two-commands':
    'Two commands stand on one line; {verb} must begin a line of its own. {protocol} takes one command a line.',
  'coach.placeholder-argument':
    '“{word}” only stands for something. Type the real one in its place; the step names it.',
  'coach.prose': 'The server understands no sentences. Each line begins with a command of {protocol}.',
  'coach.prose.again': 'That is a sentence again. If it is meant for the letter, the letter must be begun first.',
  'coach.number-alone':
    'A number alone tells {protocol} nothing: in front of it comes the command, which says what to do with it.',
  'coach.address-alone':
    'An address alone tells {protocol} nothing: in front of it comes the command, which says what it is for.',
  'coach.unknown-verb': '“{verb}” is no command of {protocol}. A line begins with a command that the server knows.',
  'coach.unknown-verb.again': '“{verb}” is none, either. The step’s text has the command in bold letters.',
} as const satisfies Words;

const moment = {
  'coach.wrong-order': 'Right command, but too early: {way} comes before {verb}.',
  'coach.wrong-order.again':
    'Still too early for {verb}. The server told you so, too; first {way}, and a reply to it that says yes.',
  'coach.way-back': 'Right command, but you are past its moment: {way} leads back to where {verb} fits.',
  'coach.way-back.again':
    'The server won’t take {verb} here. Say {way} first: it drops what was begun, and nothing else.',
  'coach.too-late':
    'Right command, but its moment has passed: {verb} can’t be used now that the session is in the state “{state}”.',
  'coach.wrong-state':
    'Right command, wrong moment: in the state “{state}” {protocol} does not take {verb}. What must happen before it?',
  'coach.later-step': 'Right, but for step {step}, which comes later. Step {now} is still to be done.',
  'coach.done-step': 'That was right for step {step}, and it is done already. You are at step {now} now.',
  'coach.left-early':
    '{verb} is right for step {step}, but step {now} is still to be done, and now the connection is closed. Connect again; what is ticked stays ticked.',
  'coach.text-open':
    '“{line}” is now a part of your text: the server takes everything for text until you end it. Do you remember how?',
  'coach.text-open.again': '“{line}” is text, too. A line with nothing on it but “{ending}” ends the text.',
  'coach.ending-not-alone':
    'Almost: the sign that ends the text must stand alone on its line, with nothing before or behind it, not even a space.',
  'coach.ending-not-alone.again': 'The line must have exactly one sign: “{ending}”.',
  'coach.ending-behind-text':
    'At the end of a line the “{ending}” is a part of it. To end the text it needs a line of its own.',
  'coach.failure': 'The server answered {status} to {verb}: “{text}”. Read its words: they say what it did not like.',
} as const satisfies Words;

const value = {
  'coach.other-host': 'The server took your {verb}, but it is the one at {host}, and this step is about another.',
  'coach.other-port': 'The server took your {verb}, but on port {port}, and this step is about another.',
  'coach.not-secure':
    'The server took your {verb}, but it crossed the wire in the clear. This step wants it within TLS.',
  'coach.secure-unwanted':
    'The server took your {verb}, but within TLS. This step wants it where everybody can read it.',
  'coach.other-terminal': 'The right {verb}, but in the terminal “{terminal}”: this step wants it in the other one.',
  'coach.other-reply':
    'The server answered {status} to {verb}, and this step wants another answer from it. Read the step again.',
  'coach.other-state':
    'The right {verb}, but the session was in the state “{state}”, and this step wants it in another.',
  'coach.lacks': 'The server took your {verb}, but there is no “{name}” in it, and this step asks for one.',
  'coach.swapped': 'What stands behind {verb} is in the wrong order: two things have changed places.',

  'coach.other-value.domain': 'The server took your {verb}, but this step is about another name. Read the step again.',
  'coach.other-value.address':
    'The server took your {verb}, but this step is about another mail address. Compare it letter by letter.',
  'coach.other-value.address.again':
    'Again another address. The step’s text has it: both halves count, the one before the @ and the one behind it.',
  'coach.other-value.mailbox': 'The server took your {verb}, but this step is about another mailbox.',
  'coach.other-value.mailbox.again': 'That is another mailbox, too. The step’s text has its name.',
  'coach.other-value.path': 'The server took your {verb}, but this step is about another file or directory.',
  'coach.other-value.path.again': 'That is another one, too. The step’s text has the name.',
  'coach.other-value.user': 'The server took your {verb}, but this step wants you to come as somebody else.',
  'coach.other-value.password': 'The server took your {verb}, but with another password than the step gives.',
  'coach.other-value.number': 'The server took your {verb}, but this step is about another number.',
  'coach.other-value.sequence-set': 'The server took your {verb}, but this step is about another message.',
  'coach.other-value.sequence-set.again': 'That was another message again. The step’s text has the number.',
  'coach.other-value.tag': 'The server took your {verb}, but this step wants another tag in front of it.',
  'coach.other-value.flags': 'The server took your {verb}, but this step is about other flags.',
  'coach.other-value.items': 'The server took your {verb}, but this step asks for something else about the message.',
  'coach.other-value.headers': 'The server took it, but the header lines are not those of the step.',
  'coach.other-value.text': 'The server took your {verb}, but what stands behind it is not what this step wants.',

  'coach.other-case.domain': 'Behind {verb} it is nearly right: only capital and small letters differ.',
  'coach.other-case.address': 'The address behind {verb} is nearly right: only capital and small letters differ.',
  'coach.other-case.mailbox':
    'The mailbox behind {verb} has nearly the right name: capital and small letters count in it.',
  'coach.other-case.path': 'The file behind {verb} has nearly the right name: capital and small letters count in it.',
  'coach.other-case.user': 'The name behind {verb} is nearly right: capital and small letters count in it.',
  'coach.near.domain':
    'The name behind {verb} is nearly right: a letter or two are different. Compare it with the step.',
  'coach.near.address':
    'The address behind {verb} is nearly right: a letter or two are different. Compare it with the step.',
  'coach.near.mailbox': 'The mailbox behind {verb} has nearly the right name: a letter or two are different.',
  'coach.near.path': 'The name behind {verb} is nearly right: a letter or two are different. Look at the list again.',
  'coach.near.user': 'The name behind {verb} is nearly right: a letter or two are different.',
  'coach.other-domain.address':
    'The part before the @ is right behind {verb}, but the domain behind it is another one than the step’s.',
  'coach.other-name.address':
    'The domain behind {verb} is right, but before the @ stands somebody else than in the step.',

  'coach.fact.mail':
    'The server took your {verb}, but the mail is not yet as this step wants it. Compare what you gave with the step: number, flag, subject, text.',
  'coach.fact.mailbox': 'The server took your {verb}, but the mailbox that this step wants is not there yet.',
  'coach.fact.file': 'The server took your {verb}, but the file is not yet as this step wants it.',
  'coach.fact.queue': 'The server took your {verb}, but its queue is not yet as this step wants it.',

  'coach.transfer.not-passive':
    '{verb} worked, but the server opened the second connection. This step wants it passive: you open it.',
  'coach.transfer.not-active':
    '{verb} worked, but you opened the second connection. This step wants it active: the server opens it.',
  'coach.transfer.not-ascii':
    '{verb} worked, but byte by byte. This step wants the file as text: choose the type first.',
  'coach.transfer.not-image':
    '{verb} worked, but as text. This step wants the file byte by byte: choose the type first.',
  'coach.transfer.not-to-client': '{verb} worked, but the file went to the server, and this step wants one from it.',
  'coach.transfer.not-to-server':
    '{verb} worked, but the file came from the server, and this step wants one to go there.',
  'coach.transfer.other-content': '{verb} moved {bytes} bytes, but they are not those that this step wants.',
} as const satisfies Words;

const questions = {
  'coach.answer.empty': 'The answer is empty.',
  'coach.answer.no-number': 'This question wants a number, in digits.',
  'coach.answer.number-alone': 'Only the number is wanted: no word and no unit with it.',
  'coach.answer.one-number': 'One number is wanted, and nothing beside it.',
  'coach.answer.other-number':
    'It is a number, but another one. Look at the terminal or the wire again, and count anew.',
  'coach.answer.no-choice': 'Choose one of the {count} answers.',
  'coach.answer.other-choice': 'It is none of the others? Look at the wire once more before you choose again.',
  'coach.answer.signs': 'Nearly: leave out the signs around it.',
  'coach.answer.too-much': 'The answer is in there, but more is than was asked for. Give only the answer itself.',
  'coach.answer.near': 'Nearly: a letter or two are different. Copy it from the terminal.',
  'coach.answer.too-long': 'That is much longer than the answer. A word or two will do.',
  'coach.answer.one-word': 'The answer is a single word.',
  'coach.answer.other-text': 'That is not it. The answer stands in the terminal or on the wire, word for word.',
  'coach.point.other-protocol': 'That line is of another connection: the question is about one that speaks {protocol}.',
  'coach.point.other-connection': 'That line is of a connection to another server than the question is about.',
  'coach.point.side-client': 'That is a line of the server’s. The question is about one that you sent.',
  'coach.point.side-server': 'That is a line of yours. The question is about one that the server sent.',
  'coach.point.greeting':
    'That is the greeting: the server says it before anybody has asked. The line in question comes later.',
  'coach.point.other-reply':
    'The right command, but not at the time when it was answered as the question says. It is there a second time.',
  'coach.point.other-values': 'The right command, but about something else. It is there a second time.',
  'coach.point.other-line':
    'That line does something else. Read the question again, and then line by line what each one says.',
} as const satisfies Words;

const offers = {
  'coach.mistake': 'The author of this lab has a word on that slip; load the page anew to read it.',
  'coach.offers-hint': 'Would a hint help?',
  'coach.silence': 'Still there? Take your time. If you are stuck, there is a hint.',
  'coach.silence.no-hint': 'Still there? Take your time. All hints of this step are open; read them once more.',
} as const satisfies Words;

export const coach = {
  ...place,
  ...dialling,
  ...programs,
  ...signs,
  ...shape,
  ...moment,
  ...value,
  ...questions,
  ...offers,
} as const satisfies Words;
