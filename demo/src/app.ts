/** Northwind Ads Manager: reads the address, starts Inkling, and shows the page that the address names. */
import 'inkling/define';
import type {Insights, InsightsEvents, Interaction} from 'inkling';
import type {InklingProvider} from 'inkling/widgets';
import {accountSwitcher} from './account-switcher.js';
import * as api from './api.js';
import {campaignList} from './campaign-list.js';
import {campaignPage} from './campaign-page.js';
import {askConsent} from './consent.js';
import {applyTheme, controls} from './controls.js';
import {Desk} from './desk.js';
import {byId, element} from './dom.js';
import type {Host, Page} from './host.js';
import {inspector} from './inspector.js';
import {readKnobs, rememberKnob} from './knobs.js';
import {standBefore} from './network.js';
import {privacy} from './privacy.js';
import {reporting} from './reporting.js';
import {visitControls} from './visits/controls.js';
import {personaNamed} from './visits/personas.js';

declare global {
  interface Window {
    inkling: Insights;
  }
}

/** Of the demo's accounts, the one with the most to look at. */
const SHOWN_FIRST = 'act_7';

const knobs = readKnobs(location.search);
const persona = personaNamed(knobs.persona);
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
  const mine = persona ? names.filter(({id}) => persona.accounts.includes(id)) : names;
  const wanted = [knobs.account, persona?.accounts[0], SHOWN_FIRST].map(name => mine.find(({id}) => id === name)).find(Boolean) ?? mine[0];
  const now = () => Date.now() + clockShift;
  const consent = askConsent(knobs.consent, answer => {
    desk.agree(answer);
    showConsent(answer);
  });
  const desk = new Desk({knobs, persona, provider: byId<InklingProvider>('provider'), now, consent});
  await desk.sitDown(wanted?.id ?? '');

  let page: Page | undefined;
  const host: Host = {
    get account() { return desk.account; },
    record: (interaction: Interaction) => void desk.client.record(interaction),
    reload: async () => {
      await desk.reload();
      page?.refresh(desk.account);
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

  desk.attend((client, account) => {
    window.inkling = client;
    byId('period').textContent = `${account.currency} · ${account.timeZone.replaceAll('_', ' ')}`;
    byId('side-campaigns').replaceChildren(element('h2', {}, 'Campaigns'), ...account.campaigns.map(({id, name}) => element('a', {href: `#/campaigns/${encodeURIComponent(id)}`}, element('span', {}, name))));
    // A suggestion that was carried out, or taken back, has changed a campaign: here, or in another tab.
    const heard = ({detail: {kind}}: InsightsEvents['interaction']): void => {
      if (kind === 'applied' || kind === 'undo') void host.reload().catch(() => undefined);
    };
    client.addEventListener('interaction', heard);
    return () => client.removeEventListener('interaction', heard);
  });
  const change = async (id: string): Promise<void> => {
    // What stands of the one account asks nothing of the other.
    for (const part of ['main', 'advice']) byId(part).replaceChildren();
    await desk.sitDown(id);
    rememberKnob('account', id);
    // A campaign of the one is none of the other.
    if (location.hash.startsWith('#/campaigns/')) history.replaceState(history.state, '', '#/campaigns');
    show(true);
    document.documentElement.dataset['account'] = id;
  };
  accountSwitcher(mine, desk.account.id, change, failed);
  window.addEventListener('hashchange', () => show(true));
  byId('skip').addEventListener('click', event => {
    event.preventDefault();
    byId('main').focus();
  });
  inspector(desk, network);
  const showConsent = controls({knobs, desk, network, consent});
  show(false);
  document.documentElement.dataset['account'] = desk.account.id;
  visitControls({persona, now, play: knobs.play});
}

function failed(fault: unknown): void {
  byId('main').replaceChildren(element('p', {class: 'page-fault', role: 'alert'},
    element('strong', {}, 'Your campaigns could not be loaded'), fault instanceof api.ApiFault ? fault.message : 'Reload the page to try again.'));
  if (!(fault instanceof api.ApiFault)) throw fault;
}

start().catch(failed);
