import type { Words } from '../say.ts';

/** What the bar of an author's workshop says, and loaded only there. */
export const workshop = {
  'workshop.label': 'Workshop',
  'workshop.preview': 'Preview of {folder}',
  'workshop.record': 'Recording for {folder}',
  'workshop.play': 'Play the solution',
  'workshop.step': 'One line',
  'workshop.stop': 'Stop',
  'workshop.place': 'line {line} of {lines}',
  'workshop.over': 'The solution is at its end.',
  'workshop.saved': 'Read again: this is the lab as it is now.',
  'workshop.faults': 'A file is wrong. The lab is shown as it was before:',
  'workshop.gone': 'The command in your shell has ended. Start it again to go on.',
  'workshop.screen': 'The screen does not show “{line}”. Start afresh, or mend the solution.',
  'workshop.tick': 'The step “{step}” did not become true. "lab test" says more.',
  'workshop.terminal': 'The terminal “{terminal}” did not open.',
  'workshop.lead': 'Do in the terminal what learners shall do. Each line that does something becomes a step.',
  'workshop.make': 'Make a lab of it',
  'workshop.making': 'Making it, and playing it once …',
  'workshop.nothing': 'Nothing was done yet that could become a step: reach a server first.',
  'workshop.made': '{folder} has a lab with {steps} steps. Write its texts now; “lab preview {folder}” shows them.',
  'workshop.made.faults': '{folder} has a lab with {steps} steps. This is to be mended in it:',
  'workshop.failed': 'That did not work; the shell says why.',
} as const satisfies Words;
