/** Who calls. The demo's tokens are `demo-<account>`; a real server puts its own check here. */
import {Problem} from './problem.js';

const REFUSED = {'www-authenticate': 'Bearer realm="inkling"'};

/** The account that a token speaks for; null without a token. Throws 401 for one that is not ours. */
export function accountOfToken(token: string | null): string | null {
  if (token === null || token === '') return null;
  const account = /^demo-(.+)$/.exec(token)?.[1];
  if (!account) throw new Problem(401, 'The token is not known here; demo tokens are demo-<account>.', [{path: 'authorization', detail: 'is not a known token'}], {}, REFUSED);
  return account;
}

/** The token of an `authorization: Bearer …` header. */
export function bearer(header: string | undefined): string | null {
  return /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1] ?? null;
}

export function requireToken(account: string | null): asserts account is string {
  if (account === null) throw new Problem(401, 'This server wants a bearer token.', [{path: 'authorization', detail: 'is missing'}], {}, REFUSED);
}
