/** What the demo's knobs and the tests can break. The reference server's own routes know nothing of it: everything passes through here first. */
import {setTimeout as wait} from 'node:timers/promises';
import type {Context, MiddlewareHandler} from 'hono';
import type {InferOutput} from 'valibot';
import {Problem} from './problem.js';
import type {faultRequest} from './schemas.js';

export type Fault = Required<InferOutput<typeof faultRequest>>;

export const NO_FAULT: Fault = {feedback: 'ok', candidates: 'ok', model: 'ok', wasm: 'ok', delayMs: 1000};

export interface Faults {
  current(): Fault;
  /** Parts that are left out stay as they are. */
  set(part: Partial<Fault>): Fault;
  readonly middleware: MiddlewareHandler;
}

/** One fault for the whole server: a test that breaks something starts a server of its own. */
export function createFaults(): Faults {
  let fault = NO_FAULT;
  return {
    current: () => fault,
    set: part => (fault = {...fault, ...part}),
    middleware: async (c, next) => {
      const {path} = c.req;
      if (path === '/inkling/v1/feedback') {
        if (fault.feedback === 'slow') await wait(fault.delayMs);
        if (fault.feedback === 'down') throw new Problem(503, 'The demo was told to refuse feedback.');
      }
      if (path === '/inkling/v1/candidates') {
        if (fault.candidates === 'slow') await wait(fault.delayMs);
        if (fault.candidates === 'error') throw new Problem(500, 'The demo was told to fail at candidates.');
        await next();
        if (fault.candidates === 'malformed' && c.res.ok) await malform(c);
        return;
      }
      const network = path.startsWith('/models/') && path.endsWith('.onnx');
      if (fault.model === 'missing' && network) throw new Problem(404, 'The demo was told to lose the model.');
      if (fault.wasm === 'missing' && path.endsWith('.wasm')) throw new Problem(404, 'The demo was told to lose the wasm files.');
      if (fault.model !== 'corrupt' || !network) return next();
      // The bytes themselves are to be wrong, not their packing, and no cache is to answer for them.
      for (const name of ['accept-encoding', 'if-none-match']) c.req.raw.headers.delete(name);
      await next();
      if (c.res.status === 200) await corrupt(c);
    },
  };
}

/** One bit of the middle byte. */
async function corrupt(c: Context): Promise<void> {
  const bytes = new Uint8Array(await c.res.arrayBuffer());
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  answerInstead(c, bytes);
}

function answerInstead(c: Context, body: Uint8Array<ArrayBuffer> | string): void {
  const headers = new Headers(c.res.headers);
  for (const name of ['etag', 'content-length']) headers.delete(name);
  headers.set('cache-control', 'no-store');
  // Otherwise Hono lays the old headers over the new ones.
  c.res = undefined;
  c.res = new Response(body, {headers});
}

/** Every way in which a candidate can be wrong, between candidates that are right. Written as text, because JSON.stringify cannot write an infinity. */
async function malform(c: Context): Promise<void> {
  const answer = await c.res.json() as {lists: {candidates: Record<string, unknown>[]}[]};
  for (const list of answer.lists) {
    const [first] = list.candidates;
    if (!first) continue;
    list.candidates = [
      null as unknown as Record<string, unknown>,
      ...list.candidates,
      {...first, headline: 'A second with the same id'},
      {...first, id: 'bad-score', serverScore: 'INFINITE'},
      {...first, id: 'bad-null-score', serverScore: null},
      {id: 'bad-missing'},
      {...first, id: 'bad-link', link: 'java\nscript:alert(1)'},
      {...first, id: 'markup', headline: '<img src=x onerror="window.hacked=true">', reason: '<script>window.hacked=true</script>'},
      {...first, id: 'bad-impact', impact: {metric: 'conversions', low: 9, high: -9, unit: 'furlongs', horizonDays: 7}},
      'not an object' as unknown as Record<string, unknown>,
      {...first, id: 'proto', ['__proto__x']: {polluted: true}},
    ];
  }
  const text = JSON.stringify(answer).replaceAll('"INFINITE"', '1e999').replaceAll('"__proto__x"', '"__proto__"');
  answerInstead(c, text);
}
