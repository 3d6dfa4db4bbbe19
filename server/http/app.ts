/** What is served by HTTP, and in which order: health, the API, the page's files, and the page for every other address. */
import express, { type ErrorRequestHandler, type Express, Router } from 'express';
import helmet from 'helmet';
import { type ApiSetting, apiRoutes } from './api.ts';
import { HttpFailure } from './failure.ts';
import { type PageFile, sendFile } from './page-files.ts';

export interface AppSetting extends ApiSetting {
  /** The built page, by path. */
  readonly files: ReadonlyMap<string, PageFile>;
  /** How many proxies before us are believed (X-Forwarded-…). */
  readonly trustedProxies: number;
  /** Resolves where the service can do its work. */
  readonly isHealthy: () => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

export function createApp(setting: AppSetting): Express {
  const app = express();
  app.set('trust proxy', setting.trustedProxies);
  app.set('query parser', false);
  app.set('etag', false);
  app.use(securityHeaders());
  app.use(setting.basePath, routes(setting));
  app.use(() => {
    throw new HttpFailure(404, 'http.missing');
  });
  app.use(answerFailure(setting));
  return app;
}

function routes(setting: AppSetting): Router {
  const { files, basePath } = setting;
  const router = Router();
  router.get('/healthz', async (_request, response) => {
    response.set('Cache-Control', 'no-store');
    const isHealthy = await setting.isHealthy().then(
      () => true,
      () => false,
    );
    response.status(isHealthy ? 200 : 503).json({ status: isHealthy ? 'ok' : 'failed' });
  });
  router.use('/api', apiRoutes(setting), () => {
    throw new HttpFailure(404, 'http.missing');
  });
  router.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpFailure(404, 'http.missing');
    if (`${request.originalUrl}/` === basePath) {
      response.redirect(308, basePath);
      return;
    }
    const file = files.get(request.path.slice(1));
    // A page of ours has no dot in its last part; what has one is a file that is not there (any more).
    const isPage = !/\.[^/]*$/.test(request.path);
    const found = file ?? (isPage ? files.get('index.html') : undefined);
    if (found === undefined) next();
    else sendFile(request, response, found);
  });
  return router;
}

/** Nothing comes from elsewhere and nothing runs inline; xterm.js alone needs inline styles. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'script-src-attr': ["'none'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        // The WebSocket of the page's own origin counts as 'self' (CSP level 3).
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // Whether the name of this server is for https alone is for its operator to say, at the proxy that speaks https.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}

function answerFailure({ onFault, bodyBytes }: AppSetting): ErrorRequestHandler {
  // Express knows it by its four parameters.
  return (fault: unknown, _request, response, _next) => {
    const failure = failureOf(fault, bodyBytes);
    if (failure === undefined) onFault(fault);
    const { status, failure: said, headers } = failure ?? new HttpFailure(500, 'http.fault');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(status).set(headers).set('Cache-Control', 'no-store').json(said);
  };
}

/** What the requester did wrong; undefined where the fault is ours. */
function failureOf(fault: unknown, bodyBytes: number): HttpFailure | undefined {
  if (fault instanceof HttpFailure) return fault;
  // Express and its body parser name what they refuse by its status.
  const status = typeof fault === 'object' && fault !== null && 'status' in fault ? fault.status : undefined;
  if (status === 413) return new HttpFailure(413, 'http.too-large', { limit: String(bodyBytes) });
  if (typeof status === 'number' && status >= 400 && status < 500) return new HttpFailure(status, 'http.malformed');
  return undefined;
}
