/** What slates and visits add up to, as expected and as sampled. */
import type {Account} from './accounts.js';
import type {Did} from './answering.js';
import {inView, trueUtility} from './behaviour.js';
import type {WorldConfig} from './config.js';
import type {CardResult} from './visit.js';

export interface Sums {
  /** Per cent of the account's weekly value. */
  readonly utility: number;
  readonly impressions: number;
  readonly opens: number;
  readonly applies: number;
  readonly dismissals: number;
  readonly undos: number;
}

const NOTHING: Sums = {utility: 0, impressions: 0, opens: 0, applies: 0, dismissals: 0, undos: 0};

export function expectedSums(config: WorldConfig, cards: readonly CardResult[]): Sums {
  const sum = (of: (card: CardResult) => number) => cards.reduce((so, card) => so + card.examined * of(card), 0);
  return {
    utility: sum(card => card.worth), impressions: cards.reduce((so, _, position) => so + inView(config, position), 0),
    opens: sum(({answers}) => answers.open), applies: sum(({answers}) => answers.apply),
    dismissals: sum(({answers}) => answers.dismiss), undos: sum(({answers}) => answers.apply * answers.undo),
  };
}

export function sampledSums({dismissCost}: WorldConfig, cards: readonly CardResult[], account: Account): Sums {
  const count = (of: (did: Did) => boolean) => cards.filter(({did}) => did && of(did)).length;
  const kept = cards.filter(({did}) => did?.applied && !did.undone).reduce((so, {offer}) => so + trueUtility(offer, account), 0);
  const dismissals = count(did => did.dismissed);
  return {
    utility: kept - dismissCost * dismissals, impressions: count(() => true), opens: count(did => did.opened),
    applies: count(did => did.applied), dismissals, undos: count(did => did.undone),
  };
}

export function total(all: readonly Sums[]): Sums {
  return all.reduce((a, b) => ({
    utility: a.utility + b.utility, impressions: a.impressions + b.impressions, opens: a.opens + b.opens,
    applies: a.applies + b.applies, dismissals: a.dismissals + b.dismissals, undos: a.undos + b.undos,
  }), NOTHING);
}
