/** Asks the server for candidates. Queries of one tick are one request [W9]. */
import {placeKey, readAnswer, readExperiment, readModel} from './door.js';
import {InklingError} from './errors.js';
import {toJson} from './json.js';
import type {Log} from './log.js';
import {nextTaskWhereMany} from './next-task.js';
import type {Token} from './token.js';
import type {ModelRef, Query} from './types.js';
import type {Experiment} from './wire-types.js';

export interface Suggested {
  /** Unchecked. */
  readonly candidates: readonly unknown[];
  readonly model: ModelRef | null;
  /** Version of the candidates' embeddings. */
  readonly embedding: string | undefined;
  readonly experiment: Experiment | null;
}

type Asked = Pick<Query, 'surface' | 'entity'>;

const PATIENCE_MS = 10_000;

export interface SuggestionsOptions {
  readonly account: string;
  readonly endpoint: string;
  readonly token: Token;
  readonly fetch: typeof globalThis.fetch;
  readonly log?: Log;
  /** The server does not answer any more, or answers again. */
  readonly onChange?: () => void;
}

export interface Suggestions {
  /** Rejects with `no-answer`, `unauthorized` or `bad-answer`. */
  (query: Asked): Promise<Suggested>;
  /** Why the last request brought no list; null where it did, or none was made. */
  readonly failure: InklingError | null;
}

/** No Inkling server is there. */
const NOT_THERE: readonly number[] = [404, 405];
const REMEDY = 'No Inkling server is there. Correct the endpoint, or the proxy that leads there in development.';

export function createSuggestions({account, endpoint, token, fetch, log, onChange}: SuggestionsOptions): Suggestions {
  let failure: InklingError | null = null;
  let waiting: {query: Asked; resolve: (suggested: Suggested) => void; reject: (error: InklingError) => void}[] = [];

  const post = async (queries: readonly Asked[], renewed: boolean): Promise<unknown> => {
    const bearer = await token.get();
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const response = await fetch(`${endpoint}/candidates`, {
        method: 'POST',
        headers: {'content-type': 'application/json', ...(bearer !== undefined && {authorization: `Bearer ${bearer}`})},
        body: toJson({account, queries: queries.map(({surface, entity}) => ({surface, ...(entity && {entity: {level: entity.level, id: entity.id}})}))}),
        referrerPolicy: 'strict-origin', signal: patience.signal,
      });
      if (response.status === 401 || response.status === 403) {
        if (!renewed && await token.renew()) return await post(queries, true);
        throw new InklingError('unauthorized', `${endpoint}/candidates answered ${response.status}: the token does not serve. Give createInsights a token, or a function that gets a fresh one.`);
      }
      if (!response.ok) throw new InklingError('no-answer', `${endpoint}/candidates answered ${response.status}. ${NOT_THERE.includes(response.status) ? REMEDY : 'Ask again later.'}`);
      return await response.json().catch(() => {
        throw new InklingError('bad-answer', `${endpoint}/candidates answered with ${response.headers.get('content-type')}, not JSON. ${REMEDY}`);
      });
    } catch (error) {
      if (error instanceof InklingError) throw error;
      throw new InklingError('no-answer', `${endpoint}/candidates could not be reached: offline, or forbidden by CSP (connect-src) or CORS.`, {cause: error});
    } finally {
      clearTimeout(timer);
    }
  };

  const ask = async () => {
    const asked = waiting;
    waiting = [];
    const places = new Map(asked.map(({query}) => [placeKey(query), query]));
    try {
      const answered = await post([...places.values()], false);
      await nextTaskWhereMany(places.size);
      const answer = readAnswer(answered);
      if (answer?.lists.length !== places.size) throw new InklingError('bad-answer', `${endpoint}/candidates did not answer with one list a query. Look at what answers there.`);
      const named = {model: readModel(answer.model), embedding: answer.embedding?.version, experiment: readExperiment(answer.experiment)};
      const lists = new Map([...places.keys()].map((key, index) => [key, answer.lists[index]?.candidates ?? []]));
      failure = null;
      for (const {query, resolve} of asked) resolve({candidates: lists.get(placeKey(query)) ?? [], ...named});
    } catch (error) {
      const failed = error instanceof InklingError ? error : new InklingError('no-answer', 'The token function failed: the server was not asked.', {cause: error});
      failure = failed;
      log?.('CAND_FETCH', 1, failed.message);
      for (const {reject} of asked) reject(failed);
    }
    onChange?.();
  };

  const suggest = (query: Asked) => new Promise<Suggested>((resolve, reject) => {
    waiting.push({query, resolve, reject});
    // A task later: by then a table has mounted all its rows.
    if (waiting.length === 1) setTimeout(() => void ask(), 0);
  });
  return Object.defineProperty(suggest, 'failure', {get: () => failure}) as Suggestions;
}
