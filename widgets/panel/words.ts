/** What a panel says beyond its list: the goal control, and applying several. */
import {msg, str} from '@lit/localize';
import type {Goal} from '../../src/types.js';

export const goalWords = {
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
};

export const severalWords = {
  get several() { return msg('Apply several', {id: 'several'}); },
  choose: (headline: string) => msg(str`Choose: ${headline}`, {id: 'choose-one'}),
  chosen: (n: number) => (n === 1 ? msg('1 chosen', {id: 'chosen-one'}) : msg(str`${n} chosen`, {id: 'chosen'})),
  get cancel() { return msg('Cancel', {id: 'cancel'}); },
  get review() { return msg('Review', {id: 'review'}); },
  exclusive: (other: string) => msg(str`Not together with “${other}”: the platform allows only one of the two.`, {id: 'exclusive'}),
  sameField: (other: string, field: string) => msg(str`Not together with “${other}”: both change the same thing (${field}).`, {id: 'same-field'}),
  title: (n: number) => (n === 1 ? msg('Apply 1 suggestion?', {id: 'review-title-one'}) : msg(str`Apply ${n} suggestions?`, {id: 'review-title'})),
  get spendTogether() { return msg('Spend, all together', {id: 'spend-together'}); },
  unknown: (n: number) => (n === 1 ? msg('One has an amount of your own: what it costs was not worked out, and is not added up.', {id: 'sum-without-one'}) : msg(str`${n} have amounts of your own: what they cost was not worked out, and is not added up.`, {id: 'sum-without'})),
  get noSum() { return msg('What they bring is not added up: their effects overlap, and nobody has predicted what all of them bring together.', {id: 'no-sum'}); },
  predictedFor: (figures: string, suggested: string) => msg(str`${figures}: this was worked out for ${suggested}, not for your amount.`, {id: 'predicted-for'}),
  get leaveOut() { return msg('Leave out', {id: 'leave-out'}); },
  leaveOutOne: (headline: string) => msg(str`Leave out: ${headline}`, {id: 'leave-out-one'}),
  get back() { return msg('Back', {id: 'back'}); },
  apply: (n: number) => (n === 1 ? msg('Apply it', {id: 'apply-one'}) : msg(str`Apply all ${n}`, {id: 'apply-all'})),
  get done() { return msg('Done', {id: 'done'}); },
  applying: (at: number, of: number) => msg(str`Applying ${at} of ${of}…`, {id: 'applying-of'}),
  result: (done: number, left: number) => (left === 0 ? msg(str`${done} applied.`, {id: 'several-done'}) : msg(str`${done} applied, ${left} not. Each says why.`, {id: 'several-partly'})),
};
