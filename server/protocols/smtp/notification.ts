/** What a sender may ask to be told (RFC 3461 §4): the parameters of MAIL and RCPT, refused in Exim's words. */
import type { Parameter } from './address.ts';
import { Mistake } from './mistakes.ts';
import type { Notify, QueuedMessage, QueuedRecipient } from './store.ts';

const CONDITIONS = ['SUCCESS', 'FAILURE', 'DELAY'] as const;

/** RET and ENVID. @throws Mistake */
export function readReturn(parameters: readonly Parameter[]): Pick<QueuedMessage, 'returns' | 'envelopeId'> {
  const returned = once(parameters, 'RET')?.toUpperCase();
  if (returned !== undefined && returned !== 'FULL' && returned !== 'HDRS') {
    throw new Mistake('501', 'Value for RET is invalid');
  }
  const envelopeId = once(parameters, 'ENVID');
  return { ...(returned !== undefined && { returns: returned }), ...(envelopeId !== undefined && { envelopeId }) };
}

/** NOTIFY and ORCPT. @throws Mistake */
export function readNotify(parameters: readonly Parameter[]): Pick<QueuedRecipient, 'notify' | 'originalRecipient'> {
  const originalRecipient = once(parameters, 'ORCPT');
  const notify = notifyOf(once(parameters, 'NOTIFY'));
  return { ...(notify !== undefined && { notify }), ...(originalRecipient !== undefined && { originalRecipient }) };
}

function notifyOf(value: string | undefined): Notify | undefined {
  if (value === undefined || value === '') return undefined;
  if (value.toUpperCase() === 'NEVER') return 'NEVER';
  return value.split(',').map((word) => {
    const condition = CONDITIONS.find((known) => known === word.toUpperCase());
    if (condition === undefined) throw new Mistake('501', 'Invalid value for NOTIFY parameter');
    return condition;
  });
}

function once(parameters: readonly Parameter[], name: string): string | undefined {
  const [first, second] = parameters.filter((parameter) => parameter.name === name);
  if (second !== undefined) throw new Mistake('501', `${name} can be specified once only`);
  return first === undefined ? undefined : (first.value ?? '');
}
