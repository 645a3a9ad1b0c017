/** Northwind Ads Manager: reads the address, starts Inkling, and shows the page that the address names. */
import 'inkling/define';
import {createInsights, type Insights, type Interaction} from 'inkling';
import type {InklingProvider} from 'inkling/widgets';
import * as api from './api.js';
import {campaignList} from './campaign-list.js';
import {campaignPage} from './campaign-page.js';
import {askConsent} from './consent.js';
import {applyTheme, controls} from './controls.js';
import {byId, element} from './dom.js';
import type {Host, Page} from './host.js';
import {inspector} from './inspector.js';
import {addressWith, readKnobs} from './knobs.js';
import {standBefore} from './network.js';
import {privacy} from './privacy.js';
import {reporting} from './reporting.js';

declare global {
  interface Window {
    inkling: Insights;
  }
}

/** Of the demo's accounts, the one with the most to look at. */
const SHOWN_FIRST = 'act_7';

const knobs = readKnobs(location.search);
applyTheme(knobs.theme);
const network = standBefore(window, knobs.latency);

function pageOf(host: Host): Page {
  const [, name, id] = location.hash.split('/');
  if (name === 'reporting') return reporting(host);
  if (name === 'privacy') return privacy();
  return (name === 'campaigns' && id ? campaignPage(host, decodeURIComponent(id)) : null) ?? campaignList(host);
}

async function start(): Promise<void> {
  const {accounts: names, clockShift} = await api.accounts();
  const now = () => Date.now() + clockShift;
  const wanted = [knobs.account, SHOWN_FIRST].map(name => names.find(({id}) => id === name)).find(Boolean) ?? names[0];
  const token = api.tokensOf(wanted?.id ?? '');
  const first = await api.account(wanted?.id ?? '');
  const consent = askConsent(knobs.consent, answer => {
    void client.setConsent(answer);
    showConsent(answer);
  });
  const client = createInsights({
    account: first.id, user: knobs.user, endpoint: '/inkling/v1', token, goal: first.goal, consent, clock: now,
    ...(knobs.backend === null ? {} : {backend: knobs.backend}),
    ...(knobs.temperature === null ? {} : {exploration: {temperature: knobs.temperature}}),
    ...(knobs.patience === 1 ? {} : {deadlines: {answer: 100 * knobs.patience, hang: 3000 * knobs.patience, start: 20_000 * knobs.patience}}),
  });
  window.inkling = client;
  void client.observe(first.signals);
  const provider = byId<InklingProvider>('provider');
  provider.account = first.id;
  provider.token = token;
  provider.clock = {...provider.clock, now};
  provider.client = client;

  let page: Page | undefined;
  let account = first;
  const host: Host = {
    get account() { return account; },
    record: (interaction: Interaction) => void client.record(interaction),
    reload: async () => {
      account = await api.account(account.id);
      void client.observe(account.signals);
      page?.refresh(account);
    },
  };

  const show = (moved: boolean): void => {
    page = pageOf(host);
    const {surface, entity, title, content} = page;
    document.title = `${title} – Northwind Ads Manager`;
    byId('main').replaceChildren(content);
    byId('advice').replaceChildren(...(surface === null ? [] : [element('inkling-panel', {surface, 'entity-level': entity?.level, 'entity-id': entity?.id})]));
    for (const link of document.querySelectorAll<HTMLAnchorElement>('.side a')) {
      const here = link.hash === location.hash || link.dataset['page'] === (surface === 'reporting' ? 'reporting' : surface === 'campaign-list' ? 'campaigns' : '');
      if (here) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (surface !== null) host.record({kind: 'navigate', surface, ...(entity === undefined ? {} : {entity})});
    if (moved) {
      window.scrollTo({top: 0});
      byId('main').focus({preventScroll: true});
    }
  };

  byId('period').textContent = `${account.currency} · ${account.timeZone.replaceAll('_', ' ')}`;
  const switcher = byId<HTMLSelectElement>('account');
  switcher.replaceChildren(...names.map(({id, name}) => element('option', {value: id, selected: id === account.id}, name)));
  switcher.addEventListener('change', () => location.assign(addressWith('account', switcher.value).replace(/#.*/, '')));
  byId('side-campaigns').replaceChildren(element('h2', {}, 'Campaigns'), ...account.campaigns.map(({id, name}) => element('a', {href: `#/campaigns/${encodeURIComponent(id)}`}, element('span', {}, name))));

  // A suggestion that was carried out, or taken back, has changed a campaign: here, or in another tab.
  client.addEventListener('interaction', ({detail: {kind}}) => {
    if (kind === 'applied' || kind === 'undo') void host.reload().catch(() => undefined);
  });
  window.addEventListener('hashchange', () => show(true));
  byId('skip').addEventListener('click', event => {
    event.preventDefault();
    byId('main').focus();
  });
  inspector(client, account.id);
  const showConsent = controls({knobs, client, network, consent});
  show(false);
}

start().catch((fault: unknown) => {
  byId('main').replaceChildren(element('p', {class: 'page-fault', role: 'alert'},
    element('strong', {}, 'Your campaigns could not be loaded'), fault instanceof api.ApiFault ? fault.message : 'Reload the page to try again.'));
  if (!(fault instanceof api.ApiFault)) throw fault;
});
