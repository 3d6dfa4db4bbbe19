/** What the coach says: what is wrong, where to look, never the answer. */
import type { Words } from '../say.ts';

export const coach = {
  'coach.at-the-shell':
    'You are at the shell, the program that starts other programs. {verb} is a command of {protocol}: connect to the server first, then type it there.',
  'coach.client-at-the-shell':
    'You are at the shell. “{word}” is a command of the {program} program: start {program} first, then type it at its prompt.',
  'coach.wire-verb':
    '{verb} is what crosses the wire. The {program} program has a word of its own for it, “{own}”, and sends {verb} for you.',
  'coach.refused':
    'Nobody listens on port {port} of {host}, so the connection was refused. Each service has a port of its own: which one belongs to {protocol}?',
  'coach.no-host':
    'No computer in this internet has the address {host}. Compare it with the one in the step, number by number.',
  'coach.unknown-host':
    'There is no host “{name}” in this internet. Compare the name or address with the one in the step, letter by letter.',
  'coach.placeholder':
    '“{name}” only stands for an address. Type the address of the server in its place; the step names it.',
  'coach.other-service':
    'You have reached {came} on port {port}, but this lab speaks {protocol}. Leave this session and try the port of {protocol}.',
  'coach.empty-line': 'That line was empty. {protocol} waits for a command.',
  'coach.client-word':
    '“{word}” is a word of a client program. Here you speak {protocol} yourself, and the command that crosses the wire has another name.',
  'coach.shell-command':
    '“{word}” is for the shell, but what you type now goes to the {protocol} server. Finish the session first, or use a second terminal.',
  'coach.other-protocol':
    '{verb} is a command of {came}. This server speaks {protocol}, which says the same thing in other words, or has nothing like it.',
  'coach.misspelt': 'The server does not know “{typed}”. Look at the spelling: did you mean {verb}?',
  'coach.unknown-verb': '“{verb}” is no command of {protocol}. A line begins with a command that the server knows.',
  'coach.wrong-order': 'Right command, but too early: {way} comes before {verb}.',
  'coach.way-back': 'Right command, but you are past its moment: {way} leads back to where {verb} fits.',
  'coach.too-late':
    'Right command, but its moment has passed: {verb} can’t be used now that the session is in the state “{state}”.',
  'coach.wrong-state':
    'Right command, wrong moment: in the state “{state}” {protocol} does not take {verb}. What must happen before it?',
  'coach.failure': 'The server answered {status} to {verb}: “{text}”. Read its words: they say what it did not like.',

  'coach.other-value.domain': 'The server took your {verb}, but this step is about another name. Read the step again.',
  'coach.other-value.address':
    'The server took your {verb}, but this step is about another mail address. Compare it letter by letter.',
  'coach.other-value.mailbox': 'The server took your {verb}, but this step is about another mailbox.',
  'coach.other-value.path': 'The server took your {verb}, but this step is about another file or directory.',
  'coach.other-value.user': 'The server took your {verb}, but this step wants you to come as somebody else.',
  'coach.other-value.password': 'The server took your {verb}, but with another password than the step gives.',
  'coach.other-value.number': 'The server took your {verb}, but this step is about another number.',
  'coach.other-value.sequence-set': 'The server took your {verb}, but this step is about another message.',
  'coach.other-value.tag': 'The server took your {verb}, but this step wants another tag in front of it.',
  'coach.other-value.flags': 'The server took your {verb}, but this step is about other flags.',
  'coach.other-value.items': 'The server took your {verb}, but this step asks for something else about the message.',
  'coach.other-value.headers': 'The server took it, but the header lines are not those of the step.',
  'coach.other-value.text': 'The server took your {verb}, but what stands behind it is not what this step wants.',
} as const satisfies Words;
