/** What a first list says; what comes later has its words beside it. Each text has an id by which a locale in `locales/` says it; English is what stands here. */
import {msg, str} from '@lit/localize';
import type {Backend, EntityRef} from '../src/types.js';

export const words = {
  get heading() { return msg('Suggestions', {id: 'heading'}); },
  get loading() { return msg('Loading suggestions', {id: 'loading'}); },
  count: (n: number) => (n === 1 ? msg('1 suggestion', {id: 'count-one'}) : msg(str`${n} suggestions`, {id: 'count'})),
  showAll: (n: number) => msg(str`Show all ${n}`, {id: 'show-all'}),
  get select() { return msg('Select', {id: 'select'}); },
  get updateOrder() { return msg('Update order', {id: 'update-order'}); },
  get goal() { return msg('Goal', {id: 'goal'}); },
  get orderUpdated() { return msg('Order updated', {id: 'order-updated'}); },
  tier: (tier: Backend) => (tier === 'none' ? msg('In the server’s order', {id: 'server-order'}) : msg('Ranked on your device', {id: 'ranked-here'})),
  get empty() { return msg('Nothing to suggest right now', {id: 'empty'}); },
  get emptyMore() { return msg('New suggestions appear here when there is something worth your time.', {id: 'empty-more'}); },
  get error() { return msg('Suggestions could not be loaded', {id: 'error'}); },
  get errorMore() { return msg('The rest of this page works as usual.', {id: 'error-more'}); },
  get offline() { return msg('You are offline', {id: 'offline'}); },
  get offlineMore() { return msg('Suggestions return when the connection does.', {id: 'offline-more'}); },
  get offlineShown() { return msg('Offline · loaded earlier', {id: 'offline-shown'}); },
  get staleShown() { return msg('No longer fresh', {id: 'stale-shown'}); },
  get retry() { return msg('Try again', {id: 'retry'}); },
  get refresh() { return msg('Refresh', {id: 'refresh'}); },
  get apply() { return msg('Apply', {id: 'apply'}); },
  get applying() { return msg('Applying…', {id: 'applying'}); },
  get open() { return msg('Open', {id: 'open'}); },
  get details() { return msg('Details', {id: 'details'}); },
  get more() { return msg('More actions', {id: 'more'}); },
  get applied() { return msg('Applied', {id: 'applied'}); },
  fieldIsNow: (field: string, value: string) => msg(str`${field} is now ${value}.`, {id: 'field-is-now'}),
  get applyFailed() { return msg('This could not be applied. Nothing was changed.', {id: 'apply-failed'}); },
  get applyOffline() { return msg('You are offline. Nothing was changed.', {id: 'apply-offline'}); },
  get conflict() { return msg('This has changed since it was suggested.', {id: 'conflict'}); },
  get reload() { return msg('Reload', {id: 'reload'}); },
  get expired() { return msg('Out of date: the figures behind this have moved on.', {id: 'expired'}); },
  asOf: (day: string) => msg(str`As of ${day}`, {id: 'as-of'}),
  get spend() { return msg('Spend', {id: 'spend'}); },
  get effort() { return msg('Your time', {id: 'effort'}); },
  perDay: (amount: string) => msg(str`${amount} a day`, {id: 'per-day'}),
  get noSpend() { return msg('No change', {id: 'no-spend'}); },
  over: (metric: string, days: number) => {
    if (days === 7) return msg(str`${metric} in a week`, {id: 'over-week'});
    return days === 1 ? msg(str`${metric} in a day`, {id: 'over-day'}) : msg(str`${metric} in ${days} days`, {id: 'over-days'});
  },
  interval: (low: string, high: string) => msg(str`${low} to ${high}`, {id: 'interval'}),
  get unset() { return msg('not set', {id: 'unset'}); },
  get on() { return msg('on', {id: 'on'}); },
  get off() { return msg('off', {id: 'off'}); },
  moreThan: (most: number) => msg(str`${most}+`, {id: 'more-than'}),
  get levels(): Record<EntityRef['level'], string> {
    return {
      account: msg('Account', {id: 'account'}), campaign: msg('Campaign', {id: 'campaign'}), 'ad-group': msg('Ad group', {id: 'ad-group'}), ad: msg('Ad', {id: 'ad'}),
      keyword: msg('Keyword', {id: 'keyword'}), audience: msg('Audience', {id: 'audience'}), tag: msg('Tag', {id: 'tag'}),
    };
  },
  /** The metrics and fields of a change that are common; others are named by their own name. */
  get metrics(): Readonly<Record<string, string>> {
    return {
      conversions: msg('Conversions', {id: 'conversions'}), 'account conversions': msg('Account conversions', {id: 'account-conversions'}),
      clicks: msg('Clicks', {id: 'clicks'}), impressions: msg('Impressions', {id: 'impressions'}), cost: msg('Cost', {id: 'cost'}),
      reach: msg('Reach', {id: 'reach'}), 'account reach': msg('Account reach', {id: 'account-reach'}), 'account spend saved': msg('Account spend saved', {id: 'account-spend-saved'}),
      'cost per result': msg('Cost per result', {id: 'cost-per-result'}), 'daily budget': msg('Daily budget', {id: 'daily-budget'}), 'bid strategy': msg('Bid strategy', {id: 'bid-strategy'}),
      'bid level': msg('Bid level', {id: 'bid-level'}), keywords: msg('Keywords', {id: 'keywords'}), audience: msg('Audience', {id: 'field-audience'}), breadth: msg('Breadth', {id: 'breadth'}),
      'ad sets': msg('Ad sets', {id: 'ad-sets'}), creatives: msg('Creatives', {id: 'creatives'}), conflicts: msg('Conflicts', {id: 'conflicts'}), 'tag health': msg('Tag health', {id: 'tag-health'}),
      status: msg('Status', {id: 'status'}),
    };
  },
};
