/**
 * What the page fetches by HTTP, validated by the schemas that the server uses. The one place that calls `fetch`.
 * Every failure is an `ApiFailure`: a code of the words' catalogue and what fills its holes; nothing else is thrown.
 */
import type { LabList, LabView, SeatView, StepView } from '../../server/contract/catalogue.ts';
import { base } from './base.ts';

type Contract = typeof import('../../server/contract/catalogue.ts');
type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false } };

/** After this the server counts as unreachable. */
const ANSWER_WITHIN_MS = 10_000;

/** A request that brought nothing: `code` names the sentence (`failure.offline`, or the server's own), `params` fill it. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  /** The HTTP status; undefined where no answer came. */
  readonly status: number | undefined;

  constructor(code: string, params: Readonly<Record<string, string>> = {}, status?: number) {
    super(code);
    this.name = 'ApiFailure';
    this.code = code;
    this.params = params;
    this.status = status;
  }

  /** There is nothing at this address, and asking again won't help. */
  get isMissing(): boolean {
    return this.status === 404;
  }
}

/** GET api/labs: in the course's order. @throws ApiFailure */
export function fetchLabs(): Promise<LabList> {
  return ask('api/labs', (contract) => contract.labList);
}

/** GET api/labs/ID; `lab` as in `smtp/first-mail`. @throws ApiFailure */
export function fetchLab(lab: string): Promise<LabView> {
  return ask(`api/labs/${address(lab)}`, (contract) => contract.labView);
}

/** GET api/labs/ID/steps/STEP: hints asked for, and why it worked. @throws ApiFailure */
export function fetchStep(lab: string, step: string): Promise<StepView> {
  return ask(`api/labs/${address(lab)}/steps/${encodeURIComponent(step)}`, (contract) => contract.stepView);
}

/** POST api/seats: the learner's seat at a lab, or at free play where `lab` is undefined. @throws ApiFailure */
export function openSeat(lab: string | undefined): Promise<SeatView> {
  return ask('api/seats', (contract) => contract.seatView, { lab });
}

const address = (lab: string) => lab.split('/').map(encodeURIComponent).join('/');

async function ask<T>(path: string, schemaOf: (contract: Contract) => Schema<T>, body?: object): Promise<T> {
  // The schemas come beside the answer, so that the first paint does not wait for them.
  const [answer, contract] = await Promise.all([send(path, body), loadContract()]);
  const content: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) {
    const said = contract.failure.safeParse(content);
    if (said.success) throw new ApiFailure(said.data.code, said.data.params, answer.status);
    throw new ApiFailure(codeOf(answer.status), {}, answer.status);
  }
  const read = schemaOf(contract).safeParse(content);
  if (!read.success) throw new ApiFailure('failure.unexpected', {}, answer.status);
  return read.data;
}

/** What an answer without a code of ours means: it comes from something before the server, or from one that broke down. */
function codeOf(status: number): 'failure.missing' | 'failure.away' | 'failure.server' {
  if (status === 404) return 'failure.missing';
  return [502, 503, 504].includes(status) ? 'failure.away' : 'failure.server';
}

async function send(path: string, body: object | undefined): Promise<Response> {
  const request: RequestInit = { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), credentials: 'same-origin' };
  if (body !== undefined) {
    request.method = 'POST';
    request.headers = { 'content-type': 'application/json' };
    request.body = JSON.stringify(body);
  }
  try {
    return await fetch(base() + path, request);
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    throw new ApiFailure(isLate ? 'failure.slow' : 'failure.offline');
  }
}

async function loadContract(): Promise<Contract> {
  try {
    return await import('../../server/contract/catalogue.ts');
  } catch {
    throw new ApiFailure('failure.offline');
  }
}
