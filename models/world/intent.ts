/**
 * What an advertiser comes for, which the server cannot know and the device can infer: the intent behind a visit, the campaign it is about, what
 * it makes them do on the host page, and which suggestions it makes welcome.
 */
import type {EntityRef, HostKind, Surface} from '../../src/types.js';
import {TYPES} from './catalogue.js';
import type {Intention, Topic} from './embedding.js';
import {normalFor} from './random.js';
import type {AccountState, CampaignState} from './state.js';
import type {SuggestionType} from './suggestion-type.js';

export const INTENTS = ['routine', 'repair', 'scale', 'save', 'build', 'report'] as const;
export type Intent = (typeof INTENTS)[number];

/** Shares of visits where nothing speaks for any: most are a look whether all is well. */
const USUAL: Readonly<Record<Intent, number>> = {routine: 0.3, repair: 0.13, scale: 0.17, save: 0.13, build: 0.14, report: 0.13};

/** Chances of each intent, by what anyone who sees the account knows; aligned with INTENTS, sum 1. */
export function intentChances({account, campaigns, day}: AccountState): number[] {
  const worst = Math.min(0, ...campaigns.map(state => state.trend));
  const trouble = campaigns.some(state => state.trouble !== null);
  const monthDay = new Date(day * 86_400_000).getUTCDate();
  const monday = (day + 4) % 7 === 1;
  const weights: Record<Intent, number> = {
    routine: USUAL.routine,
    repair: USUAL.repair * (0.7 + (trouble ? 1.2 : 0) + 2 * Math.max(-worst - 0.15, 0)),
    scale: USUAL.scale * (0.5 + account.goal.results),
    save: USUAL.save * (0.4 + 1.3 * account.goal.cost),
    build: USUAL.build * (0.7 + 0.6 * account.experience),
    report: USUAL.report * (monday || monthDay <= 3 ? 2 : 0.8),
  };
  return normalised(INTENTS.map(intent => weights[intent]));
}

/** Chances of the campaign that the visit is about, given the intent; aligned with the campaigns, then "none in particular"; sum 1. */
export function focusChances(intent: Intent, {campaigns}: AccountState): number[] {
  const pull = (state: CampaignState): number => {
    switch (intent) {
      case 'repair': return Math.exp(3 * Math.max(-state.trend, 0) + (state.trouble ? 1.2 : 0));
      case 'scale': return Math.exp(Math.min(state.roas, 6) / 2 + (state.headroom > 1 ? 0.5 : 0));
      case 'save': return Math.exp(Math.min(state.costRatio, 3) + 2 * state.shareOfSpend);
      case 'build': return 1;
      case 'routine': case 'report': return 0.3 + state.shareOfSpend;
    }
  };
  const aimless: Record<Intent, number> = {routine: 0.6, repair: 0.1, scale: 0.15, save: 0.2, build: 0.15, report: 0.6};
  const pulls = normalised(campaigns.map(pull));
  return [...pulls.map(chance => chance * (1 - aimless[intent])), aimless[intent]];
}

/** One thing done on the host page. `ofCampaign`: about a campaign. */
export interface HostAction {
  readonly kind: HostKind;
  readonly surface: Surface;
  readonly ofCampaign: boolean;
}

export const ACTIONS: readonly HostAction[] = [
  {kind: 'navigate', surface: 'campaign-list', ofCampaign: false},
  {kind: 'navigate', surface: 'campaign-page', ofCampaign: true},
  {kind: 'navigate', surface: 'budget-editor', ofCampaign: true},
  {kind: 'navigate', surface: 'reporting', ofCampaign: false},
  {kind: 'report', surface: 'reporting', ofCampaign: false},
  {kind: 'report', surface: 'reporting', ofCampaign: true},
  {kind: 'edit', surface: 'campaign-page', ofCampaign: true},
  {kind: 'edit', surface: 'budget-editor', ofCampaign: true},
  {kind: 'search', surface: 'campaign-list', ofCampaign: false},
  {kind: 'navigate', surface: 'assistant', ofCampaign: false},
];

/** How often each action is taken under each intent. All of them happen under all: no single one gives the intent away. */
const HABITS: Readonly<Record<Intent, readonly number[]>> = {
  routine: [5, 2.5, 0.5, 1.5, 0.9, 0.5, 0.3, 0.3, 0.9, 0.6],
  repair: [1.6, 3.6, 0.6, 1.6, 0.9, 3.2, 1.7, 0.4, 1.1, 0.9],
  scale: [2, 2.2, 3.6, 0.9, 0.5, 0.9, 0.5, 2.6, 0.5, 0.8],
  save: [2.2, 1.8, 2.6, 1.4, 0.8, 2, 0.7, 1.9, 0.8, 0.5],
  build: [1.5, 2.8, 0.7, 0.5, 0.2, 0.3, 3.8, 0.5, 2.1, 1.6],
  report: [1, 0.8, 0.2, 3.6, 4, 2.2, 0.1, 0.1, 0.4, 0.5],
};
/** People with a task go about it; 1 would leave the habits as written, 0 would make all actions equal. */
const TELLING = 1.7;
const ACTION_CHANCES: Readonly<Record<Intent, readonly number[]>> = Object.fromEntries(INTENTS.map(intent => [intent, normalised(HABITS[intent].map(habit => habit ** TELLING))])) as Record<Intent, number[]>;
/** An action about a campaign is about the visit's own this often. */
const ON_FOCUS = 0.8;

export function actionChances(intent: Intent): readonly number[] {
  return ACTION_CHANCES[intent];
}

/** Chances of which campaign an action is about; aligned with the campaigns. @param focus its index, or −1 */
export function entityChances(focus: number, {campaigns}: AccountState): number[] {
  const elsewhere = normalised(campaigns.map(state => 0.2 + state.shareOfSpend));
  return elsewhere.map((chance, index) => focus < 0 ? chance : (1 - ON_FOCUS) * chance + (index === focus ? ON_FOCUS : 0));
}

/** The likelihood of an observed host action under (intent, focus). */
export function actionLikelihood(intent: Intent, focus: number, kind: HostKind, surface: Surface, entity: EntityRef | undefined, state: AccountState): number {
  const index = ACTIONS.findIndex(action => action.kind === kind && action.surface === surface && action.ofCampaign === (entity?.level === 'campaign'));
  if (index < 0) return 1;
  const chance = ACTION_CHANCES[intent][index] ?? 0;
  if (!ACTIONS[index]?.ofCampaign) return chance;
  const campaign = state.campaigns.findIndex(one => one.campaign.id === entity?.id);
  return chance * (entityChances(focus, state)[campaign] ?? 0);
}

/** What each intent makes welcome (above 0) or unwelcome, by what the suggestion is about and for. */
const WELCOME: Readonly<Record<Intent, Partial<Record<Topic | Intention, number>>>> = {
  routine: {quick: 0.7, automates: 0.2, builds: -0.5, explains: -0.1},
  repair: {repairs: 1.4, insight: 0.4, measurement: 0.3, spends: -0.7, grows: -0.5},
  scale: {grows: 0.9, spends: 0.6, budget: 0.5, saves: -0.9, explains: -0.4},
  save: {saves: 1.4, spends: -1, bidding: 0.3, grows: -0.3},
  build: {builds: 1.1, creative: 0.6, audience: 0.4, keywords: 0.4, saves: -0.4},
  report: {explains: 1.3, insight: 0.7, measurement: 0.7, spends: -0.3, structure: 0.2},
};
/** What the words above do not say: the type's own. */
const OWN_SPREAD = 0.25;
const FIT_SEED = 6;
/** A visit about one campaign makes its suggestions welcome and those of others a little less. */
const FOCUS_FIT = 1.2;
const ELSEWHERE_FIT = -0.5;

const FITS: ReadonlyMap<string, readonly number[]> = fits();

/** How welcome a suggestion is: mean 0 and standard deviation 1 over types at each intent, and more where it is about the visit's own campaign. @param focusId campaign or null */
export function fitOf(intent: Intent, focusId: string | null, kind: SuggestionType, campaignId: string | null): number {
  const own = FITS.get(kind.type)?.[INTENTS.indexOf(intent)] ?? 0;
  if (focusId === null || campaignId === null) return own;
  return own + (campaignId === focusId ? FOCUS_FIT : ELSEWHERE_FIT);
}

function fits(): Map<string, number[]> {
  const raw = INTENTS.map(intent => TYPES.map(({type, traits}) => {
    const words = Object.entries(WELCOME[intent]).reduce((sum, [name, weight]) => sum + weight * (traits[name as Topic | Intention] ?? 0), 0);
    return words + OWN_SPREAD * normalFor(FIT_SEED, 'fit', intent, type);
  }));
  const standard = raw.map(values => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return values.map(value => (value - mean) / deviation);
  });
  return new Map(TYPES.map(({type}, index) => [type, standard.map(values => values[index] ?? 0)]));
}

export function normalised(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return weights.map(weight => weight / total);
}
