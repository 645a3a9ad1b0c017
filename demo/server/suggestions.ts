/** The routes by which suggestions go out and applies come back: candidates, apply, undo, outcomes. */
import {Hono} from 'hono';
import type {Context} from 'hono';
import type {HttpBindings} from '@hono/node-server';
import type {Candidate, ModelRef} from '../../src/types.js';
import type {CandidatesAnswer} from '../../src/wire-types.js';
import {readJson} from './body.js';
import type {EventSink} from './event-sink.js';
import type {Applied, Conflict, Platform} from './platform.js';
import {check, Problem} from './problem.js';
import {applyRequest, candidatesRequest} from './schemas.js';
import {accountOfToken, bearer, requireToken} from './tokens.js';

export interface SuggestionOptions {
  readonly platform: Platform;
  readonly sink: EventSink;
  readonly servedModel: () => ModelRef | undefined;
  readonly schemaOf: (model: ModelRef) => {readonly version: string; readonly body: string} | null;
  /** Epoch ms. */
  readonly now: () => number;
  readonly tokenRequired: boolean;
}

type Env = {Bindings: HttpBindings};

/** How much of the past is remembered, of each sort: beyond this the oldest is forgotten. */
const REMEMBERED = 50_000;

export function suggestionRoutes({platform, sink, servedModel, schemaOf, now, tokenRequired}: SuggestionOptions): Hono<Env> {
  /** Candidates that are in the store already, as `account id version`. */
  const kept = new Set<string>();
  /** The manifest whose schema is in the store already. */
  let schemaKept = '';
  const attempts = new Map<string, Applied>();
  /** To whom a candidate was served and who applied what, so that an apply or an undo need not say whose it is. */
  const servedTo = new Map<string, string>();
  const undone = new Set<string>();
  const applications = new Map<string, string>();
  const accountOf = (c: Context, named: string | undefined) => {
    const account = callingAccount(c, named, tokenRequired);
    if (!platform.accountIds.includes(account)) throw new Problem(404, `There is no account ${account}.`, [{path: 'account', detail: 'is not known'}]);
    return account;
  };

  async function keep(account: string, candidates: readonly Candidate[]): Promise<void> {
    const key = ({id, version}: Candidate) => `${account} ${id} ${version}`;
    for (const {id} of candidates) remember(servedTo, id, account);
    const fresh = candidates.filter(candidate => !kept.has(key(candidate)));
    if (fresh.length === 0) return;
    await sink.keepCandidates(fresh.map(candidate => ({account, id: candidate.id, version: candidate.version, body: JSON.stringify(candidate), firstServedAt: now()})));
    for (const candidate of fresh) kept.add(key(candidate));
  }

  async function keepSchema(model: ModelRef): Promise<void> {
    const schema = schemaKept === model.manifest ? null : schemaOf(model);
    if (schema) await sink.keepSchema({...schema, firstServedAt: now()});
    schemaKept = model.manifest;
  }

  const routes = new Hono<Env>();

  routes.post('/candidates', async c => {
    const {queries, ...body} = check(candidatesRequest, await readJson(c.env.incoming));
    const account = accountOf(c, body.account);
    const at = now();
    const lists = queries.map(({surface, entity}) => ({surface, ...(entity ? {entity} : {}), candidates: platform.candidates(account, surface, entity, at)}));
    // The store may be down and the list must still be there: what was not kept is kept the next time it is served.
    await keep(account, lists.flatMap(({candidates}) => candidates)).catch(() => undefined);
    const model = servedModel();
    if (model) await keepSchema(model).catch(() => undefined);
    const answer: CandidatesAnswer = {lists, embedding: platform.embedding, ...(model ? {model} : {})};
    return c.json(answer);
  });

  routes.post('/apply', async c => {
    const {candidateId, version, value, key, ...body} = check(applyRequest, await readJson(c.env.incoming));
    const account = accountOf(c, body.account ?? servedTo.get(candidateId));
    const attempt = key === undefined ? undefined : `${account} ${key}`;
    const before = attempt === undefined ? undefined : attempts.get(attempt);
    const applied = before ?? platform.apply(account, candidateId, version, value, now());
    if ('conflict' in applied) throw conflict(applied);
    if (attempt !== undefined) remember(attempts, attempt, applied);
    remember(applications, applied.applicationId, account);
    return c.json(applied);
  });

  routes.delete('/apply/:applicationId', c => {
    const applicationId = c.req.param('applicationId');
    const owner = applications.get(applicationId);
    if (owner === undefined) throw new Problem(404, `There is no application ${applicationId}.`, [{path: 'applicationId', detail: 'is not known'}]);
    const caller = callingAccount(c, c.req.query('account') ?? owner, tokenRequired);
    if (caller !== owner) throw new Problem(403, 'The application belongs to another account.', [{path: 'applicationId', detail: 'is not the caller\'s'}]);
    if (!undone.has(applicationId) && !platform.undo(owner, applicationId, now())) {
      throw new Problem(409, 'The time to undo this is over.', [{path: 'applicationId', detail: 'can no longer be undone'}]);
    }
    undone.add(applicationId);
    return c.json({applicationId, undone: true});
  });

  routes.get('/outcomes', c => c.json({outcomes: platform.outcomes(accountOf(c, c.req.query('account')), now())}));

  return routes;
}

function conflict({conflict: why, candidate}: Conflict): Problem {
  return why === 'changed'
    ? new Problem(409, 'What the suggestion would change has changed since.', [{path: 'version', detail: 'is not the current one'}], {current: candidate})
    : new Problem(409, 'The suggestion is no longer there.', [{path: 'candidateId', detail: 'is not a current suggestion'}], {current: candidate});
}

/** The account that is named, which must be the token's where there is a token; else the token's. */
export function callingAccount(c: Context, named: string | undefined, tokenRequired: boolean): string {
  const ofToken = accountOfToken(bearer(c.req.header('authorization')));
  if (tokenRequired) requireToken(ofToken);
  if (ofToken !== null && named !== undefined && named !== ofToken) throw new Problem(403, 'The token speaks for another account.', [{path: 'account', detail: 'is not the token\'s'}]);
  const account = named ?? ofToken;
  if (account === null) throw new Problem(400, 'Which account? Name it, or send its token.', [{path: 'account', detail: 'is missing'}]);
  return account;
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  if (map.size > REMEMBERED) map.delete(map.keys().next().value as string);
}
