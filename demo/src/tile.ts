/** One figure with its name, its course over 14 days and the change since the week before. */
import type {Day} from './api.js';
import {sparkline} from './charts.js';
import {element, type Attributes} from './dom.js';
import {percent, signed} from './format.js';
import {changeOf, daily, type Metric} from './metrics.js';

const DAYS = 7;

/** A button when it has something to do. `days`: 14 or more, newest last; empty while they load. */
export function tile(metric: Metric, days: readonly Day[], currency: string, button?: Attributes): HTMLElement {
  const change = changeOf(metric, days, DAYS);
  return element(button ? 'button' : 'div', {class: 'tile', ...button},
    element('span', {class: 'tile-name'}, metric.title),
    element('span', {class: 'tile-figure'}, days.length > 0 ? metric.write(metric.of(days.slice(-DAYS)), currency) : '—'),
    days.length > 0 && sparkline(daily(metric, days.slice(-2 * DAYS))),
    element('span', {class: `tile-change tone-${change.tone}`}, days.length > 0 ? signed(change.share, size => percent(size)) : '\u00a0'));
}
