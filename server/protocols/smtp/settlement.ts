/**
 * What came of an attempt, told to the store: the message's rest, mails for users of this host, and reports to the
 * sender; each settling is one commit. A report goes to the sender's INBOX or, where he is elsewhere or his INBOX is
 * full, into the queue. Nothing is ever returned for a message without a sender (RFC 5321 §6.1), and what can't be
 * returned is dropped (Exim freezes it for an administrator, whom a world has not).
 */
import { mailDate } from '../../../labs/calendar.ts';
import { composeReport, type ReportedRecipient } from '../../mail/report.ts';
import { joinBytes, latin1Bytes } from '../lines.ts';
import type { ServiceSetting } from '../registry.ts';
import { destinationOf } from './destinations.ts';
import type { Delivery, QueuedMessage, QueuedRecipient, QueueStore, SmtpStore } from './store.ts';
import { messageId } from './trace.ts';

type Setting = ServiceSetting<SmtpStore>;
/** What waits for a further attempt; undefined: nothing. */
export type Left = Parameters<QueueStore['settle']>[0]['left'];

/** What the sender is told; of nobody: nothing. */
export interface Tidings {
  readonly type: 'failed' | 'delayed' | 'delivered';
  readonly recipients: readonly ReportedRecipient[];
}

export interface Settling {
  readonly message: QueuedMessage;
  readonly left: Left;
  readonly deliveries: readonly Delivery[];
  readonly tidings: readonly Tidings[];
}

/** In one commit. Without room for the reports they are dropped; `full`: not even the mails have room, nothing is done. */
export function settle(setting: Setting, { message, left, deliveries, tidings }: Settling): 'settled' | 'full' {
  const { store } = setting;
  const { id, reversePath } = message;
  const due = reversePath === '' ? [] : tidings.filter(({ recipients }) => recipients.length > 0);
  const reports = due.map((one) => reportOf(setting, message, one));
  const outcome = store.settle({
    id,
    left,
    deliveries: [...deliveries, ...reports.flatMap((report) => report.deliveries)],
    queued: reports.flatMap((report) => report.queued ?? []),
  });
  return outcome === 'full' && reports.length > 0 ? store.settle({ id, left, deliveries, queued: [] }) : outcome;
}

function reportOf(
  setting: Setting,
  message: QueuedMessage,
  { type, recipients }: Tidings,
): { readonly deliveries: readonly Delivery[]; readonly queued?: QueuedMessage } {
  const { host, service, surroundings, nextId } = setting;
  const now = surroundings.now();
  const serial = nextId();
  const id = messageId(now, serial);
  const report = composeReport({
    type,
    by: host.name,
    software: service.software.split(' ').slice(0, 2).join(' '),
    id,
    serial,
    now,
    recipients,
    original: { ...message, sender: message.reversePath },
  });
  const recipient: QueuedRecipient = { address: message.reversePath };
  const queued = {
    id,
    reversePath: '',
    recipients: [recipient],
    message: report,
    arrived: now,
    attempts: 0,
    nextAttempt: now,
  };
  const destination = destinationOf(setting, message.reversePath);
  if (destination.type === 'failed') return { deliveries: [] };
  if (destination.type === 'remote') return { deliveries: [], queued };
  const found = localDeliveries(setting, { message: queued, recipient, localPart: destination.localPart });
  if (found.type === 'deferred') return { deliveries: [], queued };
  return { deliveries: found.type === 'delivered' ? found.deliveries : [] };
}

interface Local {
  readonly message: QueuedMessage;
  readonly recipient: QueuedRecipient;
  readonly localPart: string;
}

/** A queued message for a local part of this host: the mails as they lie in the INBOXes, or why there are none. */
export function localDeliveries(
  { store, surroundings }: Setting,
  { message: { message, reversePath }, recipient: { address }, localPart }: Local,
):
  | { readonly type: 'delivered'; readonly deliveries: readonly Delivery[] }
  | { readonly type: 'failed' | 'deferred'; readonly text: string } {
  const route = store.route(localPart);
  if (route.type !== 'users') return { type: route.type === 'refused' ? 'failed' : 'deferred', text: route.text };
  const date = mailDate(surroundings.now());
  // RFC 5321 §4.4: final delivery adds the return path.
  const fields = `Return-path: <${reversePath}>\r\nEnvelope-to: ${address}\r\nDelivery-date: ${date}\r\n`;
  const mail = joinBytes([latin1Bytes(fields), message]);
  if (route.users.some((user) => store.isFull(user, mail.length))) return { type: 'deferred', text: 'mailbox is full' };
  return { type: 'delivered', deliveries: route.users.map((user) => ({ user, message: mail })) };
}
