/** What every part of one world shares: its config, its accounts, and the server's click model with what it learned of its own forecasts. */
import {accountId, drawAccount, type Account} from './accounts.js';
import {examined, inView, answersOf, tasteOf, trueUtility} from './behaviour.js';
import type {WorldConfig} from './config.js';
import {fitOf, focusChances, intentChances, INTENTS} from './intent.js';
import {keepServer, keptServer} from './kept-server.js';
import {stream, uniformOf} from './random.js';
import {fitClicks, serverFeatures, serverScore, type Server, type Shown} from './server-score.js';
import {stateAt, type AccountState} from './state.js';
import {expectedOf} from './effect.js';
import {offersAt, type Offer} from './suggestions.js';
import {DAY, newTimeline, type Timeline} from './timeline.js';
import type {Scored} from './lists.js';

export interface Foundation {
  readonly config: WorldConfig;
  readonly accountIds: readonly string[];
  account(id: string): Account;
  /** The account as it runs where nobody ever edits it: what intents are drawn from, so that they are the same under every policy. */
  untouched(id: string): Timeline;
  readonly server: Server;
}

/** Throws a RangeError for an account that is not there. */
export function createFoundation(config: WorldConfig): Foundation {
  const accountIds = Array.from({length: config.accounts}, (_, index) => accountId(index));
  const known = new Set(accountIds);
  const accounts = new Map<string, Account>();
  const timelines = new Map<string, Timeline>();
  let server: Server | null = null;
  const foundation: Foundation = {
    config, accountIds,
    account(id) {
      if (!known.has(id)) throw new RangeError(`There is no account "${id}" in this world of ${accountIds.length}.`);
      let account = accounts.get(id);
      if (!account) accounts.set(id, account = drawAccount(config, id));
      return account;
    },
    untouched(id) {
      let timeline = timelines.get(id);
      if (!timeline) timelines.set(id, timeline = newTimeline(config.seed, config.noise, foundation.account(id)));
      return timeline;
    },
    get server() {
      return server ??= serverOf(config);
    },
  };
  return foundation;
}

// Worlds that differ only in their number of accounts share the server.
const servers = new Map<string, Server>();

function serverOf(config: WorldConfig): Server {
  const key = JSON.stringify({...config, accounts: 0, pastVisits: 0, exploration: null});
  let server = servers.get(key);
  if (!server) servers.set(key, server = keptServer(key) ?? keepServer(key, fitServer(config)));
  return server;
}

export function scoreOffers({model}: Server, account: Account, offers: readonly Offer[]): Scored[] {
  return offers.map(offer => ({offer, score: serverScore(model, serverFeatures(offer, account))}));
}

/**
 * The server's training: advertisers of its own, each shown ten cards in random order on one visit; of every card in view, was it opened or applied?
 * No visit context, no examination model, as in 2021.
 */
export function fitServer(config: WorldConfig): Server {
  const shown: Shown[] = [];
  const effects = new Map<string, number[]>();
  for (let visit = 0; visit < config.server.preLogVisits; visit++) {
    const chance = stream(config.seed, 'pre-log', visit);
    const account = drawAccount(config, `pre_${visit}`);
    const now = config.start - (1 + chance.integer(0, 300)) * DAY;
    const timeline = newTimeline(config.seed, config.noise, account);
    const offers = offersAt(config, timeline, now);
    for (const offer of offers) {
      const logs = effects.get(offer.kind.type) ?? [];
      logs.push(Math.log(Math.max(Math.abs(expectedOf(offer.expected, offer.kind.metric)), 1e-3)));
      effects.set(offer.kind.type, logs);
    }
    shown.push(...visitOf(config, account, stateAt(timeline, now), offers, visit));
  }
  const usual = new Map([...effects].map(([type, logs]) => {
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    return [type, {mean, variance: logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length}];
  }));
  return {model: fitClicks(shown), usual};
}

function visitOf(config: WorldConfig, account: Account, state: AccountState, offers: readonly Offer[], visit: number): Shown[] {
  const chance = stream(config.seed, 'pre-visit', visit);
  const intent = chance.pick(INTENTS, intentChances(state));
  const focus = chance.pick([...state.campaigns.map(one => one.campaign.id), null], focusChances(intent, state));
  const order = offers.map(offer => ({offer, key: uniformOf(config.seed, 'pre-order', visit, offer.candidate.id)})).sort((a, b) => a.key - b.key).slice(0, 10);
  return order.flatMap(({offer}, position) => {
    if (chance.uniform() >= inView(config, position)) return [];
    const answers = answersOf(config, offer, account, {
      fit: fitOf(intent, focus, offer.kind, offer.campaignId), taste: tasteOf(config, account, offer.candidate.embedding ?? []),
      sensed: trueUtility(offer, account), trust: account.trust, showings: 0,
    });
    const looked = chance.uniform() < examined(config, position) / inView(config, position);
    const clicked = looked && chance.uniform() < answers.open + answers.stages.applyAtOnce;
    return [{features: serverFeatures(offer, account), clicked}];
  });
}
