/** Why a card stands where it stands, put together on the page when somebody asks: the worker says what the ranker made of it, the slate how it came to its place. */
import {contributionsOf, type Reference} from './explanation.js';
import type {Contribution, Explanation} from './insights-types.js';
import type {Ordering} from './ordering.js';
import type {LoadedManifest} from './ranker/artifact.js';
import type {ListToRank, RankCall} from './ranking-types.js';
import type {Slates} from './slates.js';
import type {Goal, Placement, Slate, SlateItem} from './types.js';

type Why = Pick<Ordering, 'serving' | 'parts'>;

/** Never rejects; null as `Insights.explain` says. */
export async function explain(placement: Placement, slates: Pick<Slates, 'newest'>, ordering: Why, plainGoal: Goal): Promise<Explanation | null> {
  const {slate, call, list} = slates.newest(placement?.slateId) ?? {};
  const item = slate?.items.find(({candidate}) => candidate.id === placement.candidateId);
  if (!slate || !item || !call || !list) return null;
  try {
    const contributions = await told(slate, item, list, call, ordering, plainGoal);
    return contributions && {tier: slate.tier, contributions, ...placeOf(slate, item)};
  } catch {
    return null;
  }
}

/** Null where what ordered it serves no more. */
async function told({tier, model}: Slate, {candidate}: SlateItem, list: ListToRank, call: RankCall, {serving, parts}: Why, plainGoal: Goal): Promise<readonly Contribution[] | null> {
  if (tier === 'none') return [];
  const {loaded, link} = serving;
  if (!loaded || !parts || model?.manifest !== serving.model?.manifest) return null;
  const at = list.candidates.findIndex(({id}) => id === candidate.id);
  const {context, now} = call;
  if (tier === 'linear') {
    const {encode, utilitiesOf, scoreLinear} = parts;
    return contributionsOf({list, at, context, now, plainGoal}, {schema: loaded.schema, encode, utilitiesOf, score: batch => scoreLinear(batch, loaded.manifest.linear)}, [typical(loaded)]);
  }
  if (link?.state !== 'ready' || link.ready?.backend !== tier) return null;
  return link.explain({...call, lists: [list]}, at, plainGoal);
}

/** For the linear scorer, which adds up: the middle of every column, where its standardized zero lies. */
function typical({schema}: LoadedManifest): Reference {
  return {context: new Float32Array(schema.context.length), candidate: new Float32Array(schema.candidates.length)};
}

function placeOf({items, policy: {temperature, places}}: Slate, item: SlateItem): Omit<Explanation, 'tier' | 'contributions'> {
  const {placement: {position}, serverPosition, pinned, utility, logPropensity} = item;
  const drawn = temperature > 0 && position < places && !pinned;
  return {position, serverPosition, scorePosition: items.filter(other => other.utility > utility).length, pinned, chance: drawn ? Math.exp(logPropensity) : null};
}
