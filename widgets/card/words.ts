/** What a card says once something is done to it, or asked of it. */
import {msg, str} from '@lit/localize';
import type {Backend, DismissReason} from '../../src/types.js';

export const cardWords = {
  get undo() { return msg('Undo', {id: 'undo'}); },
  get undoing() { return msg('Undoing…', {id: 'undoing'}); },
  secondsLeft: (n: number) => msg(str`${n} s`, {id: 'seconds-left'}),
  get undoFailed() { return msg('This could not be undone. The change is still in place.', {id: 'undo-failed'}); },
  get dismissed() { return msg('Dismissed', {id: 'dismissed'}); },
  snoozed: (day: string) => msg(str`Snoozed until ${day}`, {id: 'snoozed'}),
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
  get intervalNote() { return msg('Eight times in ten, the result lies in this range.', {id: 'interval-note'}); },
  get now() { return msg('Now', {id: 'now'}); },
  get recommended() { return msg('Suggested', {id: 'recommended'}); },
  get recommendedValue() { return msg('suggested', {id: 'recommended-value'}); },
  between: (least: string, most: string) => msg(str`From ${least} to ${most}`, {id: 'between'}),
  atLeast: (least: string) => msg(str`${least} or more`, {id: 'at-least'}),
  atMost: (most: string) => msg(str`${most} or less`, {id: 'at-most'}),
  steps: (step: string) => msg(str`in steps of ${step}`, {id: 'steps'}),
  notAllowed: (allowed: string) => msg(str`This amount is not possible. ${allowed}.`, {id: 'not-allowed'}),
  predictedFor: (figures: string, suggested: string) => msg(str`${figures}: this was worked out for ${suggested}, not for your amount.`, {id: 'predicted-for'}),
  get snoozeUntil() { return msg('Snooze until', {id: 'snooze-until'}); },
  get anotherDay() { return msg('Until another day…', {id: 'another-day'}); },
  get cancel() { return msg('Cancel', {id: 'cancel'}); },
  get choose() { return msg('Other values', {id: 'choose'}); },
  get goThere() { return msg('Open where this is set', {id: 'go-there'}); },
  backend: (tier: Backend) => (tier === 'none' ? msg('server order', {id: 'backend-none'}) : tier),
  suggestedAgo: (ago: string) => msg(str`Suggested ${ago}`, {id: 'suggested-ago'}),
};
