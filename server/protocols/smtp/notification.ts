/** What a sender may ask to be told (RFC 3461 §4): the parameters of MAIL and RCPT, refused in Exim's words. */
import type { Parameter } from './address.ts';
import { Mistake } from './mistakes.ts';
import type { Notify, QueuedMessage, QueuedRecipient } from './store.ts';

const CONDITIONS = ['SUCCESS', 'FAILURE', 'DELAY'] as const;

/** RET and ENVID. @throws Mistake */
export function readReturn(parameters: readonly Parameter[]): Pick<QueuedMessage, 'returns' | 'envelopeId'> {
  const returns = returnOf(once(parameters, 'RET'));
  const envelopeId = valueOf(once(parameters, 'ENVID'));
  return { ...(returns !== undefined && { returns }), ...(envelopeId !== undefined && { envelopeId }) };
}

/** NOTIFY and ORCPT. @throws Mistake */
export function readNotify(parameters: readonly Parameter[]): Pick<QueuedRecipient, 'notify' | 'originalRecipient'> {
  const originalRecipient = valueOf(once(parameters, 'ORCPT'));
  const notify = notifyOf(once(parameters, 'NOTIFY'));
  return { ...(notify !== undefined && { notify }), ...(originalRecipient !== undefined && { originalRecipient }) };
}

// `RET=` and `NOTIFY=` ask for nothing; without the `=` they are wrong.
function returnOf(parameter: Parameter | undefined): QueuedMessage['returns'] {
  if (parameter === undefined || parameter.value === '') return undefined;
  const value = parameter.value?.toUpperCase();
  if (value !== 'FULL' && value !== 'HDRS') throw new Mistake('501', 'Value for RET is invalid');
  return value;
}

function notifyOf(parameter: Parameter | undefined): Notify | undefined {
  if (parameter === undefined || parameter.value === '') return undefined;
  const { value = '' } = parameter;
  if (value.toUpperCase() === 'NEVER') return 'NEVER';
  // A comma at the end is borne.
  return value
    .replace(/,$/, '')
    .split(',')
    .map((word) => {
      const condition = CONDITIONS.find((known) => known === word.toUpperCase());
      if (condition === undefined) throw new Mistake('501', 'Invalid value for NOTIFY parameter');
      return condition;
    });
}

function once(parameters: readonly Parameter[], name: string): Parameter | undefined {
  const [first, second] = parameters.filter((parameter) => parameter.name === name);
  if (second !== undefined) throw new Mistake('501', `${name} can be specified once only`);
  return first;
}

function valueOf(parameter: Parameter | undefined): string | undefined {
  return parameter === undefined ? undefined : (parameter.value ?? '');
}
