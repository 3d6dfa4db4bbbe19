/** The API below `api/`: the schemas of `contract/catalogue.ts`, carried by HTTP. Knows learners by their cookie alone. */
import express, { type Request, type Response, Router } from 'express';
import {
  type LabHistory,
  type LabList,
  type LabModel,
  type LabView,
  seatRequest,
  type SeatView,
  type StepView,
} from '../contract/catalogue.ts';
import { SeatsFull } from '../seats/seats.ts';
import { HttpFailure } from './failure.ts';
import { COOKIE, type LearnerCookie } from './learner-cookie.ts';
import { isOriginAllowed } from './origin.ts';
import type { Workshop } from '../contract/workshop.ts';
import type { Rate } from './rate.ts';
import { workshopRoutes } from './workshop.ts';

/** Who reads, and the language in which the texts are wanted. */
export interface Reader {
  readonly learner: string | undefined;
  readonly language: string;
}

/** What a page reads about labs. */
export interface Labs {
  has(id: string): boolean;
  list(reader: Reader): Promise<LabList>;
  lab(reader: Reader, id: string): Promise<LabView | undefined>;
  step(reader: Reader, lab: string, step: string): Promise<StepView | undefined>;
  history(learner: string | undefined, lab: string): Promise<LabHistory>;
  /** Undefined where the learner has not finished the lab, or where it has none. */
  model(learner: string | undefined, lab: string): Promise<LabModel | undefined>;
}

/** What the API asks of the seats. */
export interface Classes {
  /** `lab` is empty for free play. */
  enter(learner: string, lab: string): Promise<SeatView | undefined>;
}

/** What the API asks of the store. */
export interface Learners {
  createLearner(at: number): Promise<string>;
  hasLearner(learner: string): Promise<boolean>;
}

export interface ApiSetting {
  readonly labs: Labs;
  readonly seats: Classes;
  readonly learners: Learners;
  readonly cookie: LearnerCookie;
  /** New learners by address. */
  readonly rate: Rate;
  readonly basePath: string;
  readonly origins: readonly string[];
  /** Whether the cookie is always for https only; else where https was used. */
  readonly isAlwaysSecure: boolean;
  readonly bodyBytes: number;
  /** There where an author's preview serves the page. */
  readonly workshop?: Workshop | undefined;
  /** Real time, milliseconds since the epoch. */
  readonly now: () => number;
}

const LONGEST_TAG = 20;
/** After so long a seat may have become free. */
const FULL_SECONDS = 30;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

export function apiRoutes(setting: ApiSetting): Router {
  const { labs, seats, cookie } = setting;
  const api = Router();
  const learnerOf = (request: Request) => cookie.learner(request.headers.cookie);
  const readerOf = (request: Request): Reader => {
    return { learner: learnerOf(request), language: languageOf(request.url) };
  };

  api.use((request, response, next) => {
    response.set('Cache-Control', 'no-store');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead && !isOriginAllowed(request.headers.origin, request.host, setting.origins)) {
      throw new HttpFailure(403, 'http.foreign');
    }
    next();
  });
  api.use(express.json({ limit: setting.bodyBytes, strict: true }));

  api.get('/labs', async (request, response) => {
    response.json(await labs.list(readerOf(request)));
  });

  api.get('/labs/:group/:name', async (request, response) => {
    const lab = labOf(request);
    const view = await labs.lab(readerOf(request), lab);
    if (view === undefined) throw new HttpFailure(404, 'http.no-lab', { lab });
    response.json(view);
  });

  api.get('/labs/:group/:name/steps/:step', async (request, response) => {
    const { step } = request.params;
    const view = await labs.step(readerOf(request), labOf(request), step);
    if (view === undefined) throw new HttpFailure(404, 'http.no-step', { step });
    response.json(view);
  });

  api.get('/labs/:group/:name/history', async (request, response) => {
    response.json(await labs.history(learnerOf(request), labOf(request)));
  });

  api.get('/labs/:group/:name/model', async (request, response) => {
    const view = await labs.model(learnerOf(request), labOf(request));
    if (view === undefined) throw new HttpFailure(404, 'http.no-model');
    response.json(view);
  });

  api.post('/seats', async (request, response) => {
    const wanted = seatRequest.safeParse(request.body ?? {});
    if (!wanted.success) throw new HttpFailure(400, 'http.malformed');
    const lab = wanted.data.lab ?? '';
    if (lab !== '' && !labs.has(lab)) throw new HttpFailure(404, 'http.no-lab', { lab });
    const learner = await learnerFor(setting, request);
    const view = await seats.enter(learner, lab).catch((failure: unknown) => {
      if (!(failure instanceof SeatsFull)) throw failure;
      throw new HttpFailure(503, 'http.full', {}, { 'Retry-After': String(FULL_SECONDS) });
    });
    if (view === undefined) throw new HttpFailure(404, 'http.no-lab', { lab });
    giveCookie(setting, request, response, learner);
    response.json(view);
  });

  if (setting.workshop !== undefined) api.use('/workshop', workshopRoutes(setting.workshop, learnerOf));

  return api;
}

/** The tag of the language that is asked for, as `de`; empty where none is. Express itself parses no queries here. */
function languageOf(url: string): string {
  const at = url.indexOf('?');
  const wanted = at < 0 ? '' : (new URLSearchParams(url.slice(at)).get('language') ?? '');
  return wanted.length <= LONGEST_TAG ? wanted : '';
}

const labOf = (request: Request<{ group: string; name: string }>) => `${request.params.group}/${request.params.name}`;

/** The learner of the cookie; a new one where there is none, or none that the store knows. */
async function learnerFor({ cookie, learners, rate, now }: ApiSetting, request: Request): Promise<string> {
  const known = cookie.learner(request.headers.cookie);
  if (known !== undefined && (await learners.hasLearner(known))) return known;
  const waitMs = rate.take(request.ip ?? '');
  if (waitMs > 0) {
    const seconds = String(Math.ceil(waitMs / 1000));
    throw new HttpFailure(429, 'http.many-learners', { seconds }, { 'Retry-After': seconds });
  }
  return learners.createLearner(now());
}

/** Given anew each time, so that the year begins again. */
function giveCookie(setting: ApiSetting, request: Request, response: Response, learner: string): void {
  response.cookie(COOKIE, setting.cookie.sign(learner), {
    httpOnly: true,
    sameSite: 'lax',
    path: setting.basePath,
    maxAge: YEAR_MS,
    secure: setting.isAlwaysSecure || request.secure,
  });
}
