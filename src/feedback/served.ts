/** The slate that was served, as an event with all that training and unbiased evaluation need [F8]. Pure; on the page it is loaded with what ranks. */
import type {Consent} from '../insights-types.js';
import type {ListToRank, RankedList} from '../ranking-types.js';
import {HEADS} from '../types.js';
import type {Candidate, EntityRef, Pin, Slate, Surface} from '../types.js';
import {SDK_VERSION} from '../version.js';
import type {ServedEvent} from '../wire-types.js';
import {sourceOf, unnamed, type Owner} from './owner.js';

/** The list as the server gave it; a `ListToRank` whose candidates kept their versions is one. */
export interface ServedList {
  readonly surface: Surface;
  readonly entity?: EntityRef;
  readonly candidates: readonly Pick<Candidate, 'id' | 'version' | 'serverScore'>[];
  readonly pinned: readonly Pin[];
  readonly previous?: ListToRank['previous'];
}

export interface Served {
  readonly slate: Pick<Slate, 'slateId' | 'model'> & Partial<Pick<Slate, 'mode' | 'arm'>>;
  /** The first slate of its visit under `slate.arm`. */
  readonly exposure?: boolean;
  readonly list: ServedList;
  readonly ranked: RankedList;
  readonly owner: Owner;
  readonly visit: string;
  readonly consent: Consent;
  /** Version of the feature schema; null in the tier `none`. */
  readonly featureSchema: string | null;
  /** Epoch ms. */
  readonly now: number;
  /** UUIDv7. */
  readonly id: string;
}

// Four digits hold a calibrated probability well beyond its error; seven hold what propensities are computed from again, and both
// keep 200 candidates under 24 KiB [F8].
const SCORE_DIGITS = 4;
const POLICY_DIGITS = 7;
/** The slate as it was served, with all that training and unbiased evaluation need. */
export function servedEvent({slate, list, ranked, owner, visit, consent, featureSchema, now, id, exposure}: Served): ServedEvent {
  const positions = new Map(ranked.items.map((item, position) => [item.candidateId, position]));
  const placed = list.candidates.map(candidate => {
    const position = positions.get(candidate.id) ?? -1;
    return {position, item: ranked.items[position]};
  });
  const {goal, diversity, hysteresis} = ranked.policy;
  const {mode = 'rank', arm} = slate;
  const before = hysteresis ? new Map(list.previous?.map(({candidateId}, position) => [candidateId, position])) : null;
  const logPropensities = placed.map(({item}) => rounded(item?.logPropensity ?? 0, POLICY_DIGITS));
  const scored = ranked.items.some(item => item.scores !== null);
  return {
    specversion: '1.0', id, source: sourceOf(owner), type: 'inkling.slate.served.v1', time: new Date(now).toISOString(),
    data: {
      slateId: slate.slateId,
      visit,
      surface: list.surface,
      ...(list.entity && {entity: unnamed(list.entity)}),
      candidateIds: list.candidates.map(candidate => candidate.id),
      candidateVersions: list.candidates.map(candidate => candidate.version),
      serverScores: list.candidates.map(candidate => rounded(candidate.serverScore, POLICY_DIGITS)),
      positions: placed.map(({position}) => position),
      scores: scored ? HEADS.map(head => placed.map(({item}) => rounded(item?.scores?.[head] ?? 0, SCORE_DIGITS))) : null,
      utilities: placed.map(({item}) => rounded(item?.utility ?? 0, POLICY_DIGITS)),
      logPropensities,
      // Of the rounded ones, so that whoever adds them up gets this.
      logPropensity: logPropensities.reduce((sum, value) => sum + value, 0),
      pins: list.pinned.map(({candidateId, position}) => ({candidateId, position})),
      filters: ranked.withheld.map(({candidateId, reason}) => ({candidateId, reason})),
      policy: {
        id: ranked.policy.id, seed: ranked.policy.seed,
        temperature: ranked.policy.temperature, window: ranked.policy.window, places: ranked.policy.places,
        goal: [goal.results, goal.cost, goal.reach, goal.effort],
        ...(diversity && {diversity}),
        ...(hysteresis && {hysteresis}),
      },
      ...(before?.size && {previous: list.candidates.map(candidate => before.get(candidate.id) ?? -1)}),
      model: slate.model,
      featureSchema,
      sdk: SDK_VERSION,
      backend: ranked.tier,
      mode,
      team: mode === 'interleave' ? placed.map(({item}) => item?.team ?? null) : null,
      ...(arm && {arm: {experiment: arm.experiment, salt: arm.salt, arm: arm.arm}}),
      ...(arm && exposure && {exposure}),
      ...(ranked.agreement !== undefined && {agreement: rounded(ranked.agreement, SCORE_DIGITS)}),
      ...(consent.personalization && ranked.contextVector && {context: base64(ranked.contextVector)}),
      ...(consent.personalization && ranked.digest !== null && {digest: ranked.digest}),
    },
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function base64(bytes: Int8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
}
