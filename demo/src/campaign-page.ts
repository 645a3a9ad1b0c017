/** One campaign: its figures over four weeks, its budget, how it is set up. */
import * as api from './api.js';
import {budgetEditor, campaignOf} from './budget-editor.js';
import {statusPill} from './campaign-status.js';
import {chart} from './charts.js';
import {element} from './dom.js';
import {day, percent, words} from './format.js';
import type {Host, Page} from './host.js';
import {daily, METRICS} from './metrics.js';
import {tile} from './tile.js';

const DAYS = 28;
const SHOWN = METRICS.filter(({id}) => ['spend', 'conversions', 'cost-per-result', 'return'].includes(id));

const facts = (campaign: api.Campaign): HTMLElement => element('dl', {class: 'facts'},
  ...[
    ['Objective', words(campaign.objective)],
    ['Bidding', words(campaign.bidStrategy)],
    ['Audience', words(campaign.audience)],
    ['Newest creative', campaign.creativeAgeDays === 0 ? 'today' : `${campaign.creativeAgeDays} days old`],
    ['Conversion tag', `sees ${percent(campaign.tagHealth, 0)} of conversions`],
  ].flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));

/** Null where the account has no such campaign. */
export function campaignPage(host: Host, campaignId: string): Page | null {
  const campaign = campaignOf(host.account, campaignId);
  if (campaign === undefined) return null;
  const {currency} = host.account;
  let days: readonly api.Day[] = [];
  let metric = SHOWN[1] ?? METRICS[0];
  const tiles = element('div', {class: 'tiles', role: 'group', 'aria-label': 'Which figure the chart shows'});
  const plot = element('div', {class: 'card-body'});
  const title = element('h2', {}, '');
  const pill = element('span', {}, statusPill(campaign));
  const setup = element('div', {class: 'card-body'}, facts(campaign));
  const budget = budgetEditor(host, campaign);

  const draw = (): void => {
    if (metric === undefined) return;
    const shown = metric;
    const held = tiles.contains(document.activeElement) ? [...tiles.children].indexOf(document.activeElement as Element) : -1;
    tiles.replaceChildren(...SHOWN.map(each => tile(each, days, currency, {type: 'button', 'aria-pressed': String(each === shown), onclick: () => {
      metric = each;
      host.record({kind: 'report', surface: 'campaign-page', entity});
      draw();
    }})));
    if (held >= 0) (tiles.children[held] as HTMLElement).focus();
    title.textContent = `${shown.title}, ${DAYS} days`;
    if (days.length === 0) return;
    plot.replaceChildren(chart({
      label: `${shown.title} a day over ${DAYS} days: ${shown.write(shown.of(days.slice(-7)), currency)} in the last 7`,
      values: daily(shown, days),
      days: days.map(each => day(Date.parse(each.date))),
      write: value => shown.write(value, currency),
      brief: value => shown.brief(value, currency),
      height: 240,
    }));
  };

  const entity = {level: 'campaign', id: campaign.id, name: campaign.name} as const;
  const load = async (): Promise<void> => {
    days = await api.report(host.account.id, DAYS, campaign.id);
    draw();
  };
  load().catch(() => plot.replaceChildren(element('p', {class: 'page-fault'}, 'The figures could not be loaded.')));
  draw();

  return {
    title: campaign.name,
    surface: 'campaign-page',
    entity,
    content: element('div', {class: 'page-parts'},
      element('div', {class: 'page-head'},
        element('div', {},
          element('a', {class: 'page-back', href: '#/campaigns'}, '‹ Campaigns'),
          element('div', {class: 'page-title'}, element('h1', {}, campaign.name), pill)),
        element('p', {}, 'Last 7 days, against the 7 before')),
      tiles,
      element('section', {class: 'card'}, element('div', {class: 'card-head'}, title), plot),
      element('div', {class: 'columns'},
        budget.root,
        element('section', {class: 'card'}, element('div', {class: 'card-head'}, element('h2', {}, 'Setup')), setup)),
      element('inkling-outcome', {'entity-level': 'campaign', 'entity-id': campaign.id, 'hide-empty': true})),
    refresh(account) {
      const next = campaignOf(account, campaignId);
      if (next === undefined) return;
      pill.replaceChildren(statusPill(next));
      setup.replaceChildren(facts(next));
      budget.refresh(next);
    },
  };
}
