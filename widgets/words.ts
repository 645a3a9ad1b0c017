/** All that the widgets themselves say. Each text has an id by which a locale in `locales/` says it; English is what stands here. */
import {msg, str} from '@lit/localize';
import type {Cause} from '../src/insights-types.js';
import type {Backend, DismissReason, EntityRef, Goal} from '../src/types.js';

export const words = {
  get heading() { return msg('Suggestions', {id: 'heading'}); },
  get loading() { return msg('Loading suggestions', {id: 'loading'}); },
  count: (n: number) => (n === 1 ? msg('1 suggestion', {id: 'count-one'}) : msg(str`${n} suggestions`, {id: 'count'})),
  showAll: (n: number) => msg(str`Show all ${n}`, {id: 'show-all'}),
  get updateOrder() { return msg('Update order', {id: 'update-order'}); },
  goal: {
    get button() { return msg('Goal', {id: 'goal'}); },
    get title() { return msg('What matters to you', {id: 'goal-title'}); },
    get note() { return msg('Suggestions are ordered by it, now and on your next visit.', {id: 'goal-note'}); },
    get objectives(): Record<keyof Goal, string> {
      return {
        results: msg('More results', {id: 'goal-results'}), cost: msg('Lower cost', {id: 'goal-cost'}),
        reach: msg('More reach', {id: 'goal-reach'}), effort: msg('Less of my time', {id: 'goal-effort'}),
      };
    },
    /** From not at all, in even steps. */
    get weights() {
      return [
        msg('Not at all', {id: 'weight-0'}), msg('A little', {id: 'weight-1'}), msg('Somewhat', {id: 'weight-2'}), msg('Much', {id: 'weight-3'}), msg('Most', {id: 'weight-4'}),
      ] as const;
    },
    get platform() { return msg('Show the platform’s order', {id: 'platform-order'}); },
    get reset() { return msg('Reset', {id: 'reset'}); },
    get done() { return msg('Done', {id: 'done'}); },
  },
  get orderUpdated() { return msg('Order updated', {id: 'order-updated'}); },
  tier: (tier: Backend) => (tier === 'none' ? msg('In the server’s order', {id: 'server-order'}) : msg('Ranked on your device', {id: 'ranked-here'})),
  backend: (tier: Backend) => (tier === 'none' ? msg('server order', {id: 'backend-none'}) : tier),
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
  get undo() { return msg('Undo', {id: 'undo'}); },
  get undoing() { return msg('Undoing…', {id: 'undoing'}); },
  secondsLeft: (n: number) => msg(str`${n} s`, {id: 'seconds-left'}),
  get applied() { return msg('Applied', {id: 'applied'}); },
  fieldIsNow: (field: string, value: string) => msg(str`${field} is now ${value}.`, {id: 'field-is-now'}),
  get applyFailed() { return msg('This could not be applied. Nothing was changed.', {id: 'apply-failed'}); },
  get applyOffline() { return msg('You are offline. Nothing was changed.', {id: 'apply-offline'}); },
  get undoFailed() { return msg('This could not be undone. The change is still in place.', {id: 'undo-failed'}); },
  get conflict() { return msg('This has changed since it was suggested.', {id: 'conflict'}); },
  get reload() { return msg('Reload', {id: 'reload'}); },
  get expired() { return msg('Out of date: the figures behind this have moved on.', {id: 'expired'}); },
  get dismissed() { return msg('Dismissed', {id: 'dismissed'}); },
  snoozed: (day: string) => msg(str`Snoozed until ${day}`, {id: 'snoozed'}),
  get snoozedShort() { return msg('Snoozed', {id: 'snoozed-short'}); },
  get snoozeFor() { return msg('Snooze', {id: 'snooze'}); },
  get snooze() {
    return [
      {days: 1, label: msg('For 1 day', {id: 'snooze-1'})}, {days: 7, label: msg('For 7 days', {id: 'snooze-7'})}, {days: 30, label: msg('For 30 days', {id: 'snooze-30'})},
    ];
  },
  get dismissAs() { return msg('Dismiss, because…', {id: 'dismiss-as'}); },
  get reasons(): Record<DismissReason, string> {
    return {
      'not-relevant': msg('Not relevant to me', {id: 'not-relevant'}),
      'not-now': msg('Not now', {id: 'not-now'}),
      'too-expensive': msg('Too expensive', {id: 'too-expensive'}),
      'already-doing': msg('I am already doing this', {id: 'already-doing'}),
      'do-not-trust': msg('I do not trust this', {id: 'do-not-trust'}),
      'wrong-facts': msg('The facts are wrong', {id: 'wrong-facts'}),
    };
  },
  get spend() { return msg('Spend', {id: 'spend'}); },
  get effort() { return msg('Your time', {id: 'effort'}); },
  perDay: (amount: string) => msg(str`${amount} a day`, {id: 'per-day'}),
  get noSpend() { return msg('No change', {id: 'no-spend'}); },
  over: (metric: string, days: number) => {
    if (days === 7) return msg(str`${metric} in a week`, {id: 'over-week'});
    return days === 1 ? msg(str`${metric} in a day`, {id: 'over-day'}) : msg(str`${metric} in ${days} days`, {id: 'over-days'});
  },
  interval: (low: string, high: string) => msg(str`${low} to ${high}`, {id: 'interval'}),
  get intervalNote() { return msg('Eight times in ten, the result lies in this range.', {id: 'interval-note'}); },
  get now() { return msg('Now', {id: 'now'}); },
  get recommended() { return msg('Suggested', {id: 'recommended'}); },
  get recommendedValue() { return msg('suggested', {id: 'recommended-value'}); },
  get unset() { return msg('not set', {id: 'unset'}); },
  get on() { return msg('on', {id: 'on'}); },
  get off() { return msg('off', {id: 'off'}); },
  get choose() { return msg('Other values', {id: 'choose'}); },
  get goThere() { return msg('Open where this is set', {id: 'go-there'}); },
  suggestedAgo: (ago: string) => msg(str`Suggested ${ago}`, {id: 'suggested-ago'}),
  suggestion: (headline: string) => msg(str`Suggestion: ${headline}`, {id: 'suggestion'}),
  done: (state: string, headline: string) => msg(str`${state}: ${headline}`, {id: 'state-of'}),
  moreThan: (most: number) => msg(str`${most}+`, {id: 'more-than'}),
  why: {
    get title() { return msg('Why this, why here', {id: 'why'}); },
    get loading() { return msg('Asking what ordered this list…', {id: 'why-loading'}); },
    get gone() { return msg('This can no longer be told: a newer list has taken its place.', {id: 'why-gone'}); },
    get platform() { return msg('The platform ordered this list. Nothing on your device has ranked it.', {id: 'why-platform'}); },
    get alike() { return msg('Nothing sets it apart from the others here.', {id: 'why-alike'}); },
    most: (cause: string, raises: boolean) => (raises ? msg(str`What counts most is ${cause}: it moves this up.`, {id: 'why-most-up'}) : msg(str`What counts most is ${cause}: it holds this back.`, {id: 'why-most-down'})),
    get raises() { return msg('moves it up', {id: 'why-up'}); },
    get lowers() { return msg('holds it back', {id: 'why-down'}); },
    get causes(): Record<Cause, string> {
      return {
        visit: msg('what you did in this visit', {id: 'cause-visit'}), interaction: msg('how you answered suggestions before', {id: 'cause-interaction'}),
        place: msg('the page you are on', {id: 'cause-place'}), campaign: msg('how the campaign is set up', {id: 'cause-campaign'}),
        performance: msg('how it has been performing', {id: 'cause-performance'}), market: msg('what the market is doing', {id: 'cause-market'}),
        workflow: msg('where you are in your work', {id: 'cause-workflow'}), account: msg('your account as a whole', {id: 'cause-account'}),
        goal: msg('your goal', {id: 'cause-goal'}), suggestion: msg('the kind of suggestion', {id: 'cause-suggestion'}),
        impact: msg('what it promises', {id: 'cause-impact'}), cost: msg('what it asks of you', {id: 'cause-cost'}), server: msg('the platform’s own score', {id: 'cause-server'}),
      };
    },
    get sources() {
      return {
        visit: msg('From this visit', {id: 'source-visit'}), account: msg('From you and your account', {id: 'source-account'}),
        platform: msg('From the platform', {id: 'source-platform'}), chance: msg('Its place', {id: 'source-place'}),
      };
    },
    place: (shown: number, score: number, server: number) => msg(str`Number ${shown} here. By its score alone it would be number ${score}; the platform had it at number ${server}.`, {id: 'why-place'}),
    get pinned() { return msg('You have seen it here, so it keeps its place for this visit.', {id: 'why-pinned'}); },
    drawn: (chance: string) => msg(str`Some chance is left, so that every suggestion is tried now and then: it had ${chance} to stand here.`, {id: 'why-drawn'}),
    get certain() { return msg('No chance was involved.', {id: 'why-certain'}); },
    get note() { return msg('Found by taking each of these away and ranking again.', {id: 'why-note'}); },
  },
  outcome: {
    get heading() { return msg('What your changes brought', {id: 'outcomes'}); },
    get none() { return msg('Nothing to report yet', {id: 'outcomes-none'}); },
    get noneMore() { return msg('When you apply a suggestion, what came of it is shown here.', {id: 'outcomes-none-more'}); },
    get error() { return msg('Outcomes could not be loaded', {id: 'outcomes-error'}); },
    get loading() { return msg('Loading outcomes', {id: 'outcomes-loading'}); },
    applied: (day: string) => msg(str`Applied on ${day}`, {id: 'applied-on'}),
    get predicted() { return msg('Predicted', {id: 'predicted'}); },
    get realised() { return msg('Measured', {id: 'measured'}); },
    get soFar() { return msg('So far', {id: 'so-far'}); },
    get notYet() { return msg('not yet', {id: 'not-yet'}); },
    get verdicts() {
      return {
        early: msg('Too early to tell', {id: 'verdict-early'}), within: msg('As predicted', {id: 'verdict-within'}), above: msg('Better than predicted', {id: 'verdict-above'}),
        below: msg('Less than predicted', {id: 'verdict-below'}), against: msg('Not what was hoped for', {id: 'verdict-against'}),
      };
    },
    progress: (done: number, days: number) => msg(str`Day ${done} of ${days}`, {id: 'outcome-progress'}),
    daysLeft: (days: number) => (days === 1 ? msg('1 day to go', {id: 'day-left'}) : msg(str`${days} days to go`, {id: 'days-left'})),
    get earlyNote() { return msg('Days differ by chance: what it brought shows at the end.', {id: 'outcome-early-note'}); },
    chart: (metric: string) => msg(str`${metric} a day, before and since`, {id: 'outcome-chart'}),
  },
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
