/** The steps of a lab as the coach asks about them: which one is at hand, and what it is about. */
import type { CheckContext } from './context.ts';
import type { Check, EventCheck, FactCheck, Step } from './lab.ts';

/** As much of the progress as the coach asks for. */
export interface TickedSteps {
  readonly steps: Readonly<Record<string, { readonly tickedAt?: number | undefined } | undefined>>;
}

export function isTicked({ steps }: TickedSteps, id: string): boolean {
  return steps[id]?.tickedAt !== undefined;
}

/** Not ticked, and those it comes after are. */
export function isOpen(progress: TickedSteps, { id, after }: Step): boolean {
  return !isTicked(progress, id) && after.every((other) => isTicked(progress, other));
}

/** The first step that is open. */
export function currentStep({ lab }: CheckContext, progress: TickedSteps): Step | undefined {
  return lab.steps.find((step) => isOpen(progress, step));
}

/** Events and facts in a check, whatever combines them; what must not happen is left out. */
export function leavesOf(check: Check): (EventCheck | FactCheck)[] {
  switch (check.type) {
    case 'all':
    case 'any':
    case 'inOrder':
      return check.of.flatMap(leavesOf);
    case 'count':
    case 'within':
    case 'ever':
      return leavesOf(check.of);
    case 'none':
      return [];
    default:
      return [check];
  }
}

/** The protocols that a step is about, in its order. */
export function protocolsOf(step: Step | undefined): readonly string[] {
  if (step === undefined) return [];
  return leavesOf(step.expect).flatMap((leaf) => {
    if (leaf.type === 'point') return [leaf.exchange.protocol];
    return 'protocol' in leaf ? [leaf.protocol] : [];
  });
}

/** Every protocol that some step is about. */
export function labProtocols({ lab }: CheckContext): ReadonlySet<string> {
  return new Set([lab.protocol, ...lab.steps.flatMap(protocolsOf)]);
}

/** The name of the protocol that the step, or else the lab, is about. */
export function titleOf({ lab, vocabularies }: CheckContext, step: Step | undefined): string {
  const protocol = protocolsOf(step)[0] ?? lab.protocol;
  return vocabularies.get(protocol)?.title ?? protocol;
}
