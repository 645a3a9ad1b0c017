/** What `inkling-inline` says. */
import {msg, str} from '@lit/localize';

export const inlineWords = {
  suggestion: (headline: string) => msg(str`Suggestion: ${headline}`, {id: 'suggestion'}),
  done: (state: string, headline: string) => msg(str`${state}: ${headline}`, {id: 'state-of'}),
  get dismissed() { return msg('Dismissed', {id: 'dismissed'}); },
  get snoozedShort() { return msg('Snoozed', {id: 'snoozed-short'}); },
};
