/** Which pages may call. */
import type {MiddlewareHandler} from 'hono';
import {answerProblem, Problem} from './problem.js';

const LOOPBACK = /^https?:\/\/(?:localhost|[\w-]+\.localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * Pages of exactly these origins, and this server's own pages at its loopback address. Without a list, pages of this machine on any port, so that
 * embedding from another origin can be tried out. Never what the Host header says: whoever points a name of theirs at this machine chooses that.
 *
 * Also keeps a stranger's page from writing into the store: a CORS-simple request needs no leave to be sent.
 */
export function allowOrigins(origins: readonly string[] | undefined): MiddlewareHandler {
  const exact = origins && new Set(origins);
  const mayCall = (origin: string, url: string) => exact ? exact.has(origin) || (LOOPBACK.test(origin) && origin === new URL(url).origin) : LOOPBACK.test(origin);
  return async (c, next) => {
    const origin = c.req.header('origin');
    const allowed = origin === undefined || mayCall(origin, c.req.url);
    if (!allowed && c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      return answerProblem(c, new Problem(403, `Pages of ${origin} may not call this server.`, [{path: 'origin', detail: 'is not allowed'}]));
    }
    if (c.req.method === 'OPTIONS' && origin !== undefined) {
      return c.body(null, 204, {
        ...shared(origin),
        'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type, content-encoding',
        'access-control-max-age': '600',
      });
    }
    await next();
    if (origin !== undefined && allowed) for (const [name, value] of Object.entries(shared(origin))) c.res.headers.set(name, value);
    c.res.headers.append('vary', 'origin');
    c.res.headers.set('cross-origin-resource-policy', 'cross-origin');
    c.res.headers.set('x-content-type-options', 'nosniff');
  };
}

function shared(origin: string): Record<string, string> {
  return {'access-control-allow-origin': origin, 'access-control-expose-headers': 'etag, retry-after', 'timing-allow-origin': origin};
}
