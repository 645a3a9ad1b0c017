/** Meta's recommendations (`GET act_<id>/recommendations`, the `recommendations` of a campaign, ad set or ad) ↔ candidates. */
import type {EntityRef} from '../types.js';
import {adapted, badChoice, candidateOf, checkContext, entityOf, numberText, said, type AdapterContext, type Adapted, type Choice, type Count, type PlatformRequest, type Suggestion} from './adapter.js';
import {META_ASKS, META_KIN, NO_SUGGESTION} from './meta-types.js';
import {at, beside, fields, id, instant, isAbsent, link, list, maybe, number, oneOf, within, words, wrong, type Place} from './reading.js';

export type {AdapterContext, Adapted, Choice, PlatformRequest, Suggestion} from './adapter.js';

export interface MetaRecommendation {
  readonly recommendation_name: string;
  readonly recommendation_stage?: string;
  readonly level?: 'account' | 'ad_account' | 'campaign' | 'ad_set' | 'ad';
  readonly object_ids?: readonly string[];
  /** Perishable: fetch again before an apply. Where it is absent the recommendation is applied at its `url`. */
  readonly recommendation_signature?: string;
  /** `2026-05-15T08:32:11+0000`. */
  readonly recommendation_time?: string;
  /** Points of the opportunity score, 0 to 100. */
  readonly opportunity_score_lift?: Count;
  readonly url?: string;
  readonly recommendation_content?: {readonly lift_estimate?: string; readonly body?: string; readonly title?: string};
}

/** As a campaign, ad set or ad carries it; its `level` and `object_ids` are put beside it by whoever fetched it. */
export interface MetaAdRecommendation {
  readonly code: number;
  readonly title?: string;
  readonly message?: string;
  readonly importance?: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly confidence?: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly blame_field?: string;
  readonly recommendation_data?: {readonly link?: string};
  readonly level?: MetaRecommendation['level'];
  readonly object_ids?: readonly string[];
}

const PLATFORM = {prefix: 'meta', label: 'Meta', kin: META_KIN};
const LEVELS = {account: 'account', ad_account: 'account', campaign: 'campaign', ad_set: 'ad-group', adset: 'ad-group', ad: 'ad'} as const;
const GRADES = ['HIGH', 'MEDIUM', 'LOW'] as const;
/** Of an importance; a confidence weighs a tenth of it. */
const WORTH = {HIGH: 3, MEDIUM: 2, LOW: 1} as const;
/** What `POST act_<id>/recommendations` takes besides the signature. */
const PARAMETERS = ['asc_fragmentation_parameters', 'autoflow_parameters', 'extra_data', 'fragmentation_parameters', 'music_parameters', 'scale_good_campaign_parameters'];

/**
 * Where Meta says what a recommendation would add to the opportunity score, that is the server's score; else its order.
 * @param answer a list, `{recommendations: […]}` or `{data: […]}` of either
 * @throws InklingError as for Google
 */
export function suggestionsFrom(answer: unknown, context: AdapterContext): Adapted {
  checkContext(context);
  const places = recommendationsOf(answer);
  const scored = places.some(hasLift);
  return adapted(places, (place, score) => read(place, context, scored ? 0 : score));
}

/** @throws InklingError `bad-answer`, with the path of the field that is amiss */
export function suggestionFrom(recommendation: unknown, context: AdapterContext, score = 0): Suggestion {
  return read({value: recommendation, path: 'recommendation'}, checkContext(context), score);
}

/**
 * `POST /act_<id>/recommendations` of the Graph API.
 * @throws InklingError `bad-options` where Meta applies it only in Ads Manager
 */
export function applyRequest(source: unknown, context: AdapterContext, choice: Choice = {}): PlatformRequest {
  checkContext(context);
  const place = fields({value: source, path: 'recommendation'});
  const signature = at(place, 'recommendation_signature');
  if (isAbsent(signature)) throw badChoice('Meta applies this recommendation only in Ads Manager: open the candidate\'s link.');
  if (choice.value !== undefined) throw badChoice('Meta takes no value for a recommendation: leave it out, or pass parameters such as scale_good_campaign_parameters.');
  const unknown = Object.keys(choice.parameters ?? {}).find(name => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw badChoice(`Meta knows no such parameter: there are ${PARAMETERS.join(', ')}.`);
  return {method: 'POST', path: `/act_${context.account.replace(/^act_/, '')}/recommendations`, body: {recommendation_signature: id(signature), ...choice.parameters}};
}

/** Meta keeps no dismissals; Inkling's feedback does. */
export const dismissRequest = (): null => null;

function recommendationsOf(answer: unknown): readonly Place[] {
  if (Array.isArray(answer)) return within(list({value: answer, path: 'recommendations'}), inner);
  const root = fields({value: answer, path: 'answer'});
  const [data, recommendations] = [at(root, 'data'), at(root, 'recommendations')];
  if (isAbsent(data) && isAbsent(recommendations)) throw wrong(recommendations, 'is missing; nor is there data');
  return isAbsent(data) ? list(recommendations) : within(list(data), inner);
}

function hasLift(place: Place): boolean {
  try {
    return !isAbsent(at(place, 'opportunity_score_lift'));
  } catch {
    return false;
  }
}

/** A row of `data` is a recommendation, or holds some. */
function inner(row: Place): readonly Place[] {
  const recommendations = at(row, 'recommendations');
  return isAbsent(recommendations) ? [row] : list(recommendations);
}

function read(place: Place, context: AdapterContext, score: number): Suggestion {
  fields(place);
  const name = nameOf(place);
  const {entity, ids} = entityFrom(place, context);
  const content = at(place, 'recommendation_content');
  const lift = maybe(at(place, 'opportunity_score_lift'), number);
  const title = [at(place, 'title'), at(content, 'title')].map(text => maybe(text, words)).find(Boolean);
  const identity = `${name}/${entity.level}/${ids.length === 1 ? ids[0] : `${ids.length}-${fingerprint(ids.join())}`}`;
  const address = [at(place, 'url'), at(at(place, 'recommendation_data'), 'link')].find(one => !isAbsent(one));
  return {
    source: place.value,
    candidate: candidateOf(PLATFORM, context, {
      name, entity, id: id({value: identity, path: `${place.path}.object_ids`}),
      version: [at(place, 'recommendation_signature'), at(place, 'recommendation_time')].map(part => maybe(part, id)).find(Boolean) ?? identity,
      headline: title ?? headlineOf(name, entity), createdAt: maybe(at(place, 'recommendation_time'), instant), link: address && link(address),
      reason: [
        maybe(at(content, 'lift_estimate'), text => (words(text) === '' ? undefined : `${words(text)}.`)),
        maybe(at(content, 'body'), words), maybe(at(place, 'message'), words),
        ids.length > 1 ? `It is about ${numberText(ids.length)} of your ${maybe(at(place, 'level'), words) === 'campaign' ? 'campaigns' : 'ads and ad sets'}.` : undefined,
      ].filter(Boolean).join(' '),
    }, lift === undefined ? graded(place) ?? score : lift / 100),
  };
}

/** In capitals; of the older shape, which has no name, by its code. */
function nameOf(place: Place): string {
  const given = at(place, 'recommendation_name');
  if (isAbsent(given)) return `CODE_${number(at(place, 'code'))}`;
  const name = id(given).toUpperCase();
  if (!/^[A-Z0-9_]{1,120}$/.test(name)) throw wrong(given, 'is not the name of a recommendation');
  const why = Object.hasOwn(NO_SUGGESTION, name) ? NO_SUGGESTION[name] : undefined;
  if (why !== undefined) throw wrong(given, `${name} is ${why}, not a suggestion`);
  return name;
}

/** Of several objects the account: a card is about one thing. */
function entityFrom(place: Place, context: AdapterContext): {readonly entity: EntityRef; readonly ids: readonly string[]} {
  const given = at(place, 'level');
  const level = isAbsent(given) ? 'account' : LEVELS[oneOf(given, Object.keys(LEVELS) as (keyof typeof LEVELS)[])];
  const ids = list(at(place, 'object_ids')).map(id);
  const [only] = ids.length === 1 ? ids : [];
  if (level === 'account' || only === undefined) return {entity: entityOf(context, 'account', context.account), ids: ids.length > 0 ? ids : [context.account]};
  return {entity: entityOf(context, level, only), ids};
}

function headlineOf(name: string, entity: EntityRef): string {
  const kin = Object.hasOwn(META_KIN, name) ? META_KIN[name] : undefined;
  const asks = kin === undefined ? undefined : META_ASKS[kin];
  if (asks !== undefined) return asks.replace('{}', said(entity));
  const plain = name.replace(/_V\d+$/, '').replaceAll('_', ' ').toLowerCase();
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}: ${said(entity)}`;
}

function graded(place: Place): number | undefined {
  const [importance, confidence] = ['importance', 'confidence'].map(field => maybe(at(place, field), grade => oneOf(grade, GRADES)));
  return importance && WORTH[importance] + (confidence ? WORTH[confidence] / 10 : 0);
}

/** FNV-1a of 32 bits: short, and the same for the same ids. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The recommendations that an object of the Graph API carries, each with the object's level and id beside it. */
export function ofObject(object: unknown, level: NonNullable<MetaRecommendation['level']>): readonly unknown[] {
  const place = fields({value: object, path: level});
  const object_ids = [id(at(place, 'id'))];
  return list(at(place, 'recommendations')).map(one => beside(one, {level, object_ids}).value);
}
