/** The platforms' field lists (`ads-recommendations/`), and recommendations made of them. */
import {readFileSync} from 'node:fs';
import fc from 'fast-check';

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`ads-recommendations/${name}.json`, import.meta.url), 'utf8')) as T;

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly label?: 'optional' | 'repeated';
  readonly oneof?: string;
}
interface Message {
  readonly fields?: readonly Field[];
}

export const google = read<{
  recommendationTypes: readonly {readonly name: string; readonly number: number}[];
  recommendationResource: Readonly<Record<string, Message>>;
  recommendationService: Readonly<Record<string, Message>>;
}>('google-ads');
export const microsoft = read<{models: Readonly<Record<string, {readonly fields?: readonly Field[]; readonly values?: readonly string[]}>>}>('microsoft-ads');
export const meta = read<{enums: Readonly<Record<string, readonly string[]>>; endpoints: readonly {readonly method?: string; readonly endpoint?: string; readonly params?: readonly string[]}[]}>('meta');
export const amazon = read<{examples: readonly {readonly example: string; readonly url: string; readonly body: unknown}[]}>('amazon-ads');

/** The 55 that are types: not UNSPECIFIED and UNKNOWN. */
export const GOOGLE_NAMES = google.recommendationTypes.filter(({number}) => number > 1).map(({name}) => name);
export const META_NAMES = meta.enums['adaccountads_volume_recommendation_type_enum_param'] ?? [];
export const MICROSOFT_NAMES = microsoft.models['RecommendationType']?.values ?? [];

const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
/** As lists and opportunities are named in Microsoft's models. */
const plainText = fc.string({unit: 'grapheme', minLength: 1, maxLength: 40});

/** A message of Google's resource, or of its service, with values in the ranges that advertisers have. @param spelling of the fields */
export function googleMessage(name: string, spelling: 'rest' | 'grpc', messages = google.recommendationResource): fc.Arbitrary<Record<string, unknown>> {
  const fields = messages[name]?.fields ?? [];
  return fc.record(Object.fromEntries(fields.filter(({oneof}) => !oneof).map(field => [spelling === 'rest' ? camel(field.name) : field.name, googleField(field, spelling)])), {requiredKeys: []});
}

function googleField({name, type, label}: Field, spelling: 'rest' | 'grpc'): fc.Arbitrary<unknown> {
  const one = name.endsWith('link') ? fc.webUrl() : name === 'reason' || type.startsWith('enums.') ? fc.constantFrom('EXACT', 'GOOD', 'AVERAGE') : googleType(type, spelling);
  return label === 'repeated' ? fc.array(one, {maxLength: 4}) : one;
}

function googleType(type: string, spelling: 'rest' | 'grpc'): fc.Arbitrary<unknown> {
  if (type === 'string') return plainText;
  if (type === 'bool') return fc.boolean();
  if (type === 'double') return fc.double({min: 0, max: 1e9, noNaN: true});
  if (type === 'int64') return fc.integer({min: 0, max: 2 ** 40}).map(value => (spelling === 'rest' ? String(value) : value));
  if (type === 'common.KeywordInfo') return fc.record({text: plainText, [spelling === 'rest' ? 'matchType' : 'match_type']: fc.constantFrom('EXACT', 'PHRASE', 'BROAD')});
  const name = [`Recommendation.${type}`, `Recommendation.CampaignBudgetRecommendation.${type}`, `Recommendation.KeywordRecommendation.${type}`, `Recommendation.TargetCpaOptInRecommendation.${type}`].find(key => key in google.recommendationResource);
  return name ? googleMessage(name, spelling) : fc.record({name: plainText});
}

/** A recommendation of a type, its own message filled by the field list. */
export function googleRecommendation(type: string, spelling: 'rest' | 'grpc' = 'rest'): fc.Arbitrary<Record<string, unknown>> {
  const field = (google.recommendationResource['Recommendation']?.fields ?? []).find(({name}) => name === `${type.toLowerCase()}_recommendation`);
  if (!field) throw new RangeError(`The facts have no message for ${type}.`);
  const key = (name: string) => (spelling === 'rest' ? camel(name) : name);
  return fc.record({
    [key('resource_name')]: fc.integer({min: 1, max: 1e9}).map(id => `customers/1/recommendations/${id}`), type: fc.constant(type),
    impact: googleMessage('Recommendation.RecommendationImpact', spelling),
    [key('campaign_budget')]: fc.constant('customers/1/campaignBudgets/9'), campaign: fc.constant('customers/1/campaigns/7'), [key('ad_group')]: fc.constant('customers/1/adGroups/5'),
    campaigns: fc.constantFrom([], ['customers/1/campaigns/7'], ['customers/1/campaigns/7', 'customers/1/campaigns/8']), dismissed: fc.constant(false),
    [key(field.name)]: googleMessage(`Recommendation.${field.type}`, spelling),
  }, {requiredKeys: [key('resource_name'), 'type']});
}

/** A recommendation of Microsoft's, by the field list of its type. */
export function microsoftRecommendation(type: string): fc.Arbitrary<Record<string, unknown>> {
  const fields = microsoft.models[type]?.fields ?? [];
  const value = ({name, type: kind}: Field): fc.Arbitrary<unknown> => {
    if (name === 'RecommendationType') return fc.constant(type);
    if (name === 'Dismissed') return fc.constant(false);
    if (name === 'BudgetPoints') return fc.array(fc.record({BudgetAmount: fc.double({min: 0, max: 1e6, noNaN: true})}), {maxLength: 4});
    if (/^(Current(Clicks|Impressions|Conversions)|EstimatedIncreaseIn(Clicks|Impressions|Conversions)|MonthlySearches)$/.test(name)) return fc.nat().map(String);
    if (kind === 'Float' || kind === 'Int') return fc.double({min: 0, max: 1e6, noNaN: true});
    return plainText;
  };
  return fc.record(Object.fromEntries(fields.map(field => [field.name, value(field)])), {requiredKeys: ['RecommendationId', 'RecommendationType']});
}

/** The object with something else at one of its fields, at any depth: what a platform, or a man in the middle, might send. */
export function broken(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const anything = fc.anything({withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true, withBoxedValues: true});
  return fc.oneof(anything, fc.tuple(valid, fc.nat(), anything).map(([object, place, value]) => replaced(object, place, value)));
}

function replaced(object: unknown, place: number, value: unknown): unknown {
  const paths = pathsOf(object);
  const path = paths[place % Math.max(paths.length, 1)];
  if (!path) return value;
  const copy = structuredClone(object);
  let holder = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  holder[path.at(-1) ?? ''] = value;
  return copy;
}

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}
