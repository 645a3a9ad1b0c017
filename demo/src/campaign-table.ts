/** The table of campaigns: sorted, searched, filtered; a figure that changes is lit for a moment. */
import type {Account, Campaign, Day} from './api.js';
import {statusOf, statusPill} from './campaign-status.js';
import {sparkline} from './charts.js';
import {element, svg, type Child} from './dom.js';
import {compact, count, money, percent, signed, words} from './format.js';
import {daily, METRICS} from './metrics.js';

interface Column {
  readonly id: string;
  readonly title: string;
  /** 0 always stays; 4 leaves early as the page narrows; the status moves under the name before that. */
  readonly rank: 0 | 1 | 2 | 3 | 4 | 'status';
  readonly text?: boolean;
  sortBy(campaign: Campaign): number | string;
  cell(campaign: Campaign, currency: string): Child;
  total?(campaigns: readonly Campaign[], currency: string): string;
}

const sum = (campaigns: readonly Campaign[], read: (campaign: Campaign) => number): number => campaigns.reduce((total, campaign) => total + read(campaign), 0);

const COLUMNS: readonly Column[] = [
  {id: 'status', title: 'Status', rank: 'status', text: true, sortBy: campaign => statusOf(campaign).text, cell: campaign => statusPill(campaign)},
  {id: 'budget', title: 'Budget', rank: 1, sortBy: campaign => campaign.dailyBudget, cell: (campaign, currency) => money(campaign.dailyBudget, currency), total: (all, currency) => money(sum(all, campaign => campaign.dailyBudget), currency)},
  {id: 'spend', title: 'Spend', rank: 0, sortBy: campaign => campaign.spend7d, cell: (campaign, currency) => money(campaign.spend7d, currency), total: (all, currency) => money(sum(all, campaign => campaign.spend7d), currency)},
  {id: 'impressions', title: 'Impressions', rank: 4, sortBy: campaign => campaign.campaignImpressions7d, cell: campaign => compact(campaign.campaignImpressions7d), total: all => compact(sum(all, campaign => campaign.campaignImpressions7d))},
  {id: 'clicks', title: 'Clicks', rank: 3, sortBy: campaign => campaign.campaignClicks7d, cell: campaign => count(campaign.campaignClicks7d), total: all => count(sum(all, campaign => campaign.campaignClicks7d))},
  {id: 'conversions', title: 'Conversions', rank: 2, sortBy: campaign => campaign.conversions7d, cell: campaign => count(campaign.conversions7d), total: all => count(sum(all, campaign => campaign.conversions7d))},
  {
    id: 'cost', title: 'Cost per result', rank: 0, sortBy: campaign => campaign.costPerResult ?? Infinity,
    cell: (campaign, currency) => (campaign.costPerResult === null ? '—' : money(campaign.costPerResult, currency)),
    total: (all, currency) => money(sum(all, campaign => campaign.spend7d) / Math.max(1, sum(all, campaign => campaign.conversions7d)), currency),
  },
];

const FILTERS = [
  {id: 'all', title: 'All', keeps: () => true},
  {id: 'running', title: 'Running', keeps: (campaign: Campaign) => campaign.status !== 'paused'},
  {id: 'attention', title: 'Needs a look', keeps: (campaign: Campaign) => campaign.status === 'limited' || campaign.status === 'error'},
] as const;

export interface CampaignTable {
  readonly root: HTMLElement;
  refresh(account: Account): void;
  /** Daily figures of campaigns have come: draws the sparklines. */
  trends(days: ReadonlyMap<string, readonly Day[]>): void;
}

/** `searched` is called when somebody has paused in typing. */
export function campaignTable(account: Account, searched: () => void): CampaignTable {
  let current = account;
  let trends: ReadonlyMap<string, readonly Day[]> = new Map();
  let sort = {by: 'spend', down: true};
  let sought = '';
  let filter: (typeof FILTERS)[number] = FILTERS[0];
  const body = element('tbody');
  const foot = element('tfoot');
  const said = element('p', {class: 'visually-hidden', role: 'status'});

  const heads = [{id: 'name', title: 'Campaign', rank: 0, text: true}, ...COLUMNS].map(column => ({
    column,
    node: element('th', {class: `rank-${column.rank}${column.text ? ' text' : ''}`, scope: 'col'}, element('button', {class: 'sort', type: 'button', onclick: () => sortBy(column.id)}, column.title)),
  }));

  const sortBy = (id: string): void => {
    sort = {by: id, down: sort.by === id ? !sort.down : id !== 'name' && id !== 'status'};
    draw();
  };

  const shown = (): Campaign[] => {
    const column = COLUMNS.find(({id}) => id === sort.by);
    const key = (campaign: Campaign): number | string => column?.sortBy(campaign) ?? campaign.name;
    return current.campaigns
      .filter(campaign => filter.keeps(campaign) && `${campaign.name} ${campaign.objective}`.toLowerCase().includes(sought))
      .sort((one, other) => {
        const [a, b] = [key(one), key(other)];
        const order = typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b);
        return (sort.down ? -order : order) || one.name.localeCompare(other.name);
      });
  };

  const trendCell = (campaign: Campaign): HTMLElement => {
    const days = trends.get(campaign.id);
    const conversions = METRICS.find(({id}) => id === 'conversions');
    const course = `${signed(campaign.trend7d, size => percent(size, 0))} conversions against the week before`;
    return element('td', {class: 'rank-1', 'data-trend': campaign.trend7d < -0.1 ? 'down' : 'even', title: course},
      days && conversions ? sparkline(daily(conversions, days), course) : null);
  };

  /** One a campaign, kept: what was asked for its line is not asked again when the table is drawn anew. */
  const rows = new Map<string, {readonly root: HTMLTableRowElement; readonly about: HTMLElement}>();
  const rowOf = ({id}: Campaign): {readonly root: HTMLTableRowElement; readonly about: HTMLElement} => {
    const known = rows.get(id);
    if (known) return known;
    const about = element('div');
    const made = {about, root: element('tr', {'data-campaign': id}, element('th', {scope: 'row'}, about, element('inkling-inline', {surface: 'campaign-row', 'entity-level': 'campaign', 'entity-id': id})))};
    rows.set(id, made);
    return made;
  };
  const row = (campaign: Campaign): HTMLTableRowElement => {
    const {root, about} = rowOf(campaign);
    root.toggleAttribute('data-still', campaign.status === 'paused');
    about.replaceChildren(element('a', {href: `#/campaigns/${encodeURIComponent(campaign.id)}`}, campaign.name), element('small', {}, words(campaign.objective)), ' ', statusPill(campaign));
    root.querySelectorAll('td').forEach(cell => cell.remove());
    root.append(...COLUMNS.map(column => element('td', {class: `rank-${column.rank}${column.text ? ' text' : ''}`, 'data-column': column.id}, column.cell(campaign, current.currency))), trendCell(campaign));
    return root;
  };

  const draw = (): void => {
    for (const {column, node} of heads) {
      if (column.id === sort.by) node.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
      else node.removeAttribute('aria-sort');
    }
    const campaigns = shown();
    arrange(body, campaigns.map(row));
    if (campaigns.length === 0) body.append(element('tr', {}, element('td', {class: 'none', colspan: COLUMNS.length + 2}, 'No campaign matches. Try another word or show all.')));
    foot.replaceChildren(element('tr', {},
      element('th', {scope: 'row'}, `${campaigns.length} ${campaigns.length === 1 ? 'campaign' : 'campaigns'}`),
      ...COLUMNS.map(column => element('td', {class: `rank-${column.rank}`}, campaigns.length > 0 ? column.total?.(campaigns, current.currency) : '')),
      element('td', {class: 'rank-1'})));
  };

  /** Lights the figures that differ from what was last shown. */
  const light = (before: Account): void => {
    const old = new Map(before.campaigns.map(campaign => [campaign.id, campaign]));
    for (const campaign of current.campaigns) {
      const was = old.get(campaign.id);
      if (was === undefined) continue;
      for (const column of COLUMNS) {
        if (column.sortBy(was) === column.sortBy(campaign)) continue;
        body.querySelector(`[data-campaign="${CSS.escape(campaign.id)}"] [data-column="${column.id}"]`)?.classList.add('changed');
      }
    }
  };

  let pause: ReturnType<typeof setTimeout> | undefined;
  const field = element('input', {type: 'search', placeholder: 'Search campaigns', 'aria-label': 'Search campaigns', autocomplete: 'off', spellcheck: 'false', oninput: () => {
    sought = field.value.trim().toLowerCase();
    draw();
    clearTimeout(pause);
    if (sought !== '') pause = setTimeout(() => {
      said.textContent = `${shown().length} of ${current.campaigns.length} campaigns match`;
      searched();
    }, 600);
  }});
  const filters = element('div', {class: 'segments', role: 'group', 'aria-label': 'Show'}, ...FILTERS.map(option => element('button', {type: 'button', 'aria-pressed': String(option === filter), onclick: (event: MouseEvent) => {
    filter = option;
    for (const button of filters.children) button.setAttribute('aria-pressed', String(button === event.currentTarget));
    draw();
  }}, option.title)));

  const root = element('section', {class: 'card', 'aria-label': 'All campaigns'},
    element('div', {class: 'table-tools'}, element('div', {class: 'search'}, magnifier(), field), filters, said),
    element('table', {class: 'table'},
      element('caption', {}, element('span', {class: 'visually-hidden'}, 'Campaigns with their figures of the last 7 days. Column names sort.')),
      element('thead', {}, element('tr', {}, ...heads.map(({node}) => node), element('th', {class: 'rank-1 trend', scope: 'col'}, 'Trend', element('span', {class: 'visually-hidden'}, ' of conversions over 14 days')))),
      body, foot));
  draw();

  return {
    root,
    refresh(next) {
      const before = current;
      current = next;
      draw();
      light(before);
    },
    trends(days) {
      trends = days;
      draw();
    },
  };
}

/** Brings rows into this order; what is there already is moved without leaving the page, where the browser can. */
function arrange(body: HTMLTableSectionElement, wanted: readonly HTMLTableRowElement[]): void {
  for (const child of [...body.children]) if (!wanted.some(row => row === child)) child.remove();
  wanted.forEach((row, at) => {
    const next = body.children[at] ?? null;
    if (next === row) return;
    if (row.parentNode === body && typeof body.moveBefore === 'function') body.moveBefore(row, next);
    else body.insertBefore(row, next);
  });
}

const magnifier = (): SVGSVGElement => svg('svg', {viewBox: '0 0 20 20', 'aria-hidden': 'true'}, svg('circle', {cx: 8.5, cy: 8.5, r: 5.5}), svg('path', {d: 'm13 13 4 4'}));
