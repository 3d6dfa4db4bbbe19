/** One mail held against the criteria of a search. What is made of a mail is made once, and only where a key asks for it. */
import { decodeHeaderText } from '../../mail/encoded-word.ts';
import { parseDateTime } from '../../mail/date-time.ts';
import { headerText, type Message, parseMessage, partsOf, textOf } from '../../mail/message.ts';
import { dayOf } from './dates.ts';
import type { ContentKey, SearchKey } from './search-keys.ts';
import { contains } from './sequence-set.ts';
import type { StoredMail } from './store.ts';

const MINUTE_MS = 60_000;
/** Texts of larger mails are read again for each key. */
const KEPT_BYTES = 1 << 20;

/** What a search knows beside its mails. */
export interface SearchSetting {
  /** The world's time, milliseconds since the epoch. */
  readonly now: number;
  /** The uids that `$` means. */
  readonly saved: ReadonlySet<number>;
  /** Is told how many bytes a key has looked at, before it does; may throw. */
  readonly onWork: (bytes: number) => void;
}

export interface CandidateMail {
  readonly sequence: number;
  readonly mail: StoredMail;
  readonly isRecent: boolean;
  /** Another session has removed it, and this client does not know yet: nothing can be read of it. */
  readonly isGone: boolean;
}

export class Candidate {
  readonly #found: CandidateMail;
  readonly #setting: SearchSetting;
  #header: string | undefined;
  #body: string | undefined;
  /** A key asked for what is no longer there. */
  hasMissed = false;

  constructor(found: CandidateMail, setting: SearchSetting) {
    this.#found = found;
    this.#setting = setting;
  }

  /** Whether all of the key is true of the mail. */
  fits(key: SearchKey): boolean {
    const { mail, sequence, isRecent } = this.#found;
    switch (key.type) {
      case 'all':
        return true;
      case 'and':
        return key.of.every((inner) => this.fits(inner));
      case 'or':
        return key.of.some((inner) => this.fits(inner));
      case 'not':
        return !this.fits(key.of);
      case 'flag':
        return hasFlag(mail.flags, key.flag) === key.isSet;
      case 'recent':
        return isRecent;
      case 'sequence':
        return contains(key.set, sequence);
      case 'uid':
        return contains(key.set, mail.uid);
      case 'saved':
        return this.#setting.saved.has(mail.uid);
      case 'mod-seq':
        return mail.modSeq >= key.atLeast;
      default:
        // The rest is read from the mail itself.
        if (!this.#found.isGone) return this.#reads(key);
        this.hasMissed = true;
        return false;
    }
  }

  #reads(key: ContentKey): boolean {
    const { mail } = this.#found;
    switch (key.type) {
      case 'larger':
        return mail.body.length > key.bytes;
      case 'smaller':
        return mail.body.length < key.bytes;
      case 'older':
        return this.#setting.now - mail.internalDate >= key.seconds * 1000;
      case 'younger':
        return this.#setting.now - mail.internalDate <= key.seconds * 1000;
      case 'date':
        return this.#isDated(key);
      case 'header':
        return this.#headerFits(key.field, key.text);
      case 'body':
        return this.#bodyHolds(key.text);
      case 'text':
        return this.#headerText.includes(key.text) || this.#partHeadersHold(key.text) || this.#bodyHolds(key.text);
    }
  }

  #headerFits(field: string, text: string): boolean {
    this.#setting.onWork(this.#message.fields.end);
    return this.#message.header(field).some((value) => decodeHeaderText(value).toLowerCase().includes(text));
  }

  #isDated({ of, is, day }: SearchKey & { type: 'date' }): boolean {
    const own = of === 'internal' ? dayOf(this.#found.mail.internalDate) : this.#sentDay;
    switch (is) {
      case 'before':
        return own < day;
      case 'on':
        return own === day;
      case 'since':
        return own >= day;
    }
  }

  /** The day that the `Date` field names where it was written (RFC 3501 §6.4.4); the beginning of time where it names none, as in Dovecot. */
  get #sentDay(): number {
    const sent = parseDateTime(this.#message.header('date')[0] ?? '');
    return sent === undefined ? 0 : dayOf(sent.ms + sent.zoneMinutes * MINUTE_MS);
  }

  get #message(): Message {
    return parseMessage(this.#found.mail.body);
  }

  /** Decoded, lower case. */
  get #headerText(): string {
    this.#setting.onWork(this.#message.fields.end);
    this.#header ??= headerText(this.#found.mail.body, this.#message.fields).toLowerCase();
    return this.#header;
  }

  /** The parts' texts; those of a large mail are not kept, and there is never more than one of them. */
  #bodyHolds(text: string): boolean {
    const size = this.#found.mail.body.length;
    this.#setting.onWork(size);
    if (size > KEPT_BYTES) return holds(bodyTexts(this.#message), text);
    this.#body ??= [...bodyTexts(this.#message)].join('\n');
    return this.#body.includes(text);
  }

  #partHeadersHold(text: string): boolean {
    const { root } = this.#message;
    if (root.children.length === 0) return false;
    this.#setting.onWork(this.#found.mail.body.length);
    return holds(partHeaders(this.#message), text);
  }
}

/** System flags are in their canonical spelling; keywords in any case. */
function hasFlag(flags: readonly string[], flag: string): boolean {
  return (
    flags.includes(flag) || (!flag.startsWith('\\') && flags.some((one) => one.toLowerCase() === flag.toLowerCase()))
  );
}

function holds(texts: Iterable<string>, text: string): boolean {
  for (const one of texts) if (one.includes(text)) return true;
  return false;
}

/** What people read, decoded, lower case: texts, and what else `message` may be but a message. */
function* bodyTexts({ bytes, root }: Message): Generator<string> {
  for (const part of partsOf(root)) {
    const isText = part.type === 'text' || (part.type === 'message' && part.children.length === 0);
    if (isText) yield textOf(bytes, part).toLowerCase();
  }
}

/** Of the parts and of the messages within, as in Dovecot: to TEXT they are header, to BODY nothing. */
function* partHeaders({ bytes, root }: Message): Generator<string> {
  for (const part of partsOf(root)) if (part !== root) yield headerText(bytes, part.header).toLowerCase();
}
