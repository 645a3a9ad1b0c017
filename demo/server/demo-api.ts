/** What the mock Ads Manager asks its own backend, and what the demo's knobs and the tests set. No part of Inkling's protocol. */
import {Hono} from 'hono';
import type {HttpBindings} from '@hono/node-server';
import {readJson} from './body.js';
import type {EventSink} from './event-sink.js';
import {NO_FAULT} from './faults.js';
import type {Faults} from './faults.js';
import type {Platform} from './platform.js';
import {check, Problem} from './problem.js';
import {budgetRequest, faultRequest, tokenRequest} from './schemas.js';
import type {Tokens} from './tokens.js';

export interface DemoOptions {
  readonly platform: Platform;
  readonly sink: EventSink;
  readonly faults: Faults;
  readonly tokens: Tokens;
  /** Epoch ms. */
  readonly now: () => number;
}

export function demoRoutes({platform, sink, faults, tokens, now}: DemoOptions): Hono<{Bindings: HttpBindings}> {
  const accountOf = (id: string) => {
    if (!platform.accountIds.includes(id)) throw new Problem(404, `There is no account ${id}.`, [{path: 'account', detail: 'is not known'}]);
    return platform.account(id, now());
  };
  const campaignOf = (account: ReturnType<typeof accountOf>, id: string) => {
    if (!account.campaigns.some(campaign => campaign.id === id)) throw new Problem(404, `There is no campaign ${id}.`, [{path: 'campaign', detail: 'is not known'}]);
    return id;
  };
  const routes = new Hono<{Bindings: HttpBindings}>();

  routes.get('/accounts', c => c.json({accounts: platform.accountIds.map(accountId => {
    const {id, name, vertical, currency} = platform.account(accountId, now());
    return {id, name, vertical, currency};
  // To the second: what asking twice takes is no shift.
  }), clockShift: Math.round((now() - Date.now()) / 1000) * 1000}));

  // A real host does this behind its own login.
  routes.post('/token', async c => {
    const {account} = check(tokenRequest, await readJson(c.env));
    return c.json(tokens.issue({account: accountOf(account).id, origin: c.req.header('origin') ?? null}));
  });

  routes.get('/accounts/:account', c => {
    const account = accountOf(c.req.param('account'));
    return c.json({...account, signals: platform.signals(account.id, now())});
  });

  routes.get('/accounts/:account/report', c => {
    const account = accountOf(c.req.param('account'));
    const campaign = c.req.query('campaign');
    const days = Number(c.req.query('days') ?? 30);
    if (!Number.isInteger(days) || days < 1 || days > 365) throw new Problem(400, 'A report covers 1 to 365 days.', [{path: 'days', detail: 'must be a whole number from 1 to 365'}]);
    return c.json({days: platform.report(account.id, campaign === undefined ? undefined : campaignOf(account, campaign), days, now())});
  });

  routes.patch('/accounts/:account/campaigns/:campaign', async c => {
    const account = accountOf(c.req.param('account'));
    const campaign = campaignOf(account, c.req.param('campaign'));
    const {dailyBudget} = check(budgetRequest, await readJson(c.env));
    platform.editBudget(account.id, campaign, dailyBudget, now());
    return c.json(platform.account(account.id, now()).campaigns.find(({id}) => id === campaign) ?? {});
  });

  routes.get('/feedback', async c => {
    const limit = Number(c.req.query('limit') ?? 1000);
    if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new Problem(400, 'At most 10000 events at once.', [{path: 'limit', detail: 'must be a whole number from 1 to 10000'}]);
    const rows = await sink.events({account: c.req.query('account'), slateId: c.req.query('slateId'), limit});
    return c.json({events: rows.map(row => ({...row, data: JSON.parse(row.data) as unknown}))});
  });

  routes.get('/fault', c => c.json(faults.current()));
  routes.post('/fault', async c => c.json(faults.set(check(faultRequest, await readJson(c.env)))));
  routes.delete('/fault', c => c.json(faults.set(NO_FAULT)));

  return routes;
}
