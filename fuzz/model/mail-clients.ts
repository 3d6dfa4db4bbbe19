/** Those who change INBOX from outside: SMTP, which delivers, and POP3, which sees the maildrop as it was at log-in. */
import { latin1 } from '../../server/protocols/lines.ts';
import type { Random } from '../random.ts';
import { HOST } from '../world.ts';
import { must, mustEqual } from './broken.ts';
import type { ModelMailbox } from './mailboxes.ts';
import { PASSWORD, USER } from './place.ts';
import type { Stage } from './stage.ts';
import { Wire } from './wire.ts';

function inboxOf({ account }: Stage): ModelMailbox {
  const inbox = account.mailboxes.get('INBOX');
  if (inbox === undefined) throw new Error('the model has no INBOX');
  return inbox;
}

/** Says a line and gives the reply; both are in the transcript. */
function saying(stage: Stage, wire: Wire, who: string): (line: string) => string {
  return (line) => {
    stage.log(`C${who}:`, line);
    const reply = wire.say(`${line}\r\n`);
    stage.log(`S${who}:`, reply);
    stage.account.adopt(stage.place.mailboxes);
    return reply;
  };
}

/** A mail, or several, in one SMTP session. */
export function deliver(stage: Stage, random: Random): void {
  const wire = new Wire(stage.place.create('smtp'));
  wire.connect();
  const say = saying(stage, wire, ' (SMTP)');
  say('EHLO client.thm');
  for (let left = random.small(3); left > 0; left--) {
    const text = stage.text();
    say(`MAIL FROM:<user@client.thm>`);
    say(`RCPT TO:<${USER}@${HOST}>`);
    say('DATA');
    const hasRoom = stage.hasRoomFor(1);
    if (hasRoom) inboxOf(stage).add({ flags: [], text });
    const reply = say(`${text}.`);
    must(reply.startsWith('250 ') === hasRoom, 'RFC 5321 §4.1.1.4', () => `whether the mail is taken: ${reply}`);
  }
  wire.drop();
}

export class Pop3Client {
  readonly #stage: Stage;
  #wire: Wire | undefined;
  #say: (line: string) => string = () => '';
  /** What is below here in the model belongs to another process's INBOX otherwise. */
  #inbox: ModelMailbox;
  #uids: readonly number[] = [];
  readonly #deleted = new Set<number>();
  readonly #seen = new Set<number>();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#inbox = inboxOf(stage);
  }

  /** Logs in, says a command, or goes. */
  act(random: Random): void {
    if (this.#wire?.isOpen !== true) {
      this.#connect();
      return;
    }
    const dice = random.below(100);
    if (dice < 30) this.#retrieve(random);
    else if (dice < 60) this.#delete(random);
    else if (dice < 68) this.#reset();
    else if (dice < 80) this.#list();
    else if (dice < 95) this.#quit();
    else this.drop();
  }

  /** Without QUIT nothing is removed; what was read is marked so (as Dovecot). */
  drop(): void {
    if (this.#wire?.isOpen !== true) return;
    this.#stage.log('--', 'connection lost (POP3)');
    this.#markSeen();
    this.#wire.drop();
    this.#stage.account.adopt(this.#stage.place.mailboxes);
  }

  /** The process was killed: nobody takes notice of the end. */
  forget(): void {
    this.#wire = undefined;
  }

  #connect(): void {
    const wire = new Wire(this.#stage.place.create('pop3'));
    wire.connect();
    this.#wire = wire;
    this.#say = saying(this.#stage, wire, ' (POP3)');
    this.#say(`USER ${USER}`);
    const reply = this.#say(`PASS ${PASSWORD}`);
    must(reply.startsWith('+OK'), 'RFC 1939 §4', () => `log-in is refused: ${reply}`);
    this.#inbox = inboxOf(this.#stage);
    this.#uids = this.#inbox.mails.map(({ uid }) => uid);
    this.#deleted.clear();
    this.#seen.clear();
  }

  /** The messages as they were at log-in, whatever became of them. */
  #list(): void {
    const expected = this.#uids.flatMap((uid, i) => (this.#deleted.has(uid) ? [] : [i + 1]));
    const numbers = [...this.#say('UIDL').matchAll(/^(\d+) /gm)].map(([, number]) => Number(number));
    mustEqual(numbers, expected, { rule: 'RFC 1939 §5', what: 'messages of the maildrop' });
  }

  #retrieve(random: Random): void {
    const { number, uid } = this.#any(random);
    const body = uid === undefined || this.#deleted.has(uid) ? undefined : this.#inbox.find(uid)?.body;
    const reply = this.#say(`RETR ${number}`);
    must(reply.startsWith('+OK') === (body !== undefined), 'RFC 1939 §5', () => `RETR ${number}: ${reply}`);
    if (body === undefined || uid === undefined) return;
    this.#seen.add(uid);
    mustEqual(reply.slice(reply.indexOf('\r\n') + 2, -3), latin1(body), {
      rule: 'RFC 1939 §5',
      what: `message ${number}`,
    });
  }

  #delete(random: Random): void {
    const { number, uid } = this.#any(random);
    const isThere = uid !== undefined && !this.#deleted.has(uid);
    const reply = this.#say(`DELE ${number}`);
    must(reply.startsWith('+OK') === isThere, 'RFC 1939 §5', () => `DELE ${number}: ${reply}`);
    if (isThere) this.#deleted.add(uid);
  }

  #reset(): void {
    this.#deleted.clear();
    this.#seen.clear();
    this.#say('RSET');
  }

  #quit(): void {
    this.#markSeen();
    this.#inbox.remove([...this.#deleted]);
    const reply = this.#say('QUIT');
    must(reply.startsWith('+OK'), 'RFC 1939 §6', () => `QUIT: ${reply}`);
  }

  #markSeen(): void {
    for (const uid of this.#seen) this.#inbox.setFlags(uid, [...(this.#inbox.find(uid)?.flags ?? []), '\\Seen']);
  }

  #any(random: Random): { readonly number: number; readonly uid: number | undefined } {
    const number = 1 + random.below(this.#uids.length + 1);
    return { number, uid: this.#uids[number - 1] };
  }
}
