/** The pages and scripts of the demo, and the content security policies that it can be looked at under. */
import {Hono} from 'hono';
import type {Context} from 'hono';
import {join} from 'node:path';
import {staticFiles} from './static-files.js';

type Policy = 'strict' | 'no-wasm';

function contentSecurityPolicy(policy: Policy): string {
  const script = policy === 'strict' ? '\'self\' \'wasm-unsafe-eval\'' : '\'self\'';
  return `default-src 'self'; script-src ${script}; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'`;
}

const isPolicy = (text: string | null | undefined): text is Policy => text === 'strict' || text === 'no-wasm';

/**
 * `?csp=strict` or `no-wasm` on a page sets its policy. A worker obeys its own response's policy, not its page's, so a worker script gets
 * the one of the page that asked for it; without one, a policy that lets it do what it must and no more.
 */
function workerPolicy(c: Context): Policy {
  const asked = URL.canParse(c.req.header('referer') ?? '') ? new URL(c.req.header('referer') ?? '').searchParams.get('csp') : null;
  return isPolicy(asked) ? asked : 'strict';
}

const WORKER = /(?:^|\/)worker[^/]*\.m?js$/;

/** `distribution` holds the package's build, and in `demo/` the demo's; `models` what is served of the ranker. */
export function pageRoutes(distribution: string, models: string): Hono {
  const library = staticFiles(distribution);
  const pages = staticFiles(join(distribution, 'demo'));
  const ranker = staticFiles(models);
  const routes = new Hono();

  async function script(c: Context, serve: typeof library, path: string): Promise<Response> {
    if (!WORKER.test(path)) return serve(c, path);
    const policy = workerPolicy(c);
    // A 304 would leave the policy of the copy in the cache.
    if (policy === 'no-wasm') c.req.raw.headers.delete('if-none-match');
    const response = await serve(c, path);
    response.headers.set('content-security-policy', contentSecurityPolicy(policy));
    response.headers.set('cache-control', policy === 'no-wasm' ? 'no-store' : 'no-cache');
    response.headers.append('vary', 'referer');
    return response;
  }

  routes.get('/inkling/*', c => script(c, library, c.req.path.slice('/inkling/'.length)));
  routes.get('/models/*', c => ranker(c, c.req.path.slice('/models/'.length)));
  routes.get('/*', async c => {
    const path = c.req.path.slice(1) || 'index.html';
    if (!path.endsWith('.html')) return script(c, pages, path);
    const response = await pages(c, path);
    const policy = c.req.query('csp');
    if (isPolicy(policy)) response.headers.set('content-security-policy', contentSecurityPolicy(policy));
    return response;
  });
  return routes;
}
