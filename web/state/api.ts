/**
 * What the page fetches by HTTP, validated by the schemas that the server uses. The one place that calls `fetch`.
 * Every failure is an `ApiFailure`: a code of the words' catalogue and what fills its holes; nothing else is thrown.
 */
import type { LabHistory, LabList, LabModel, LabView, SeatView, StepView } from '../../server/contract/catalogue.ts';
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
export function fetchLabs(language: string): Promise<LabList> {
  return ask(`api/labs?${inLanguage(language)}`, (contract) => contract.labList);
}

/** GET api/labs/ID; `lab` as in `smtp/first-mail`. With the learner's own values once there is a seat. @throws ApiFailure */
export function fetchLab(lab: string, language: string): Promise<LabView> {
  return ask(`api/labs/${address(lab)}?${inLanguage(language)}`, (contract) => contract.labView);
}

/** GET api/labs/ID/steps/STEP: hints asked for, and why it worked. @throws ApiFailure */
export function fetchStep(lab: string, step: string, language: string): Promise<StepView> {
  const path = `api/labs/${address(lab)}/steps/${encodeURIComponent(step)}?${inLanguage(language)}`;
  return ask(path, (contract) => contract.stepView);
}

/** GET api/labs/ID/history: the learner's attempts, the newest first. @throws ApiFailure */
export function fetchHistory(lab: string): Promise<LabHistory> {
  return ask(`api/labs/${address(lab)}/history`, (contract) => contract.labHistory);
}

/** GET api/labs/ID/model: the author's own way; missing as long as the lab is not finished. @throws ApiFailure */
export function fetchModel(lab: string): Promise<LabModel> {
  return ask(`api/labs/${address(lab)}/model`, (contract) => contract.labModel);
}

/** POST api/seats: the learner's seat at a lab, or at free play where `lab` is undefined. @throws ApiFailure */
export function openSeat(lab: string | undefined): Promise<SeatView> {
  return ask('api/seats', (contract) => contract.seatView, { body: { lab } });
}

const inLanguage = (language: string) => new URLSearchParams({ language }).toString();
const address = (lab: string) => lab.split('/').map(encodeURIComponent).join('/');

interface Asking {
  /** Sent as JSON, by POST. */
  readonly body?: object;
  /** How long the answer may take. */
  readonly withinMs?: number;
}

/** One request, for whoever knows another schema. @throws ApiFailure */
export async function ask<T>(
  path: string,
  schemaOf: (contract: Contract) => Schema<T>,
  asking: Asking = {},
): Promise<T> {
  // The schemas come beside the answer, so that the first paint does not wait for them.
  const [answer, contract] = await Promise.all([send(path, asking), loadContract()]);
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

async function send(path: string, { body, withinMs = ANSWER_WITHIN_MS }: Asking): Promise<Response> {
  const request: RequestInit = { signal: AbortSignal.timeout(withinMs), credentials: 'same-origin' };
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
