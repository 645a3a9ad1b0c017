/** The reference server on one screen: who may call, what can be broken, and the routes. `openapi.yaml` beside this says all of it. */
import {Hono} from 'hono';
import {join} from 'node:path';
import type {HttpBindings} from '@hono/node-server';
import {allowLoopback} from './cross-origin.js';
import {demoRoutes} from './demo-api.js';
import type {EventSink} from './event-sink.js';
import {answerExport} from './export.js';
import {createFaults} from './faults.js';
import {receiveFeedback} from './feedback.js';
import {pageRoutes} from './pages.js';
import type {Platform} from './platform.js';
import {answerProblem, Problem} from './problem.js';
import {schemaOf, watchServedModel} from './served-model.js';
import {suggestionRoutes} from './suggestions.js';
import {accountOfToken, bearer, requireToken} from './tokens.js';

export interface AppOptions {
  readonly platform: Platform;
  readonly sink: EventSink;
  /** Of the repository: the builds are in `dist`. */
  readonly root: string;
  /** Directory of the served ranker. */
  readonly models: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly maxBodyBytes: number;
  readonly tokenRequired: boolean;
}

export function createApp({platform, sink, root, models, now, maxBodyBytes, tokenRequired}: AppOptions): Hono<{Bindings: HttpBindings}> {
  const faults = createFaults();
  const app = new Hono<{Bindings: HttpBindings}>();

  app.use(allowLoopback, faults.middleware);
  app.post('/inkling/v1/feedback', c => receiveFeedback(c, {sink, now, maxBodyBytes, tokenRequired}));
  app.get('/inkling/v1/export', c => {
    const account = accountOfToken(bearer(c.req.header('authorization')));
    if (tokenRequired) requireToken(account);
    return answerExport(c, sink, account ?? c.req.query('account'));
  });
  app.route('/inkling/v1', suggestionRoutes({platform, sink, servedModel: watchServedModel(models), schemaOf: model => schemaOf(models, model), now, tokenRequired}));
  app.all('/inkling/v1/*', notFound);
  app.route('/demo/api', demoRoutes({platform, sink, faults, now}));
  app.all('/demo/api/*', notFound);
  app.route('/', pageRoutes(join(root, 'dist'), models));

  app.notFound(notFound);
  app.onError((error, c) => {
    if (error instanceof Problem) return answerProblem(c, error);
    console.error(error);
    return answerProblem(c, new Problem(500, 'The server failed; its log says why.'));
  });
  return app;
}

function notFound(): never {
  throw new Problem(404, 'There is no such route.');
}
