/** What IMAP's ENVELOPE tells of a message (RFC 3501 §7.4.2): the header's own words, nothing decoded. */
import { ADDRESS_LIMIT, type AddressItem, parseAddresses } from './address.ts';
import { foldedValue, type Header } from './header.ts';

export interface Envelope {
  readonly date?: string;
  readonly subject?: string;
  readonly from: readonly AddressItem[];
  /** `from` where the field is missing or empty; so is `replyTo`. */
  readonly sender: readonly AddressItem[];
  readonly replyTo: readonly AddressItem[];
  readonly to: readonly AddressItem[];
  readonly cc: readonly AddressItem[];
  readonly bcc: readonly AddressItem[];
  readonly inReplyTo?: string;
  readonly messageId?: string;
}

/**
 * Of a repeated field the last counts, of addresses all, as in Dovecot; RFC 5322 §3.6 forbids it. White space is as it
 * stands.
 */
export function envelopeOf(bytes: Uint8Array, header: Header): Envelope {
  const values = new Map<string, string>();
  const lists = new Map<string, AddressItem[]>(ADDRESS_FIELDS.map((name) => [name, []]));
  for (const field of header.fields) {
    const list = lists.get(field.name);
    if (TEXT_FIELDS.has(field.name)) values.set(field.name, foldedValue(bytes, field));
    else if (list !== undefined && list.length < ADDRESS_LIMIT) {
      for (const item of parseAddresses(foldedValue(bytes, field))) list.push(item);
    }
  }
  const addresses = (name: string): readonly AddressItem[] => lists.get(name) ?? [];
  const text = (key: 'date' | 'subject' | 'inReplyTo' | 'messageId', name: string): Partial<Envelope> => {
    const value = values.get(name);
    return value === undefined ? {} : { [key]: value };
  };
  const from = addresses('from');
  const orFrom = (items: readonly AddressItem[]): readonly AddressItem[] => (items.length > 0 ? items : from);
  return {
    ...text('date', 'date'),
    ...text('subject', 'subject'),
    from,
    sender: orFrom(addresses('sender')),
    replyTo: orFrom(addresses('reply-to')),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    ...text('inReplyTo', 'in-reply-to'),
    ...text('messageId', 'message-id'),
  };
}

const TEXT_FIELDS = new Set(['date', 'subject', 'in-reply-to', 'message-id']);
const ADDRESS_FIELDS = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'];
