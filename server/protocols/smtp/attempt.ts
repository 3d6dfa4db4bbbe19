/**
 * One attempt to hand a queued message on: what is known of each recipient so far, and what of the message has been
 * settled with the store. Knows no connection. Whatever was acknowledged is settled before anything else is done.
 */
import type { ServiceSetting } from '../registry.ts';
import type { ReportedRecipient } from '../../mail/report.ts';
import { expired, type Failure, type RemoteHost, unrouteable } from './failure.ts';
import { nextAttemptOf } from './schedule.ts';
import { type Left, localDeliveries, settle, type Tidings } from './settlement.ts';
import { smtpSettings } from './settings.ts';
import type { Delivery, QueuedMessage, QueuedRecipient, SmtpStore } from './store.ts';

/** What became of one recipient; no host where he is a user of this one. */
export type Result =
  | {
      readonly type: 'delivered';
      readonly host?: RemoteHost;
      readonly isTold: boolean;
      readonly deliveries?: readonly Delivery[];
    }
  | { readonly type: 'failed' | 'deferred'; readonly failure: Failure };

type Delivered = readonly [QueuedRecipient, Extract<Result, { type: 'delivered' }>];
type Failed = readonly [QueuedRecipient, { readonly failure: Failure }];

export class Attempt {
  readonly message: QueuedMessage;
  readonly #setting: ServiceSetting<SmtpStore>;
  readonly #results = new Map<QueuedRecipient, Result>();
  /** Those of whom the store still knows. */
  #left: readonly QueuedRecipient[];

  constructor(setting: ServiceSetting<SmtpStore>, message: QueuedMessage) {
    this.#setting = setting;
    this.message = message;
    this.#left = message.recipients;
  }

  note(recipient: QueuedRecipient, result: Result): void {
    this.#results.set(recipient, result);
  }

  /** A user of this host: the mail is put into the INBOX when it is settled. */
  deliverLocally(recipient: QueuedRecipient, localPart: string): void {
    const found = localDeliveries(this.#setting, { message: this.message, recipient, localPart });
    if (found.type === 'delivered') {
      this.note(recipient, { type: 'delivered', isTold: false, deliveries: found.deliveries });
    } else {
      this.note(recipient, { type: found.type, failure: unrouteable(found.text) });
    }
  }

  /** Every recipient has a result. */
  get isOver(): boolean {
    return this.#left.every((recipient) => this.#results.has(recipient));
  }

  /** Strikes out whoever another server has taken it for: to him it must not be sent twice, whatever happens next. */
  settleDelivered(): void {
    const delivered = this.#delivered().filter(([, { host }]) => host !== undefined);
    if (delivered.length === 0) return;
    const { attempts, nextAttempt } = this.message;
    const done = new Set(delivered.map(([recipient]) => recipient));
    this.#left = this.#left.filter((recipient) => !done.has(recipient));
    const left = this.#left.length === 0 ? undefined : { recipients: this.#left, attempts, nextAttempt };
    const tidings = [{ type: 'delivered', recipients: toldOf(delivered) }] as const;
    settle(this.#setting, { message: this.message, left, deliveries: [], tidings });
  }

  /** Settles what is left: returns the mail to its sender where that is due, and sets the next attempt for the rest. */
  finish(): void {
    if (this.#left.length === 0) return;
    const { surroundings, service } = this.#setting;
    const { attempts, arrived } = this.message;
    const now = surroundings.now();
    const retry = nextAttemptOf(smtpSettings(service), { now, arrived, attempts });
    const deferred = this.#without('deferred');
    const delivered = this.#delivered();
    const failed = [...this.#without('failed'), ...(retry === undefined ? deferred.map(afterTheLast) : [])];
    // One warning, when the second attempt has failed, too: whoever asks for it shall see it in his lesson.
    const isWarned = retry !== undefined && attempts === 1;
    const tidings: readonly Tidings[] = [
      { type: 'delivered', recipients: toldOf(delivered) },
      { type: 'delayed', recipients: isWarned ? failuresOf(deferred, 'DELAY') : [] },
      { type: 'failed', recipients: failuresOf(failed, 'FAILURE') },
    ];
    const deliveries = delivered.flatMap(([, { deliveries: mails = [] }]) => mails);
    const again = (recipients: readonly QueuedRecipient[]): Left =>
      retry === undefined || recipients.length === 0
        ? undefined
        : { recipients, attempts: attempts + 1, nextAttempt: retry };
    const left = again(deferred.map(([recipient, { failure }]) => ({ ...recipient, lastFailure: failure.reason })));
    const outcome = settle(this.#setting, { message: this.message, left, deliveries, tidings });
    if (outcome === 'settled') return;
    // The world has no room for the mails to its own users: they wait as for a full mailbox.
    const local = delivered.flatMap(([recipient, { host }]) => (host === undefined ? [recipient] : []));
    const kept = again([...local, ...(left?.recipients ?? [])]);
    this.#setting.store.settle({ id: this.message.id, left: kept, deliveries: [], queued: [] });
  }

  /** Those still left who got it, in their order. */
  #delivered(): Delivered[] {
    return this.#left.flatMap((recipient) => {
      const result = this.#results.get(recipient);
      return result?.type === 'delivered' ? [[recipient, result] as const] : [];
    });
  }

  /** Those still left who didn't, for good or for now. */
  #without(type: 'failed' | 'deferred'): Failed[] {
    return this.#left.flatMap((recipient) => {
      const result = this.#results.get(recipient);
      return result?.type === type ? [[recipient, result] as const] : [];
    });
  }
}

/** RFC 3461 §4.1: without NOTIFY, of failures. (A delay may be told then; Exim waits a day with it.) */
function wants(notify: QueuedRecipient['notify'], event: 'SUCCESS' | 'FAILURE' | 'DELAY'): boolean {
  if (notify === undefined) return event === 'FAILURE';
  return notify !== 'NEVER' && notify.includes(event);
}

const afterTheLast = ([recipient, { failure }]: Failed): Failed => [recipient, { failure: expired(failure) }];

/** Those who want the success told, and nobody else will tell it (RFC 3461 §5.2.2). */
function toldOf(delivered: readonly Delivered[]): ReportedRecipient[] {
  return delivered.flatMap(([{ address, originalRecipient, notify }, { host, isTold }]) =>
    !isTold && wants(notify, 'SUCCESS') ? [{ address, originalRecipient, host }] : [],
  );
}

function failuresOf(failed: readonly Failed[], event: 'FAILURE' | 'DELAY'): ReportedRecipient[] {
  return failed.flatMap(([{ address, originalRecipient, notify }, { failure }]) => {
    const { host, reply, reason, isTold } = failure;
    const explanation = isTold ? reason : undefined;
    return wants(notify, event) ? [{ address, originalRecipient, host, explanation, reply: reply?.lines }] : [];
  });
}
