/** What IMAP's ENVELOPE tells of a message (RFC 3501 §7.4.2): the header's own words, nothing decoded. */
import { type AddressItem, parseAddresses } from './address.ts';
import { firstValue, type Header } from './header.ts';

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

export function envelopeOf(bytes: Uint8Array, header: Header): Envelope {
  const addresses = (name: string): readonly AddressItem[] => parseAddresses(firstValue(bytes, header, name) ?? '');
  const text = (key: 'date' | 'subject' | 'inReplyTo' | 'messageId', name: string): Partial<Envelope> => {
    const value = firstValue(bytes, header, name);
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
