/** What `inkling-outcome` says. */
import {msg, str} from '@lit/localize';

export const outcomeWords = {
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
};
