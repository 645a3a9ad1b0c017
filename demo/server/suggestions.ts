/** The routes by which suggestions go out and applies come back: candidates, apply, undo, outcomes. */
import {Hono} from 'hono';
import type {Context} from 'hono';
import type {HttpBindings} from '@hono/node-server';
import type {ModelRef} from '../../src/types.js';
import type {CandidatesAnswer} from '../../src/wire-types.js';
import {readJson} from './body.js';
import type {Callers} from './callers.js';
import {reportedOutcomes} from './outcomes.js';
import type {Applied, Conflict, Platform} from './platform.js';
import {check, Problem} from './problem.js';
import {applyRequest, candidatesRequest} from './schemas.js';
import type {Served} from './served-candidates.js';

export interface SuggestionOptions {
  readonly platform: Platform;
  readonly served: Served;
  readonly callers: Callers;
  readonly servedModel: () => ModelRef | undefined;
  readonly schemaOf: (model: ModelRef) => {readonly version: string; readonly body: string} | null;
  /** Epoch ms. */
  readonly now: () => number;
}

type Env = {Bindings: HttpBindings};

/** How much of the past is remembered, of each sort: beyond this the oldest is forgotten. */
const REMEMBERED = 50_000;

export function suggestionRoutes({platform, served, callers, servedModel, schemaOf, now}: SuggestionOptions): Hono<Env> {
  /** The manifest whose schema is in the store already. */
  let schemaKept = '';
  const attempts = new Map<string, Applied>();
  /** To whom a candidate was served and who applied what, so that an apply or an undo need not say whose it is. */
  const servedTo = new Map<string, string>();
  const undone = new Set<string>();
  const applications = new Map<string, string>();
  const accountOf = (c: Context, named: string | undefined) => {
    const account = callers.named(c, named);
    if (!platform.accountIds.includes(account)) throw new Problem(404, `There is no account ${account}.`, [{path: 'account', detail: 'is not known'}]);
    return account;
  };

  async function keepSchema(model: ModelRef): Promise<void> {
    const schema = schemaKept === model.manifest ? null : schemaOf(model);
    if (schema) await served.schema(schema);
    schemaKept = model.manifest;
  }

  const routes = new Hono<Env>();

  // Before a body is read.
  routes.use(async (c, next) => {
    callers.ofToken(c);
    await next();
  });

  routes.post('/candidates', async c => {
    const {queries, ...body} = check(candidatesRequest, await readJson(c.env));
    const account = accountOf(c, body.account);
    const at = now();
    const lists = queries.map(({surface, entity}) => ({surface, ...(entity ? {entity} : {}), candidates: platform.candidates(account, surface, entity, at)}));
    const candidates = lists.flatMap(list => list.candidates);
    for (const {id} of candidates) remember(servedTo, id, account);
    // The store may be down and the list must still be there: what was not kept is kept the next time it is served.
    await served.candidates(account, candidates).catch(() => undefined);
    const model = servedModel();
    if (model) await keepSchema(model).catch(() => undefined);
    const answer: CandidatesAnswer = {lists, embedding: platform.embedding, ...(model ? {model} : {})};
    return c.json(answer);
  });

  routes.post('/apply', async c => {
    const {candidateId, version, value, key, ...body} = check(applyRequest, await readJson(c.env));
    const account = accountOf(c, body.account ?? servedTo.get(candidateId));
    const attempt = key === undefined ? undefined : `${account} ${key}`;
    const before = attempt === undefined ? undefined : attempts.get(attempt);
    const applied = before ?? platform.apply(account, candidateId, version, value, now());
    if ('conflict' in applied) throw conflict(applied);
    if ('unacceptable' in applied) throw new Problem(400, `value: ${applied.unacceptable}`, [{path: 'value', detail: applied.unacceptable}]);
    if (attempt !== undefined) remember(attempts, attempt, applied);
    remember(applications, applied.applicationId, account);
    return c.json(applied);
  });

  routes.delete('/apply/:applicationId', c => {
    const applicationId = c.req.param('applicationId');
    const owner = applications.get(applicationId);
    if (owner === undefined) throw new Problem(404, `There is no application ${applicationId}.`, [{path: 'applicationId', detail: 'is not known'}]);
    const caller = callers.named(c, c.req.query('account') ?? owner);
    if (caller !== owner) throw new Problem(403, 'The application belongs to another account.', [{path: 'applicationId', detail: 'is not the caller\'s'}]);
    if (!undone.has(applicationId) && !platform.undo(owner, applicationId, now())) {
      throw new Problem(409, 'The time to undo this is over.', [{path: 'applicationId', detail: 'can no longer be undone'}]);
    }
    undone.add(applicationId);
    return c.json({applicationId, undone: true});
  });

  routes.get('/outcomes', c => c.json({outcomes: reportedOutcomes(platform, accountOf(c, c.req.query('account')), now())}));

  return routes;
}

function conflict({conflict: why, candidate}: Conflict): Problem {
  return why === 'changed'
    ? new Problem(409, 'What the suggestion would change has changed since.', [{path: 'version', detail: 'is not the current one'}], {current: candidate})
    : new Problem(409, 'The suggestion is no longer there.', [{path: 'candidateId', detail: 'is not a current suggestion'}], {current: candidate});
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  if (map.size > REMEMBERED) map.delete(map.keys().next().value as string);
}
