/** What a FETCH response tells of one mail, held against the mail as the model has it (RFC 9051 §7.5.2). */
import { latin1 } from '../../server/protocols/lines.ts';
import { must, mustEqual } from './broken.ts';
import { flagSet, type ModelMail } from './mailboxes.ts';
import type { Items } from './responses.ts';

export interface ToldMail {
  readonly uid: number;
  readonly items: Items;
  readonly isRecent: boolean;
  /** Of a mail that the FETCH in progress asks for: its modification sequence before. */
  readonly modSeqBefore: number | undefined;
}

/** @throws Broken where the mail is another */
export function expectItems(mail: ModelMail, { uid, items, isRecent, modSeqBefore }: ToldMail): void {
  const body = mail.body === undefined ? mail.text : latin1(mail.body);
  for (const [name, value] of items) {
    const at = { rule: 'RFC 9051 §7.5.2', what: `${name} of uid ${uid}` };
    switch (name) {
      case 'UID':
        mustEqual(value, String(uid), at);
        break;
      case 'FLAGS':
        expectFlags(value, mail.flags, { isRecent, at });
        break;
      case 'MODSEQ': {
        // Where the FETCH itself sets \Seen, Dovecot tells the one from before first.
        const isBefore = String(value) === String(modSeqBefore);
        if (!isBefore) mustEqual(value, [String(mail.modSeq)], { rule: 'RFC 7162 §3.1.4.2', what: at.what });
        break;
      }
      case 'RFC822.SIZE':
        mustEqual(value, String(body.length), at);
        break;
      case 'BODY[]':
        mustEqual(value, body, at);
        break;
      case 'BODY[TEXT]':
        mustEqual(value, body.slice(body.indexOf('\r\n\r\n') + 4), at);
    }
  }
}

/**
 * Another session has removed the mail, and the client asked for it: it may be told what it knows itself, and that there
 * is no more (RFC 2180 §4.1.3). @throws Broken
 */
export function expectItemsOfGone(flags: readonly string[], { uid, items, isRecent }: ToldMail): void {
  for (const [name, value] of items) {
    const at = { rule: 'RFC 2180 §4.1.3', what: `${name} of uid ${uid}, which is gone` };
    if (name === 'FLAGS') expectFlags(value, flags, { isRecent, at });
    else if (name.startsWith('BODY')) mustEqual(value, 'NIL', at);
    else if (name === 'RFC822.SIZE') mustEqual(value, '0', at);
  }
}

interface FlagsSetting {
  readonly isRecent: boolean;
  readonly at: { readonly rule: string; readonly what: string };
}

/** \Recent is the session's, not the mail's (RFC 3501 §2.3.2). */
function expectFlags(told: unknown, flags: readonly string[], { isRecent, at }: FlagsSetting): void {
  must(Array.isArray(told), at.rule, () => `${at.what}: expected a list, came ${String(told)}`);
  mustEqual(flagSet(told as readonly string[]), flagSet([...flags, ...(isRecent ? ['\\Recent'] : [])]), at);
}
