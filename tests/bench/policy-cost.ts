/**
 * What diversity and hysteresis cost, and what they bring, in the held-out world: `npx tsx tests/bench/policy-cost.ts --visits 500 [--write]`.
 * Every setting lives the same visits at temperature 0; differences of expected utility are by account, with bootstrap intervals. `--write` puts the
 * table into docs/policy.md.
 */
import {parseArgs} from 'node:util';
import {writeCard} from '../../models/evaluation/card.js';
import {drawAccounts, estimate, estimateDifference, type Part} from '../../models/evaluation/estimate.js';
import {loadRanker} from '../../models/evaluation/rankers.js';
import {simulateVisit} from '../../models/world/simulate.js';
import type {Policy, VisitResult} from '../../models/world/visit.js';
import {createWorld} from '../../models/world/world.js';
import {POLICY} from '../../src/policy/rerank.js';
import {rankLists} from '../../src/rank.js';
import type {PolicySettings} from '../../src/ranking-types.js';
import type {Candidate} from '../../src/types.js';

const {values} = parseArgs({options: {visits: {type: 'string', default: '500'}, seed: {type: 'string', default: '2'}, write: {type: 'boolean', default: false}}});
const [visits, seed] = [Number(values.visits), Number(values.seed)];
/** In view without scrolling. */
const TOP = 4;
const CROWDED = 3;
const PLAIN: PolicySettings = {diversity: 0, hysteresis: 0, scopes: ['candidate']};
const SETTINGS: readonly (readonly [name: string, policy: PolicySettings])[] = [
  ['utility alone', PLAIN],
  ...[1, 2, 4, 8].map(diversity => [`λ = ${diversity}`, {...PLAIN, diversity}] as const),
  ...[1, 2, 4].map(hysteresis => [`δ = ${hysteresis}`, {...PLAIN, hysteresis}] as const),
  [`λ = ${POLICY.diversity}, δ = ${POLICY.hysteresis}, all scopes`, POLICY],
];

const world = createWorld({seed, accounts: visits});
const ranker = await loadRanker('models/ranker');

function policyOf(name: string, policy: PolicySettings): Policy {
  const before = new Map<string, readonly string[]>();
  return {
    name,
    async order({list, context, now, truth}) {
      const place = `${truth.plan.id} ${list.surface} ${list.entity?.id ?? ''}`;
      const previous = before.get(place)?.map(candidateId => ({candidateId}));
      const [ranked] = await rankLists({lists: [{...list, previous}], context, now, exploration: {temperature: 0, window: 1, places: 10, id: 'still'}, policy}, ranker.neural);
      if (!ranked) throw new Error('One list was asked for and none was ranked.');
      before.set(place, ranked.items.map(item => item.candidateId));
      return ranked;
    },
  };
}

interface Seen {
  lists: number;
  crowdedType: number;
  crowdedEntity: number;
  again: number;
  moved: number;
}

function look(seen: Seen, {slates}: VisitResult): void {
  const before = new Map<string, readonly string[]>();
  for (const {request: {list}, ranked, cards} of slates) {
    const place = `${list.surface} ${list.entity?.id ?? ''}`;
    const ids = ranked.items.map(item => item.candidateId);
    const last = before.get(place);
    if (last) {
      seen.again++;
      seen.moved += Number(last.filter(id => ids.includes(id)).join() !== ids.filter(id => last.includes(id)).join());
    }
    before.set(place, ids);
    if (list.entity || cards.length <= TOP) continue;
    const top = cards.slice(0, TOP).map(card => card.offer.candidate);
    const most = (of: (candidate: Candidate) => string) => Math.max(...top.map(one => top.filter(other => of(other) === of(one)).length));
    seen.lists++;
    seen.crowdedType += Number(most(({type}) => type) >= CROWDED);
    seen.crowdedEntity += Number(most(({entity}) => `${entity.level}/${entity.id}`) >= CROWDED);
  }
}

const draws = drawAccounts(world.accountIds.length, seed);
const rows: string[] = [];
let plain: Part[] = [];
for (const [name, policy] of SETTINGS) {
  const seen: Seen = {lists: 0, crowdedType: 0, crowdedEntity: 0, again: 0, moved: 0};
  const parts: Part[] = [];
  const each = policyOf(name, policy);
  for (const accountId of world.accountIds) {
    const visit = await simulateVisit(world, accountId, 0, each);
    parts.push({sum: visit.expected.utility, count: 1});
    look(seen, visit);
  }
  if (plain.length === 0) plain = parts;
  const [own, difference] = [estimate(parts, draws), estimateDifference(parts, plain, draws)];
  const share = (part: number, of: number) => `${(100 * part / of).toFixed(1)} %`;
  const compared = parts === plain ? '' : `${difference.value.toFixed(3)} (${difference.low.toFixed(3)} to ${difference.high.toFixed(3)})`;
  rows.push(`| ${name} | ${own.value.toFixed(3)} | ${compared} | ${share(seen.crowdedType, seen.lists)} | ${share(seen.crowdedEntity, seen.lists)} | ${share(seen.moved, seen.again)} |`);
  process.stderr.write(`${rows.at(-1)}\n`);
}
const {name, version} = ranker.manifest;
const table = [
  `World seed ${seed}, ${visits} visits, ${name} ${version} at temperature 0. Utility a visit is in per cent of the account's weekly value.`, '',
  `| setting | utility a visit | less utility alone (95 %) | top ${TOP} with ${CROWDED} or more of one type | … of one entity | slates asked again whose order changed |`, '|---|---|---|---|---|---|', ...rows,
].join('\n');
process.stdout.write(`${table}\n`);
if (values.write) writeCard('docs/policy.md', {'policy-cost': table});
