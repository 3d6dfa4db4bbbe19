import type { Words } from '../say.ts';

/** What a seat itself says: in the terminal, or to a page whose message it did not carry out. */
export const seat = {
  'seat.resumed':
    '\n[Plaintalk was started again meanwhile: programs and connections ended, your mail, files and ticks are kept.]\n',
  'seat.fault': '\n[Something went wrong inside Plaintalk, not in what you typed. This terminal has a new shell.]\n',
  'seat.refused.message': 'This page and the server no longer understand each other. Reload the page.',
  'seat.refused.attach-first': 'The page must attach before it can do anything else. Reload the page.',
  'seat.refused.no-pen': 'You are typing in another page. Take over here first.',
  'seat.refused.no-terminal': 'There is no terminal of that name any more.',
  'seat.refused.terminals': 'At most {limit} terminals can be open at once. Close one first.',
  'seat.refused.last-terminal': 'The last terminal stays open.',
  'seat.refused.no-hint': 'There is no further hint for this step.',
  'seat.refused.no-question':
    'This step asks nothing of that kind any more. Load the page anew if the question is still there.',
  'seat.refused.no-exchange': 'That line is no longer kept. Say it to the server once more, and pick the new one.',
  'seat.refused.afresh': 'The fresh start did not work; everything is as it was. Try again in a moment.',
  'seat.refused.old-line':
    'This line was typed before the programs were ended; it was not run. Type it again if you still want it.',
  'seat.refused.too-fast': 'That was too much at once. Wait a moment, then go on.',
} as const satisfies Words;
