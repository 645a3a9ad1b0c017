/** The reference server on one screen: who may call, what can be broken, and the routes. `openapi.yaml` beside this says all of it. */
import {Hono} from 'hono';
import {join} from 'node:path';
import type {HttpBindings} from '@hono/node-server';
import {createCallers} from './callers.js';
import {demoRoutes} from './demo-api.js';
import type {EventSink} from './event-sink.js';
import {answerExport} from './export.js';
import {createFaults} from './faults.js';
import {eraseFeedback, receiveFeedback} from './feedback.js';
import {guardedSink} from './guarded-sink.js';
import type {Log} from './log.js';
import {allowOrigins} from './origins.js';
import {pageRoutes} from './pages.js';
import type {Platform} from './platform.js';
import {answerProblem, Problem} from './problem.js';
import {schemaOf, watchServedModel} from './served-model.js';
import {suggestionRoutes} from './suggestions.js';
import type {Rates} from './rates.js';
import {keepServed} from './served-candidates.js';
import type {Tokens} from './tokens.js';

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
  readonly tokens: Tokens;
  readonly tokenRequired: boolean;
  readonly rates: Rates;
  /** Of pages that may call; undefined: those of this machine. */
  readonly origins: readonly string[] | undefined;
  readonly log: Log;
}

export function createApp({platform, sink: bare, root, models, now, maxBodyBytes, tokens, tokenRequired, rates, origins, log}: AppOptions): Hono<{Bindings: HttpBindings}> {
  const faults = createFaults();
  const sink = guardedSink(bare, log);
  const callers = createCallers({tokens, rates, tokenRequired});
  const served = keepServed(sink, now);
  const app = new Hono<{Bindings: HttpBindings}>();

  app.use(allowOrigins(origins), faults.middleware);
  app.post('/inkling/v1/feedback', c => receiveFeedback(c, {sink, callers, now, maxBodyBytes}));
  app.delete('/inkling/v1/feedback', async c => {
    const answer = await eraseFeedback(c, {sink, callers, now, maxBodyBytes});
    served.forget();
    return answer;
  });
  app.get('/inkling/v1/export', c => answerExport(c, sink, callers.ofToken(c) ?? c.req.query('account')));
  app.route('/inkling/v1', suggestionRoutes({platform, served, callers, servedModel: watchServedModel(models), schemaOf: model => schemaOf(models, model), now}));
  app.all('/inkling/v1/*', notFound);
  app.route('/demo/api', demoRoutes({platform, sink, faults, tokens, now}));
  app.all('/demo/api/*', notFound);
  app.route('/', pageRoutes(join(root, 'dist'), models));

  app.notFound(notFound);
  app.onError((error, c) => {
    if (error instanceof Problem) return answerProblem(c, error);
    log('REQUEST_FAIL', {method: c.req.method, path: c.req.path, message: error.stack ?? error.message});
    return answerProblem(c, new Problem(500, 'The server failed; its log says why.'));
  });
  return app;
}

function notFound(): never {
  throw new Problem(404, 'There is no such route.');
}
