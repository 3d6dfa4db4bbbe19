/** The HTTP interface over the real store, the real seats and the real labs, as a browser's requests see it. */
import { mkdir, writeFile } from 'node:fs/promises';
import http, { type IncomingHttpHeaders } from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openClassroom } from '../seats/page.testkit.ts';
import { temporaryDirectory } from '../store/temporary.testkit.ts';
import { LearnerCookie } from './learner-cookie.ts';
import { readPageFiles } from './page-files.ts';
import { Rate } from './rate.ts';
import { HttpPort, type HttpSetting } from './server.ts';

const SECRET = new Uint8Array(32).fill(1);
const LAB = 'smtp/first-mail';

async function builtPage(basePath: string) {
  const folder = await temporaryDirectory();
  await mkdir(path.join(folder, 'assets'));
  const script = 'export const a = "hello";'.repeat(50);
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><head><base href="/" /></head>');
  await writeFile(path.join(folder, 'assets', 'main-Ab12.js'), script);
  await writeFile(path.join(folder, 'favicon.svg'), '<svg/>');
  return readPageFiles(folder, basePath);
}

async function start(changes: Partial<HttpSetting> = {}) {
  const { seats, store } = await openClassroom();
  const basePath = changes.basePath ?? '/';
  const faults: unknown[] = [];
  const port = await HttpPort.open({ host: '127.0.0.1', port: 0 }, 100);
  onTestFinished(() => port.close());
  port.serve({
    labs: seats.labs,
    seats,
    learners: store,
    cookie: new LearnerCookie(SECRET),
    rate: new Rate({ burst: 3, perMinute: 60, now: () => 0 }),
    basePath,
    origins: ['https://other.example'],
    isAlwaysSecure: false,
    bodyBytes: 1024,
    now: () => 0,
    files: await builtPage(basePath),
    trustedProxies: 0,
    isHealthy: async () => {
      await store.hasLearner('');
    },
    onFault: (fault) => faults.push(fault),
    upgrade: (...given) => seats.upgrade(...given),
    ...changes,
  });
  const own = `127.0.0.1:${port.number}`;
  return {
    own,
    port: port.number,
    faults,
    store,
    ask: (method: string, at: string, more?: More) => ask(own, method, at, more),
  };
}

interface More {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: () => unknown;
}

/** A request as it is, without what fetch() adds or follows. */
function ask(own: string, method: string, at: string, { headers = {}, body }: More = {}): Promise<Answer> {
  const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = http.request(`http://${own}${at}`, {
      method,
      agent: false,
      headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        const bytes = Buffer.concat(pieces);
        const text = bytes.toString();
        const json = () => JSON.parse(text) as unknown;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, json });
      });
    });
    request.end(sent);
  });
}

const cookieOf = ({ headers }: Answer) => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

describe('labs', () => {
  it('come in the language that is asked for, whatever else the address holds', async () => {
    const { ask } = await start();
    const lab = async (query: string) => (await ask('GET', `/api/labs/${LAB}${query}`)).json();
    expect(await lab('?language=de')).toMatchObject({ language: 'de', languages: ['en', 'de'] });
    for (const query of ['', '?', '?language=', '?language=xx', `?language=${'d'.repeat(1000)}`, '?language=%ff&x=1']) {
      expect(await lab(query)).toMatchObject({ language: 'en' });
    }
    const list = (await ask('GET', '/api/labs?language=de')).json() as { labs: unknown[] };
    expect(list.labs[0]).toMatchObject({ id: LAB, language: 'de' });
    const history = await ask('GET', `/api/labs/${LAB}/history`);
    expect([history.status, history.json()]).toEqual([200, { attempts: [] }]);
    const model = await ask('GET', `/api/labs/${LAB}/model`);
    expect([model.status, model.json()]).toEqual([404, { code: 'http.no-model' }]);
  });
});

describe('the page', () => {
  it('is index.html at every address that is none of a file, with BASE_PATH in it', async () => {
    const { ask } = await start({ basePath: '/learn/' });
    for (const at of ['/learn/', '/learn/labs', '/learn/labs/smtp/first-mail', '/learn/no/such/page']) {
      const page = await ask('GET', at);
      expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.text).toBe('<!doctype html><head><base href="/learn/" /></head>');
      expect(page.headers['cache-control']).toBe('no-cache');
    }
    const bare = await ask('GET', '/learn');
    expect([bare.status, bare.headers.location]).toEqual([308, '/learn/']);
    expect((await ask('GET', '/')).status).toBe(404);
    expect((await ask('GET', '/learner')).status).toBe(404);
  });

  it('has what is compressed in the encoding that the browser takes, to keep for good where its name has a digest', async () => {
    const { ask } = await start();
    const script = await ask('GET', '/assets/main-Ab12.js', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    const brotli = await ask('GET', '/', { headers: { 'accept-encoding': 'gzip, deflate, br' } });
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(brotliDecompressSync(brotli.bytes).toString()).toContain('<base');
    const gzip = await ask('GET', '/', { headers: { 'accept-encoding': 'gzip' } });
    expect(gunzipSync(gzip.bytes).toString()).toContain('<base');
    const again = await ask('GET', '/', {
      headers: { 'if-none-match': gzip.headers.etag ?? '', 'accept-encoding': 'gzip' },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await ask('HEAD', '/');
    expect(head.headers['content-encoding']).toBeUndefined();
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '45']);
  });

  it('has no way out of its folder, and no page for a file that is missing', async () => {
    const { ask } = await start();
    for (const at of [
      '/assets/gone.js',
      '/../package.json',
      '/%2e%2e/package.json',
      '/assets/..%2f..%2fpackage.json',
    ]) {
      const answer = await ask('GET', at);
      expect([answer.status, answer.json()]).toEqual([404, { code: 'http.missing' }]);
    }
    expect((await ask('PUT', '/')).status).toBe(404);
  });

  it('lets nothing run but its own scripts', async () => {
    const { ask } = await start();
    const { headers } = await ask('GET', '/');
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'self';script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('the API', () => {
  it('lists the labs, and shows one', async () => {
    const { ask } = await start();
    const list = (await ask('GET', '/api/labs')).json();
    expect(list).toMatchObject({
      labs: expect.arrayContaining([expect.objectContaining({ id: LAB, ticked: 0 })]) as unknown,
    });
    expect((await ask('GET', `/api/labs/${LAB}`)).json()).toMatchObject({ id: LAB });
    for (const [wanted, language] of [
      ['de', 'de'],
      ['xx', 'en'],
      ['d'.repeat(5000), 'en'],
    ]) {
      expect((await ask('GET', `/api/labs/${LAB}?language=${wanted}`)).json()).toMatchObject({ id: LAB, language });
      const { labs } = (await ask('GET', `/api/labs?language=${wanted}`)).json() as {
        labs: { id: string; language: string }[];
      };
      expect(labs.find(({ id }) => id === LAB)).toMatchObject({ language });
    }
    const missing = await ask('GET', '/api/labs/smtp/nothing');
    expect([missing.status, missing.json()]).toEqual([404, { code: 'http.no-lab', params: { lab: 'smtp/nothing' } }]);
    expect((await ask('GET', '/api/labs/a/%ff')).status).toBe(400);
    expect((await ask('GET', '/api/nothing')).json()).toEqual({ code: 'http.missing' });
  });

  it('makes a learner with the first seat, and knows the learner by the cookie ever after', async () => {
    const { ask, store } = await start();
    const first = await ask('POST', '/api/seats', { body: { lab: LAB } });
    expect(first.status).toBe(200);
    const view = first.json() as { seat: string; learner: string };
    expect(await store.hasLearner(view.learner)).toBe(true);
    expect(first.headers['set-cookie']?.[0]).toMatch(
      /^plaintalk=[\w-]{22}\.[\w-]{43}; Max-Age=31536000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    const cookie = cookieOf(first);
    const again = await ask('POST', '/api/seats', { body: { lab: LAB }, headers: { cookie: `a=b; ${cookie}` } });
    expect(again.json()).toEqual(view);
    const play = await ask('POST', '/api/seats', { body: {}, headers: { cookie } });
    expect(play.json()).toMatchObject({ learner: view.learner, host: 'client.thm', address: '10.11.81.126' });
    const step = await ask('GET', `/api/labs/${LAB}/steps/no-such`, { headers: { cookie } });
    expect([step.status, step.json()]).toEqual([404, { code: 'http.no-step', params: { step: 'no-such' } }]);
    const other = await ask('POST', '/api/seats', { body: { lab: LAB } });
    expect((other.json() as { learner: string }).learner).not.toBe(view.learner);
  });

  it('takes no cookie that it did not sign', async () => {
    const { ask } = await start();
    const first = await ask('POST', '/api/seats', { body: {} });
    const { learner } = first.json() as { learner: string };
    for (const forged of [
      `${learner}.`,
      learner,
      `${learner}.${'A'.repeat(43)}`,
      cookieOf(first).slice(10) + 'A',
      '.',
      '',
    ]) {
      const answer = await ask('POST', '/api/seats', { body: {}, headers: { cookie: `plaintalk=${forged}` } });
      expect((answer.json() as { learner?: string }).learner).not.toBe(learner);
    }
  });

  it('refuses what another site’s page sends', async () => {
    const { ask, own } = await start();
    const from = (origin: string) => ask('POST', '/api/seats', { body: {}, headers: { origin } });
    const foreign = await from('https://evil.example');
    expect([foreign.status, foreign.json()]).toEqual([403, { code: 'http.foreign' }]);
    expect((await from('null')).status).toBe(403);
    expect((await from(`http://${own}.evil.example`)).status).toBe(403);
    expect((await from(`http://${own}`)).status).toBe(200);
    expect((await from('https://other.example')).status).toBe(200);
  });

  it('says what is wrong with a request', async () => {
    const { ask, faults } = await start();
    const post = (body: unknown) => ask('POST', '/api/seats', { body });
    expect((await post('{"lab":')).json()).toEqual({ code: 'http.malformed' });
    expect((await post({ lab: 7 })).json()).toEqual({ code: 'http.malformed' });
    expect((await post({ lab: 'x'.repeat(5000) })).json()).toEqual({
      code: 'http.too-large',
      params: { limit: '1024' },
    });
    expect((await post({ lab: 'no/lab' })).json()).toEqual({ code: 'http.no-lab', params: { lab: 'no/lab' } });
    expect(faults).toEqual([]);
  });

  it('says that every place is taken, and when to come again', async () => {
    const { seats } = await openClassroom({ totalLimits: { seats: 1, connections: 9, channels: 9, addedBytes: 1e9 } });
    const { ask, faults, store } = await start({ seats });
    const learner = await store.createLearner(0);
    await seats.enter(learner, '');
    // A page sits at the only seat.
    const { seat = '' } = (await seats.enter(learner, '')) ?? {};
    await seats.attach(learner, seat, { send: () => undefined, waitingBytes: 0, close: () => undefined });
    const late = await ask('POST', '/api/seats', { body: {} });
    expect([late.status, late.headers['retry-after'], late.json()]).toEqual([503, '30', { code: 'http.full' }]);
    expect(faults).toEqual([]);
  });

  it('makes no more learners for an address than it may', async () => {
    const { ask } = await start();
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask('POST', '/api/seats', { body: {} })).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const late = await ask('POST', '/api/seats', { body: {} });
    expect(late.headers['retry-after']).toBe('1');
    expect(late.json()).toEqual({ code: 'http.many-learners', params: { seconds: '1' } });
  });

  it('answers a fault of ours without its details, and logs it', async () => {
    const failing = () => Promise.reject(new Error('the disk is on fire'));
    const { ask, faults } = await start({ learners: { createLearner: failing, hasLearner: failing } });
    const answer = await ask('POST', '/api/seats', { body: {} });
    expect([answer.status, answer.json()]).toEqual([500, { code: 'http.fault' }]);
    expect(faults).toMatchObject([{ message: 'the disk is on fire' }]);
  });

  it('marks the cookie for https where https was used, and a trusted proxy says so', async () => {
    const { ask } = await start({ trustedProxies: 1 });
    const secure = await ask('POST', '/api/seats', { body: {}, headers: { 'x-forwarded-proto': 'https' } });
    expect(secure.headers['set-cookie']?.[0]).toContain('; Secure');
  });

  it('tells whether it can do its work', async () => {
    const { ask } = await start();
    expect((await ask('GET', '/healthz')).json()).toEqual({ status: 'ok' });
    const ill = await start({ isHealthy: () => Promise.reject(new Error('no')) });
    expect((await ill.ask('GET', '/healthz')).status).toBe(503);
  });
});

describe('the channel’s door', () => {
  /** The first line of the answer to an upgrade, as it comes over the socket. */
  function knock(port: number, at: string, headers: Record<string, string>): Promise<string> {
    const lines = Object.entries({
      host: `127.0.0.1:${port}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.write(`GET ${at} HTTP/1.1\r\n${lines.join('')}\r\n`));
      socket.on('error', reject);
      socket.once('data', (bytes: Buffer) => {
        resolve(bytes.toString().split('\r\n', 1)[0] ?? '');
        socket.destroy();
      });
    });
  }

  it('opens for the learner of the seat, from a page of ours', async () => {
    const { ask, port, own } = await start();
    const mine = await ask('POST', '/api/seats', { body: {} });
    const { seat } = mine.json() as { seat: string };
    const at = `/api/seats/${seat}/channel`;
    const cookie = cookieOf(mine);
    const origin = `http://${own}`;
    const other = cookieOf(await ask('POST', '/api/seats', { body: {} }));
    expect(await knock(port, at, { cookie, origin })).toBe('HTTP/1.1 101 Switching Protocols');
    expect(await knock(port, at, { origin })).toBe('HTTP/1.1 401 Unauthorized');
    expect(await knock(port, at, { cookie, origin: 'https://evil.example' })).toBe('HTTP/1.1 403 Forbidden');
    expect(await knock(port, at, { cookie: other, origin })).toBe('HTTP/1.1 404 Not Found');
    expect(await knock(port, '/api/seats/nowhere/channel', { cookie, origin })).toBe('HTTP/1.1 404 Not Found');
    expect(await knock(port, '/elsewhere', { cookie, origin })).toBe('HTTP/1.1 404 Not Found');
  });
});

describe('what it is made of', () => {
  it('refills a bucket as time goes, one a network', () => {
    let now = 0;
    const rate = new Rate({ burst: 2, perMinute: 6, now: () => now });
    expect([rate.take('10.0.0.1'), rate.take('::ffff:10.0.0.1'), rate.take('10.0.0.1')]).toEqual([0, 0, 10_000]);
    expect(rate.take('10.0.0.2')).toBe(0);
    now = 10_000;
    expect([rate.take('10.0.0.1'), rate.take('10.0.0.1')]).toEqual([0, 10_000]);
    expect([rate.take('2001:db8::1'), rate.take('2001:db8:0:0:9::2')]).toEqual([0, 0]);
    expect(rate.take('2001:db8:0:0:ffff:1:2:3')).toBe(10_000);
    expect(rate.take('2001:db8:0:1::1')).toBe(0);
  });

  it('finds its cookie among others, and refuses one of another secret', () => {
    const cookie = new LearnerCookie(SECRET);
    const value = cookie.sign('somebody');
    expect(cookie.learner(`x; plaintalk=forged.sig; plaintalk=${value}; y=z`)).toBe('somebody');
    expect(new LearnerCookie(new Uint8Array(32)).learner(`plaintalk=${value}`)).toBeUndefined();
    expect(cookie.learner(undefined)).toBeUndefined();
  });
});
