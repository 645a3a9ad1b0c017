/** Who calls, and whether they may: the token's account, bound to the page it was made for, and how often. */
import type {Context} from 'hono';
import {Problem} from './problem.js';
import type {Rates} from './rates.js';
import type {Grant, Tokens} from './tokens.js';

const CHALLENGE = {'www-authenticate': 'Bearer realm="inkling"'};

export interface Callers {
  /**
   * The account of the caller's token, in the header or, for the form that is sent at hide, in the body; null without one, where none is wanted.
   * Throws 401 where there is none that serves: a new one will. 403 where it is another page's: no new one will.
   */
  ofToken(c: Context, inBody?: string | null): string | null;
  /** The account that is named, which must be the token's where there is a token; else the token's. Counts as one call of that account. */
  named(c: Context, named: string | undefined): string;
  readonly rates: Rates;
}

export function createCallers({tokens, rates, tokenRequired}: {tokens: Tokens; rates: Rates; tokenRequired: boolean}): Callers {
  const ofToken: Callers['ofToken'] = (c, inBody = null) => {
    const token = inBody ?? bearer(c.req.header('authorization'));
    if (token === null) {
      if (tokenRequired) throw new Problem(401, 'This server wants a bearer token.', [{path: 'authorization', detail: 'is missing'}], {}, CHALLENGE);
      return null;
    }
    const grant = tokens.read(token);
    if (!grant) throw new Problem(401, 'The token is over, or not one of this server; get another.', [{path: 'authorization', detail: 'is not a token that serves'}], {}, CHALLENGE);
    refuseOtherPages(c, grant);
    return grant.account;
  };
  return {
    rates,
    ofToken,
    named(c, named) {
      const ofTheToken = ofToken(c);
      if (ofTheToken !== null && named !== undefined && named !== ofTheToken) throw new Problem(403, 'The token speaks for another account.', [{path: 'account', detail: 'is not the token\'s'}]);
      const account = named ?? ofTheToken;
      if (account === null) throw new Problem(400, 'Which account? Name it, or send its token.', [{path: 'account', detail: 'is missing'}]);
      rates.admit(account);
      return account;
    },
  };
}

/** Browsers send the origin with every request but a GET or HEAD of the same origin: whoever sends none with anything else is no page. */
function refuseOtherPages(c: Context, grant: Grant): void {
  const origin = c.req.header('origin') ?? null;
  if (origin === grant.origin) return;
  if (origin === null && (c.req.method === 'GET' || c.req.method === 'HEAD')) return;
  throw new Problem(403, `The token was made for ${grant.origin === null ? 'no page' : `pages of ${grant.origin}`}, and comes from ${origin === null ? 'none' : origin}.`, [{path: 'origin', detail: 'is not the token\'s'}]);
}

/** The token of an `authorization: Bearer …` header. */
function bearer(header: string | undefined): string | null {
  return /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1] ?? null;
}
