/** Reports: any of the figures over any of the ranges, and how the campaigns share them. */
import * as api from './api.js';
import {chart} from './charts.js';
import {element} from './dom.js';
import {day} from './format.js';
import type {Host, Page} from './host.js';
import {daily, METRICS, type Metric} from './metrics.js';

const RANGES = [7, 14, 28] as const;

export function reporting(host: Host): Page {
  const {account} = host;
  let range: (typeof RANGES)[number] = 28;
  const chosen = new Set<Metric['id']>(['spend', 'conversions', 'cost-per-result', 'return']);
  let whole: readonly api.Day[] = [];
  let each: readonly (readonly api.Day[])[] = [];
  const plots = element('div', {class: 'multiples'});
  const shares = element('section', {class: 'card'});
  const span = element('p', {});

  const metrics = (): readonly Metric[] => METRICS.filter(({id}) => chosen.has(id));

  const plot = (metric: Metric): HTMLElement => {
    const days = whole.slice(-range);
    const total = metric.write(metric.of(days), account.currency);
    return element('section', {class: 'card'},
      element('div', {class: 'card-head'}, element('h2', {}, metric.title), element('span', {class: 'multiple-figure'}, total)),
      element('div', {class: 'card-body'}, chart({
        label: `${metric.title} a day over ${range} days, ${total} in all`,
        values: daily(metric, days),
        days: days.map(({date}) => day(Date.parse(date))),
        write: value => metric.write(value, account.currency),
        brief: value => metric.brief(value, account.currency),
        height: 170,
      })));
  };

  const table = (): HTMLElement => element('table', {class: 'table'},
    element('caption', {}, element('span', {class: 'visually-hidden'}, `Figures by campaign over ${range} days`)),
    element('thead', {}, element('tr', {}, element('th', {class: 'text', scope: 'col'}, 'Campaign'), ...metrics().map(metric => element('th', {scope: 'col'}, metric.title)))),
    element('tbody', {}, ...account.campaigns.map((campaign, at) => element('tr', {},
      element('th', {scope: 'row'}, element('a', {href: `#/campaigns/${encodeURIComponent(campaign.id)}`}, campaign.name)),
      ...metrics().map(metric => element('td', {}, metric.write(metric.of((each[at] ?? []).slice(-range)), account.currency)))))),
    element('tfoot', {}, element('tr', {}, element('th', {scope: 'row'}, 'All campaigns'), ...metrics().map(metric => element('td', {}, metric.write(metric.of(whole.slice(-range)), account.currency))))));

  const draw = (): void => {
    const days = whole.slice(-range);
    const [first, last] = [days[0], days.at(-1)];
    if (first && last) span.textContent = `${day(Date.parse(first.date))} to ${day(Date.parse(last.date))}`;
    if (days.length === 0) return;
    plots.replaceChildren(...metrics().map(plot));
    shares.replaceChildren(element('div', {class: 'table-scroll', role: 'region', 'aria-label': 'By campaign', tabindex: 0}, table()));
  };
  const asked = (): void => {
    host.record({kind: 'report', surface: 'reporting'});
    draw();
  };

  const ranges = element('div', {class: 'segments', role: 'group', 'aria-label': 'Date range'}, ...RANGES.map(days => element('button', {type: 'button', 'aria-pressed': String(days === range), onclick: (event: MouseEvent) => {
    range = days;
    for (const button of ranges.children) button.setAttribute('aria-pressed', String(button === event.currentTarget));
    asked();
  }}, `${days} days`)));
  const toggles = element('div', {class: 'chips', role: 'group', 'aria-label': 'Figures'}, ...METRICS.map(metric => {
    const box = element('input', {type: 'checkbox', checked: chosen.has(metric.id), onchange: () => {
      if (box.checked) chosen.add(metric.id);
      else chosen.delete(metric.id);
      asked();
    }});
    return element('label', {class: 'chip'}, box, metric.title);
  }));

  const load = async (): Promise<void> => {
    [whole, ...each] = await Promise.all([api.report(account.id, 28), ...account.campaigns.map(campaign => api.report(account.id, 28, campaign.id))]);
    draw();
  };
  load().catch(() => plots.replaceChildren(element('p', {class: 'page-fault'}, 'The figures could not be loaded.')));

  return {
    title: 'Reporting',
    surface: 'reporting',
    content: element('div', {class: 'page-parts'},
      element('div', {class: 'page-head'}, element('div', {}, element('h1', {}, 'Reporting'), span), ranges),
      toggles,
      plots,
      shares,
      element('inkling-outcome', {max: 3})),
    refresh: () => void load().catch(() => undefined),
  };
}
