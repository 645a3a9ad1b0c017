/** What a kind of suggestion is: whom it suits, what it does, how it is said. The kinds themselves are in `types-*.ts`. */
import type {Change} from '../../src/types.js';
import type {Settings} from './campaigns.js';
import type {Topic, Traits} from './embedding.js';
import type {AccountState, CampaignState} from './state.js';
import type {AccountSettings} from './timeline.js';

/**
 * What a suggestion is forecast to better; the names of `Impact.metric`. Each in per cent of what the whole account has in a week (saved spend
 * in per cent of the week's value), as Google's optimisation score and Meta's opportunity score count, so that suggestions of different campaigns
 * can be compared.
 */
export const METRICS = ['account-conversions', 'account-spend-saved', 'account-reach'] as const;
export type Metric = (typeof METRICS)[number];

/** A change of the week, in per cent: of results (value), of spend saved (negative: costs more; of the account's value once it is an offer's), of impressions. */
export interface Uplift {
  readonly results: number;
  readonly cost: number;
  readonly reach: number;
}

export interface Proposal {
  readonly change?: Change;
  /** True mean effect, in per cent of the campaign's own week (of the account's, where the scope is the account). */
  readonly uplift: Partial<Uplift>;
  /** Account's currency a day; negative saves. */
  readonly spendChange?: number;
  readonly headline: string;
  /** `range` is the forecast, such as "4–11 %", of what the entity has now. */
  readonly reason: (range: string) => string;
  /** What an apply sets, given the value that was chosen. What no setting explains becomes a lift. */
  readonly settings?: (value: number | string | undefined) => Partial<Settings>;
  readonly accountSettings?: Partial<AccountSettings>;
}

export interface SuggestionType {
  readonly type: string;
  readonly topic: Topic;
  /** The real types that this one stems from, as `platform:NAME`. */
  readonly stems: readonly string[];
  readonly scope: 'campaign' | 'account';
  readonly metric: Metric;
  /** Minutes of the advertiser's time. */
  readonly effort: number;
  readonly traits: Traits;
  /** At most one of such a group is shown for a campaign. */
  readonly group?: string;
  /** Days after an apply before it may be suggested again. */
  readonly rest: number;
  /** The response curve shows the effect of its settings by itself, so no lift is added. */
  readonly bySettings?: boolean;
  /** Answers something that has just broken: judged anew each day, not once a week. */
  readonly alert?: boolean;
  readonly eligible: (campaign: CampaignState, account: AccountState) => boolean;
  readonly propose: (campaign: CampaignState, account: AccountState) => Proposal;
}
