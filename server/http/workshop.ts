/** The workshop's addresses below `api/workshop`: there only where an author's preview serves the page. */
import { type Request, type Response, Router } from 'express';
import type { Workshop } from '../contract/workshop.ts';
import { HttpFailure } from './failure.ts';

/** A line now and then, so that nothing between takes the connection for dead. */
const ALIVE_MS = 15_000;

export function workshopRoutes(workshop: Workshop, learnerOf: (request: Request) => string | undefined): Router {
  const routes = Router();
  const learner = (request: Request): string => {
    const known = learnerOf(request);
    if (known === undefined) throw new HttpFailure(404, 'http.missing');
    return known;
  };

  routes.get('/', (request, response) => {
    response.json(workshop.view(learnerOf(request)));
  });

  routes.get('/events', (request, response) => {
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    const send = (): void => void response.write(`data: ${JSON.stringify(workshop.view(learnerOf(request)))}\n\n`);
    const stop = workshop.onChange(send);
    const alive = setInterval(() => response.write(': here\n\n'), ALIVE_MS);
    request.on('close', () => {
      clearInterval(alive);
      stop();
    });
    send();
  });

  routes.get('/solution', (request, response) => {
    answer(response, workshop.solution(learner(request)));
  });

  routes.post('/draft', async (request, response) => {
    answer(response, await workshop.draft(learner(request)));
  });

  return routes;
}

function answer(response: Response, found: object | undefined): void {
  if (found === undefined) throw new HttpFailure(404, 'http.missing');
  response.json(found);
}
