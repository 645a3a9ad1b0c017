/** Google Ads API v25: every recommendation type, what it asks for, and how its own message is read (google/ads/googleads/v25/enums/recommendation_type.proto, resources/recommendation.proto). */

/** How the type's message is read; `plain` has nothing to read. */
export type Reading =
  | 'plain' | 'budget' | 'moved-budget' | 'new-budget' | 'cpa-options' | 'roas' | 'set-cpa' | 'set-roas' | 'adjustment' | 'multiplier' | 'keyword' | 'match-type' | 'broad-match' | 'audience'
  | 'assets' | 'asset-group' | 'ad' | 'offers' | 'products' | 'untargeted' | 'merchant' | 'user-list' | 'apply-link' | 'app-goal';

export interface GoogleType {
  /** `{}` is the entity. */
  readonly asks: string;
  readonly reading: Reading;
  /** The apply parameter that carries a chosen value, and its field. */
  readonly parameter?: readonly [name: string, field: string];
  /** Google applies it only with these parameters, which the recommendation does not hold. */
  readonly needs?: string;
}

const plain = (asks: string): GoogleType => ({asks, reading: 'plain'});
const offers = (what: string): GoogleType => ({asks: `Add ${what} to your products`, reading: 'offers'});

export const GOOGLE_TYPES: Readonly<Record<string, GoogleType>> = {
  CAMPAIGN_BUDGET: {asks: 'Raise the budget of {}', reading: 'budget', parameter: ['campaign_budget', 'new_budget_amount_micros']},
  KEYWORD: {asks: 'Add a keyword to {}', reading: 'keyword'},
  TEXT_AD: plain('Add the suggested text ad to {}'),
  TARGET_CPA_OPT_IN: {asks: 'Bid for a target cost per conversion in {}', reading: 'cpa-options', parameter: ['target_cpa_opt_in', 'target_cpa_micros']},
  MAXIMIZE_CONVERSIONS_OPT_IN: {asks: 'Let bidding maximise conversions in {}', reading: 'new-budget'},
  ENHANCED_CPC_OPT_IN: plain('Turn on enhanced cost-per-click bidding in {}'),
  SEARCH_PARTNERS_OPT_IN: plain('Show ads of {} on search partners too'),
  MAXIMIZE_CLICKS_OPT_IN: {asks: 'Let bidding maximise clicks in {}', reading: 'new-budget'},
  OPTIMIZE_AD_ROTATION: plain('Let the better ads of {} be shown more often'),
  KEYWORD_MATCH_TYPE: {asks: 'Change the match type of a keyword in {}', reading: 'match-type'},
  MOVE_UNUSED_BUDGET: {asks: 'Move unused budget to {}', reading: 'moved-budget', parameter: ['move_unused_budget', 'budget_micros_to_move']},
  FORECASTING_CAMPAIGN_BUDGET: {asks: 'Raise the budget of {} before demand grows', reading: 'budget', parameter: ['campaign_budget', 'new_budget_amount_micros']},
  TARGET_ROAS_OPT_IN: {asks: 'Bid for a target return in {}', reading: 'roas', parameter: ['target_roas_opt_in', 'target_roas']},
  RESPONSIVE_SEARCH_AD: plain('Add the suggested responsive search ad to {}'),
  MARGINAL_ROI_CAMPAIGN_BUDGET: {asks: 'Change the budget of {} to where it returns more', reading: 'budget', parameter: ['campaign_budget', 'new_budget_amount_micros']},
  USE_BROAD_MATCH_KEYWORD: {asks: 'Use broad match keywords in {}', reading: 'broad-match', parameter: ['use_broad_match_keyword', 'new_budget_amount_micros']},
  RESPONSIVE_SEARCH_AD_ASSET: plain('Add the suggested texts to a responsive search ad of {}'),
  UPGRADE_SMART_SHOPPING_CAMPAIGN_TO_PERFORMANCE_MAX: plain('Upgrade {} from Smart Shopping to Performance Max'),
  RESPONSIVE_SEARCH_AD_IMPROVE_AD_STRENGTH: plain('Improve a responsive search ad of {}'),
  DISPLAY_EXPANSION_OPT_IN: plain('Show ads of {} on the Display Network too'),
  UPGRADE_LOCAL_CAMPAIGN_TO_PERFORMANCE_MAX: plain('Upgrade {} from a local campaign to Performance Max'),
  RAISE_TARGET_CPA_BID_TOO_LOW: {asks: 'Raise the target cost per conversion of {}: it is too low to be shown', reading: 'multiplier', parameter: ['raise_target_cpa_bid_too_low', 'target_multiplier']},
  FORECASTING_SET_TARGET_ROAS: {asks: 'Set a target return for {} before demand grows', reading: 'set-roas', parameter: ['forecasting_set_target_roas', 'target_roas']},
  CALLOUT_ASSET: {asks: 'Add callouts to the ads of {}', reading: 'assets'},
  SITELINK_ASSET: {asks: 'Add sitelinks to the ads of {}', reading: 'assets'},
  CALL_ASSET: {asks: 'Add a phone number to the ads of {}', reading: 'plain', needs: 'call_asset'},
  SHOPPING_ADD_AGE_GROUP: offers('age groups'),
  SHOPPING_ADD_COLOR: offers('colours'),
  SHOPPING_ADD_GENDER: offers('genders'),
  SHOPPING_ADD_GTIN: offers('GTINs'),
  SHOPPING_ADD_MORE_IDENTIFIERS: offers('more identifiers'),
  SHOPPING_ADD_SIZE: offers('sizes'),
  SHOPPING_ADD_PRODUCTS_TO_CAMPAIGN: {asks: 'Add products to {}', reading: 'merchant'},
  SHOPPING_FIX_DISAPPROVED_PRODUCTS: {asks: 'Fix products that were disapproved', reading: 'products'},
  SHOPPING_TARGET_ALL_OFFERS: {asks: 'Target all products in {}', reading: 'untargeted'},
  SHOPPING_FIX_SUSPENDED_MERCHANT_CENTER_ACCOUNT: {asks: 'Fix the suspended Merchant Center account', reading: 'merchant'},
  SHOPPING_FIX_MERCHANT_CENTER_ACCOUNT_SUSPENSION_WARNING: {asks: 'Fix what the Merchant Center account may be suspended for', reading: 'merchant'},
  SHOPPING_MIGRATE_REGULAR_SHOPPING_CAMPAIGN_OFFERS_TO_PERFORMANCE_MAX: {asks: 'Move the products of {} to Performance Max', reading: 'merchant'},
  DYNAMIC_IMAGE_EXTENSION_OPT_IN: plain('Let images of your pages be shown with the ads of {}'),
  RAISE_TARGET_CPA: {asks: 'Raise the target cost per conversion of {}', reading: 'adjustment', parameter: ['raise_target_cpa', 'target_cpa_multiplier']},
  LOWER_TARGET_ROAS: {asks: 'Lower the target return of {}', reading: 'adjustment', parameter: ['lower_target_roas', 'target_roas_multiplier']},
  PERFORMANCE_MAX_OPT_IN: plain('Try a Performance Max campaign'),
  IMPROVE_PERFORMANCE_MAX_AD_STRENGTH: {asks: 'Improve the assets of {}', reading: 'asset-group'},
  MIGRATE_DYNAMIC_SEARCH_ADS_CAMPAIGN_TO_PERFORMANCE_MAX: {asks: 'Move {} from dynamic search ads to Performance Max', reading: 'apply-link'},
  FORECASTING_SET_TARGET_CPA: {asks: 'Set a target cost per conversion for {} before demand grows', reading: 'set-cpa', parameter: ['forecasting_set_target_cpa', 'target_cpa_micros']},
  SET_TARGET_CPA: {asks: 'Set a target cost per conversion for {}', reading: 'set-cpa', parameter: ['set_target_cpa', 'target_cpa_micros']},
  SET_TARGET_ROAS: {asks: 'Set a target return for {}', reading: 'set-roas', parameter: ['set_target_roas', 'target_roas']},
  MAXIMIZE_CONVERSION_VALUE_OPT_IN: plain('Let bidding maximise conversion value in {}'),
  IMPROVE_GOOGLE_TAG_COVERAGE: plain('Put the Google tag on more of your pages'),
  PERFORMANCE_MAX_FINAL_URL_OPT_IN: plain('Let {} choose the page that its ads lead to'),
  REFRESH_CUSTOMER_MATCH_LIST: {asks: 'Upload a customer list anew', reading: 'user-list'},
  CUSTOM_AUDIENCE_OPT_IN: {asks: 'Add a custom audience to {}', reading: 'audience'},
  LEAD_FORM_ASSET: {asks: 'Add a lead form to the ads of {}', reading: 'plain', needs: 'lead_form_asset'},
  IMPROVE_DEMAND_GEN_AD_STRENGTH: {asks: 'Improve the ad strength of {}', reading: 'ad'},
  CAMPAIGN_SPECIFIC_APP_GOAL: {asks: 'Give {} an app goal of its own', reading: 'app-goal'},
};

/** The world's types that stem from them (`stems` in models/world). */
export const GOOGLE_KIN: Readonly<Record<string, string>> = {
  CAMPAIGN_BUDGET: 'raise-budget', FORECASTING_CAMPAIGN_BUDGET: 'scale-good-campaign', FORECASTING_SET_TARGET_ROAS: 'seasonal-budget', MOVE_UNUSED_BUDGET: 'move-unused-budget',
  MARGINAL_ROI_CAMPAIGN_BUDGET: 'trim-budget', TARGET_CPA_OPT_IN: 'adopt-cost-goal', SET_TARGET_CPA: 'adopt-cost-goal', RAISE_TARGET_CPA_BID_TOO_LOW: 'raise-cost-goal',
  TARGET_ROAS_OPT_IN: 'target-return', SET_TARGET_ROAS: 'target-return', MAXIMIZE_CONVERSIONS_OPT_IN: 'maximise-conversions', ENHANCED_CPC_OPT_IN: 'maximise-conversions',
  MAXIMIZE_CONVERSION_VALUE_OPT_IN: 'value-optimisation', RESPONSIVE_SEARCH_AD_ASSET: 'add-creatives', SHOPPING_ADD_PRODUCTS_TO_CAMPAIGN: 'product-ads', OPTIMIZE_AD_ROTATION: 'rotate-ads',
  RESPONSIVE_SEARCH_AD_IMPROVE_AD_STRENGTH: 'improve-ad-strength', IMPROVE_PERFORMANCE_MAX_AD_STRENGTH: 'improve-ad-strength', KEYWORD: 'add-keywords', USE_BROAD_MATCH_KEYWORD: 'broad-match',
  KEYWORD_MATCH_TYPE: 'broad-match', DISPLAY_EXPANSION_OPT_IN: 'broaden-audience', REFRESH_CUSTOMER_MATCH_LIST: 'refresh-customer-list', SEARCH_PARTNERS_OPT_IN: 'all-placements',
  CUSTOM_AUDIENCE_OPT_IN: 'exclude-buyers', IMPROVE_GOOGLE_TAG_COVERAGE: 'fix-tag', PERFORMANCE_MAX_OPT_IN: 'automate-campaign', SHOPPING_FIX_DISAPPROVED_PRODUCTS: 'fix-disapproved-ads',
};
