/** Re-rankings that the WASM ranker made in the demo’s world, on account act_5 at temperature 0: recorded with `client.inspect()`, the same nine cards of each list kept. */
import type {Backend, Candidate, HeadScores, Slate} from 'inkling';
import recorded from './recorded-slates.json';
import {rerankPlayer, SPEEDS, type Reranking, type ReplaySpeed} from './rerank-player.js';
import type {Specimen} from './states.js';
import {slateOf} from './states-data.js';

const HOUR = 3_600_000;
const now = Date.now();
const candidates = new Map(recorded.candidates.map(({ageHours, ...candidate}) => [candidate.id, {...candidate, createdAt: now - ageHours * HOUR} as Candidate]));

function recordedSlate(name: keyof typeof recorded.slates): Slate {
  const {tier, timings, items} = recorded.slates[name];
  const shown = items.flatMap(({id}) => candidates.get(id) ?? []);
  const slate = slateOf(shown, tier as Backend);
  return {...slate, slateId: `recorded-${name}`, timings, items: slate.items.map((item, at) => {
    const {serverPosition, utility, logPropensity, scores} = items[at] ?? item;
    return {...item, serverPosition, utility, logPropensity, scores: scores as HeadScores | null};
  })};
}

const RERANKINGS: readonly (Reranking & {readonly id: string; readonly note: string})[] = [
  {id: 'rerank-edit', title: 'After budgets were edited', note: 'The advertiser worked on budgets: those cards come up, the others give way.', before: recordedSlate('before'), after: recordedSlate('edited')},
  {id: 'rerank-dismiss', title: 'After a dismissal', note: 'What was dismissed leaves, and what is like it loses ground. The gap closes.', before: recordedSlate('edited'), after: recordedSlate('dismissed')},
  {id: 'rerank-goal', title: 'After another goal', note: 'Cost and time count, results do not.', before: recordedSlate('dismissed'), after: recordedSlate('mine')},
  {id: 'rerank-platform', title: 'To the platform’s order', note: 'What “Show the platform’s order” does to the list.', before: recordedSlate('mine'), after: recordedSlate('platform')},
];

/** The address holds the speed: `?speed=0.1`; with `?play` it begins by itself. */
const speedInAddress = (): ReplaySpeed => SPEEDS.find(([value]) => value === new URLSearchParams(location.search).get('speed'))?.[0] ?? '1';

function remember(speed: ReplaySpeed): void {
  const query = new URLSearchParams(location.search);
  query.set('speed', speed);
  history.replaceState(null, '', `?${query}${location.hash}`);
}

export const RERANKED: readonly Specimen[] = RERANKINGS.map(({id, note, ...reranking}) => ({
  id, title: reranking.title, note,
  show: () => rerankPlayer({rerankings: [reranking], speed: speedInAddress(), play: new URLSearchParams(location.search).has('play'), headingLevel: 4, chosen: remember}),
}));
