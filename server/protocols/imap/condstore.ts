/** Extensions that are switched on: ENABLE (RFC 5161), and commands that make use of CONDSTORE (RFC 7162 §3.1). */
import { ArgumentMistake } from './mistakes.ts';
import { changeWorld, type Command, type Completion, type Extension, type LoggedIn } from './session.ts';

/** RFC 5161 §3.1; what this server does not know is passed over. */
export function enable(session: LoggedIn, { args }: Command): Completion {
  const names = args.map((argument) => {
    if (argument.kind !== 'atom') throw new ArgumentMistake('Invalid arguments');
    return argument.text.toUpperCase();
  });
  const known = names.filter(isExtension);
  for (const name of known) {
    enableCondstore(session);
    session.enabled.add(name);
  }
  // Deviates from RFC 5161 §3.2, which wants the line also where nothing was enabled, because Dovecot does.
  if (known.length > 0) session.write(`* ENABLED ${known.join(' ')}`);
  return { text: 'Enabled' };
}

function isExtension(name: string): name is Extension {
  return name === 'CONDSTORE' || name === 'QRESYNC';
}

/**
 * The client makes use of modification sequences: from now on it is told them with each change, and at once how far it
 * knows the mailbox that is selected (RFC 7162 §3.1).
 */
export function enableCondstore(session: LoggedIn): void {
  if (session.enabled.has('CONDSTORE')) return;
  session.enabled.add('CONDSTORE');
  const { view } = session;
  if (view === undefined) return;
  trackModSeqs(session, view.name);
  session.write(`* OK [HIGHESTMODSEQ ${view.highestModSeq}] Highest`);
}

/** Whoever selects the mailbox is told its highest modification sequence from now on, as in Dovecot. */
export function trackModSeqs(session: LoggedIn, name: string): void {
  if (session.account.mailbox(name)?.tracksModSeqs !== false) return;
  changeWorld(() => session.account.selected.trackModSeqs(name));
}

const MOD_SEQUENCE = /^\d{1,20}$/;
const LIMIT = 2n ** 64n;

/** A modification sequence as a client names it (RFC 7162 §7, 63 bits); undefined where the text is none. */
export function parseModSeq(text: string): number | undefined {
  return MOD_SEQUENCE.test(text) && BigInt(text) < LIMIT ? Number(text) : undefined;
}
