import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiFailure, fetchLab, fetchLabs, fetchStep, openSeat } from './api.ts';

const asked: { url: string; request: RequestInit }[] = [];
let answer: () => Promise<Response>;

const json =
  (content: unknown, status = 200) =>
  () =>
    Promise.resolve(Response.json(content, { status }));

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('document', { baseURI: 'https://school.example/plaintalk/' });
  vi.stubGlobal('fetch', (url: string, request: RequestInit) => {
    asked.push({ url, request });
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

async function failureOf(promise: Promise<unknown>): Promise<ApiFailure> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ApiFailure)) throw new Error(`expected an ApiFailure, came ${String(failure)}`);
  return failure;
}

describe('what is asked for', () => {
  it('lies below BASE_PATH, each part of an id encoded', async () => {
    answer = json({ hints: [] });
    await fetchStep('smtp/first mail', 'say/hello', 'de');
    expect(asked[0]?.url).toBe('/plaintalk/api/labs/smtp/first%20mail/steps/say%2Fhello?language=de');
  });

  it('a seat is opened by POST, with the lab or, for free play, without', async () => {
    answer = json({ seat: 's1', learner: 'heron', host: 'client.thm', address: '10.11.81.126', beginnings: ['help'] });
    await openSeat('smtp/first-mail');
    expect((await openSeat(undefined)).learner).toBe('heron');
    expect(asked.map(({ request }) => [request.method, request.body])).toEqual([
      ['POST', '{"lab":"smtp/first-mail"}'],
      ['POST', '{}'],
    ]);
  });
});

describe('a failure', () => {
  it('says that the server is out of reach', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await failureOf(fetchLabs('en'))).toMatchObject({ code: 'failure.offline', status: undefined });
  });

  it('says that the server takes too long', async () => {
    answer = () => Promise.reject(new DOMException('timed out', 'TimeoutError'));
    expect(await failureOf(fetchLabs('en'))).toMatchObject({ code: 'failure.slow' });
  });

  it("carries the server's own code and parameters", async () => {
    answer = json({ code: 'http.too-many', params: { seconds: '30' } }, 429);
    const failure = await failureOf(fetchLabs('en'));
    expect(failure).toMatchObject({ code: 'http.too-many', params: { seconds: '30' }, status: 429 });
  });

  it('has a code where the server gave none', async () => {
    answer = () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect(await failureOf(fetchLabs('en'))).toMatchObject({ code: 'failure.away', status: 502 });
    answer = () => Promise.resolve(new Response('', { status: 500 }));
    expect(await failureOf(fetchLabs('en'))).toMatchObject({ code: 'failure.server', status: 500 });
    answer = () => Promise.resolve(new Response('', { status: 404 }));
    expect(await failureOf(fetchLab('no/such', 'en'))).toMatchObject({ code: 'failure.missing', isMissing: true });
  });

  it.each([[{ labs: [{ id: 7 }] }], [null], ['nothing']])('refuses an answer of another shape: %j', async (content) => {
    answer = json(content);
    expect(await failureOf(fetchLabs('en'))).toMatchObject({ code: 'failure.unexpected' });
  });

  it('refuses an answer that is no JSON', async () => {
    answer = () => Promise.resolve(new Response('<!doctype html>'));
    expect(await failureOf(fetchLabs('en'))).toMatchObject({ code: 'failure.unexpected' });
  });
});
