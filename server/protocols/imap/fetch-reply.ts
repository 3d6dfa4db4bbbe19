/** `* 1 FETCH (…)` (RFC 3501 §7.4.2): written mail by mail as the socket drains. Bodies are not copied. */
import { envelopeOf } from '../../mail/envelope.ts';
import { type Message, parseMessage } from '../../mail/message.ts';
import { latin1 } from '../lines.ts';
import { decodeSection } from './binary.ts';
import { writeDateTime } from './dates.ts';
import type { FetchItem, PlainName, SectionItem } from './fetch-items.ts';
import { writeFlags } from './flags.ts';
import type { Gathering, PieceSource } from './output.ts';
import { previewOf } from './preview.ts';
import { bytesOfSection, cut } from './sections.ts';
import type { StoredMail } from './store.ts';
import { writeString } from './strings.ts';
import { writeEnvelope, writeStructure } from './structure.ts';

/** One mail of the answer, as it was when the command ran. */
export interface ToldMail {
  readonly sequence: number;
  readonly mail: StoredMail;
  readonly isRecent: boolean;
  /** Another session has removed it: Dovecot tells that it knows nothing of it but its flags. */
  readonly isGone: boolean;
  readonly items: readonly FetchItem[];
}

/** The replies, written as they are asked for. */
export class FetchReplies implements PieceSource {
  readonly #all: readonly ToldMail[];
  #mail = 0;
  #item = 0;

  constructor(all: readonly ToldMail[]) {
    this.#all = all;
  }

  get isDone(): boolean {
    return this.#mail >= this.#all.length;
  }

  writeSome(into: Gathering, limitBytes: number): number {
    const before = into.length;
    let lookedThrough = 0;
    for (; this.#mail < this.#all.length; this.#mail++) {
      const told = this.#all[this.#mail];
      if (told === undefined) break;
      for (; this.#item < told.items.length; this.#item++) {
        // A mail may be asked for in many parts, each of them large.
        if (into.length - before + lookedThrough >= limitBytes) return into.length - before + lookedThrough;
        if (this.#item === 0) lookedThrough += bytesToParse(told);
        into.text(this.#item === 0 ? `* ${told.sequence} FETCH (` : ' ');
        const item = told.items[this.#item];
        if (item !== undefined) writeItem(into, item, told);
      }
      into.text(')\r\n');
      this.#item = 0;
    }
    return into.length - before + lookedThrough;
  }
}

/** What is told of a mail may be much shorter than the mail. */
function bytesToParse({ mail, items }: ToldMail): number {
  return items.some(needsTree) ? mail.body.length : 0;
}

function needsTree(item: FetchItem): boolean {
  switch (item.type) {
    case 'plain':
      return item.name === 'BODY' || item.name === 'BODYSTRUCTURE' || item.name === 'PREVIEW';
    case 'size':
      return true;
    case 'section':
      return item.isDecoded || item.section.path.length > 0;
  }
}

function writeItem(gathering: Gathering, item: FetchItem, told: ToldMail): void {
  switch (item.type) {
    case 'plain':
      gathering.text(`${item.name} ${told.isGone ? goneValue(item.name, told) : plainValue(item.name, told)}`);
      return;
    case 'size': {
      const bytes = told.isGone ? 0 : decodeSection(messageOf(told), item.section).bytes.length;
      gathering.text(`${item.label} ${bytes}`);
      return;
    }
    case 'section':
      if (told.isGone) gathering.text(`${item.label} NIL`);
      else writeSection(gathering, item, messageOf(told));
      return;
    default:
      item satisfies never;
  }
}

function messageOf({ mail }: ToldMail): Message {
  return parseMessage(mail.body);
}

function writeSection(gathering: Gathering, item: SectionItem, message: Message): void {
  const { label, section, partial } = item;
  if (item.isDecoded) {
    const decoded = decodeSection(message, section);
    const bytes = cut(decoded.bytes, partial);
    // RFC 3516 §4.2: only literal8 may hold NULs.
    gathering.text(`${label} ${decoded.isBinary ? '~' : ''}{${bytes.length}}\r\n`);
    gathering.bytes(bytes);
    return;
  }
  const bytes = bytesOfSection(message, section, partial);
  gathering.text(`${label} {${bytes.length}}\r\n`);
  gathering.bytes(bytes);
}

function plainValue(name: PlainName, told: ToldMail): string {
  const { mail, isRecent } = told;
  switch (name) {
    case 'FLAGS':
      return writeFlags(mail.flags, isRecent);
    case 'UID':
      return String(mail.uid);
    case 'MODSEQ':
      return `(${mail.modSeq})`;
    case 'INTERNALDATE':
      return `"${writeDateTime(mail.internalDate)}"`;
    case 'RFC822.SIZE':
      return String(mail.body.length);
    case 'PREVIEW':
      return writePreview(messageOf(told));
    case 'ENVELOPE': {
      const { bytes, fields } = messageOf(told);
      return writeEnvelope(envelopeOf(bytes, fields));
    }
    case 'BODY':
      return writeMessage(messageOf(told), 'basic');
    case 'BODYSTRUCTURE':
      return writeMessage(messageOf(told), 'extended');
  }
}

function writeMessage({ bytes, root }: Message, extent: 'basic' | 'extended'): string {
  return writeStructure(bytes, root, extent);
}

/** In UTF-8 (RFC 8970 §3.2). */
function writePreview(message: Message): string {
  return writeString(latin1(new TextEncoder().encode(previewOf(message))));
}

/** As Dovecot tells of a mail whose file is gone. */
function goneValue(name: PlainName, told: ToldMail): string {
  switch (name) {
    case 'INTERNALDATE':
      return `"${writeDateTime(0)}"`;
    case 'RFC822.SIZE':
      return '0';
    case 'PREVIEW':
      return 'NIL';
    case 'ENVELOPE':
      return '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';
    case 'BODY':
      return '("text" "plain" NIL NIL NIL "7bit" 0 0)';
    case 'BODYSTRUCTURE':
      return '("text" "plain" NIL NIL NIL "7bit" 0 0 NIL NIL NIL NIL)';
    default:
      return plainValue(name, told);
  }
}
