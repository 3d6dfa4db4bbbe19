/** The run of a target, whatever is fuzzed. */
import { MailRun } from './mail/run.ts';
import { type Outcome, Run, type RunSetting } from './run.ts';

export interface AnyRun {
  all(): Outcome;
  alone(number: number): void;
}

export function runOf(setting: RunSetting): AnyRun {
  const { target } = setting;
  return target.kind === 'mail' ? new MailRun(setting) : new Run({ ...setting, target });
}
