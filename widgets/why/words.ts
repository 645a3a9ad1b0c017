/** What `inkling-why` says. */
import {msg, str} from '@lit/localize';
import type {Cause} from '../../src/insights-types.js';

export const whyWords = {
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
};
