/** The first page: how the account does, and its campaigns. */
import * as api from './api.js';
import {campaignTable} from './campaign-table.js';
import {element} from './dom.js';
import type {Host, Page} from './host.js';
import {METRICS} from './metrics.js';
import {tile} from './tile.js';

export function campaignList(host: Host): Page {
  const tiles = element('section', {class: 'tiles', 'aria-label': 'The last 7 days'});
  const table = campaignTable(host.account, () => host.record({kind: 'search', surface: 'campaign-list'}));

  const drawTiles = (days: readonly api.Day[]): void => {
    tiles.replaceChildren(...METRICS.slice(0, 4).map(metric => tile(metric, days, host.account.currency)));
  };
  drawTiles([]);

  const load = async (): Promise<void> => {
    const {account} = host;
    const [whole, ...each] = await Promise.all([api.report(account.id, 14), ...account.campaigns.map(campaign => api.report(account.id, 14, campaign.id))]);
    drawTiles(whole);
    table.trends(new Map(account.campaigns.map((campaign, at) => [campaign.id, each[at] ?? []])));
  };
  // The figures of the table stand without the lines.
  load().catch(() => undefined);

  return {
    title: 'Campaigns',
    surface: 'campaign-list',
    content: element('div', {class: 'page-parts'},
      element('div', {class: 'page-head'}, element('h1', {}, 'Campaigns'), element('p', {}, 'Last 7 days, against the 7 before')),
      tiles,
      table.root),
    refresh: account => table.refresh(account),
  };
}
