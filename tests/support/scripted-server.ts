/** A server that answers as it is told, behind `fetch`: candidates, feedback (each id stored once), the files of the tiny model. Runs in Node and in a page. */
import current from './tiny-model/current.json' with {type: 'json'};
import type {Candidate, ModelRef} from '../../src/types.js';
import type {FeedbackEvent} from '../../src/wire-types.js';

export const MANIFEST = current.manifest;
export const MODEL: ModelRef = {name: 'tiny', version: 1, manifest: `/models/${MANIFEST}`};

export function aCandidate(id: string, more: Partial<Candidate> = {}): Candidate {
  return {id, version: 'v1', type: 'budget-raise', entity: {level: 'campaign', id: 'k1'}, headline: `Suggestion ${id}`, reason: 'Because', serverScore: 1 - Number(/\d+/.exec(id)?.[0] ?? 0) / 100, createdAt: 0, ...more};
}

export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly keepalive: boolean;
  readonly body: string;
}

/** @param readFile a file of the tiny model by name */
export function scriptedServer(readFile: (name: string) => Promise<Uint8Array<ArrayBuffer>>) {
  const server = {
    requests: [] as Sent[],
    stored: new Map<string, FeedbackEvent>(),
    candidates: Array.from({length: 6}, (_, index) => aCandidate(`c${index}`)) as readonly unknown[],
    model: MODEL as ModelRef | undefined,
    /** Answers instead of the server; null lets it answer. Throws: no answer. */
    intercept: (_request: Sent): Response | null | Promise<Response | null> => null,

    events: () => [...server.stored.values()],
    to: (path: string) => server.requests.filter(({url}) => new URL(url).pathname.endsWith(path)),

    fetch: async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
      const url = new URL(input instanceof Request ? input.url : String(input), 'http://localhost/');
      const headers = new Headers(init.headers);
      // The request has left when `fetch` returns, so what is read of the body now is what the server would get.
      const request: Sent = {url: url.href, method: init.method ?? 'GET', headers, keepalive: init.keepalive ?? false, body: await textOf(init.body, headers)};
      server.requests.push(request);
      init.signal?.throwIfAborted();
      const instead = await server.intercept(request);
      if (instead) return instead;
      if (url.pathname.endsWith('/candidates')) {
        const {queries} = JSON.parse(request.body) as {queries: {surface: string}[]};
        return Response.json({lists: queries.map(query => ({...query, candidates: server.candidates})), model: server.model});
      }
      if (url.pathname.endsWith('/feedback')) return Response.json(store(request));
      return new Response(await readFile(url.pathname.split('/').at(-1) ?? ''));
    },
  };

  const store = ({body}: Sent) => {
    const given = JSON.parse(body) as FeedbackEvent[] | {events: FeedbackEvent[]};
    const events = Array.isArray(given) ? given : given.events;
    const duplicate = events.filter(({id}) => server.stored.has(id)).map(({id}) => id);
    const accepted = events.filter(({id}) => !server.stored.has(id)).map(({id}) => id);
    for (const event of events) if (!server.stored.has(event.id)) server.stored.set(event.id, event);
    return {accepted, duplicate, rejected: []};
  };
  return server;
}

export type ScriptedServer = ReturnType<typeof scriptedServer>;

async function textOf(body: RequestInit['body'], headers: Headers): Promise<string> {
  const blob = await new Response(body).blob();
  if (headers.get('content-encoding') !== 'gzip') return blob.text();
  return new Response(blob.stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
