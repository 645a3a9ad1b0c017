/** The drawer behind the page: who ordered the last list, in what time, why it moved, and what has reached the server. */
import type {Inspection, Slate} from 'inkling';
import * as api from './api.js';
import {disclose} from './controls.js';
import type {Desk} from './desk.js';
import {byId, element} from './dom.js';
import {slateTable} from './slate-table.js';

const TIER_NAMES = {webgpu: 'WebGPU', wasm: 'WASM', linear: 'the linear ranker', none: 'the server'} as const;
/** Milliseconds between two looks while the drawer is open: the outbox empties without an event. */
const LOOK_AGAIN_MS = 2000;
const HISTORY = 24;
const TELLING = ['status', 'interaction', 'better-slate', 'forgotten'] as const;

const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
const clock = (at: number): string => new Date(at).toLocaleTimeString('en', {hour12: false});

/** The stages as measured where they ran, and what was spent around them; `page` is all of it, as the page saw it. */
function stagesOf({timings, tier}: Slate): [string, number][] {
  const {page = 0, ...ran} = timings;
  const around = page - Object.values(ran).reduce((sum, value) => sum + value, 0);
  return [...Object.entries(ran), [tier === 'linear' || tier === 'none' ? 'page' : 'wall', Math.max(0, around)] satisfies [string, number]].filter(([, value]) => value > 0);
}

/** Nothing where nothing was measured. */
const inTime = ({timings: {page = 0}}: Slate): string => (page > 0 ? ` in ${milliseconds(page)}` : '');

function stages(slate: Slate): HTMLElement {
  const measured = stagesOf(slate);
  const bar = element('div', {class: 'stages', 'aria-hidden': 'true'}, ...measured.map(([, value]) => {
    const part = element('span');
    part.style.flex = `${Math.max(value, 0.001)} 0 0`;
    return part;
  }));
  return element('div', {}, bar, element('div', {class: 'stage-key'}, ...measured.map(([name, value]) => element('span', {}, `${name} `, element('b', {}, milliseconds(value))))));
}

const facts = (pairs: readonly (readonly [string, string | number])[]): HTMLElement =>
  element('dl', {class: 'facts'}, ...pairs.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));

function slatePart(slate: Slate | undefined, before: Slate | undefined): HTMLElement {
  if (slate === undefined) return element('p', {class: 'inspector-empty'}, 'No list has been ranked yet.');
  return element('div', {},
    element('h2', {}, `Last list: ${slate.surface} `, element('small', {}, `${slate.items.length} cards by ${TIER_NAMES[slate.tier]}${inTime(slate)}, at ${clock(slate.at)}`)),
    stagesOf(slate).length > 0 && stages(slate),
    slateTable(slate, before));
}

function statusPart({status}: Inspection): HTMLElement {
  return element('section', {'aria-label': 'Status'}, element('h2', {}, 'Status'),
    facts([
      ['ranks on', status.backend],
      ['state', status.state],
      ['model', status.model ? `${status.model.name} ${status.model.version}` : 'none'],
      ['storage', status.storage],
      ['worker restarts', status.restarts],
    ]),
    status.reason !== null && element('p', {class: 'reason'}, element('strong', {}, status.reason), status.detail === null ? '' : `: ${status.detail}`));
}

function outboxPart({outbox, status}: Inspection): HTMLElement {
  return element('section', {'aria-label': 'Outbox'}, element('h2', {}, 'Outbox'),
    facts([
      ['feedback', status.feedback],
      ['waiting', outbox.waiting],
      ['accepted', outbox.accepted],
      ['duplicate', outbox.duplicate],
      ['rejected', outbox.rejected],
      ['dropped or expired', outbox.dropped + outbox.expired],
    ]));
}

function storedPart(stored: readonly api.StoredEvent[]): HTMLElement {
  const kinds = new Map<string, number>();
  for (const event of stored) kinds.set(event.kind ?? event.type, (kinds.get(event.kind ?? event.type) ?? 0) + 1);
  return element('section', {'aria-label': 'This list at the server'}, element('h2', {}, 'This list at the server'),
    kinds.size === 0 ? element('p', {class: 'inspector-empty'}, 'Nothing has arrived.') : facts([...kinds]));
}

function historyPart({interactions}: Inspection): HTMLElement {
  return element('section', {'aria-label': 'What this device remembers'}, element('h2', {}, 'What this device remembers ', element('small', {}, `newest ${Math.min(HISTORY, interactions.length)} of ${interactions.length}`)),
    element('ol', {class: 'log'}, ...interactions.slice(-HISTORY).reverse().map(interaction => element('li', {},
      element('time', {}, clock(interaction.at)),
      element('span', {}, element('b', {}, interaction.kind), ` ${interaction.candidate?.type ?? interaction.entity?.name ?? interaction.surface ?? ''} ${interaction.reason ?? ''}`)))));
}

export function inspector(desk: Desk): void {
  const drawer = byId('inspector');
  const line = byId('dock-status');
  let timer: ReturnType<typeof setInterval> | undefined;
  let drawn = '';

  const look = async (): Promise<void> => {
    const {client, account} = desk;
    const inspection = await client.inspect();
    if (client !== desk.client) return;
    // What a panel shows: the lines beside it have lists of their own.
    const lists = inspection.slates.filter(({surface}) => surface !== 'campaign-row' && surface !== 'budget-editor');
    const slate = lists.at(-1);
    const {status} = inspection;
    line.replaceChildren(element('span', {class: 'dock-words'},
      element('span', {class: 'dot', 'data-tone': status.reason === null ? 'good' : 'warn'}),
      slate ? element('span', {}, 'Ordered by ', element('b', {}, TIER_NAMES[slate.tier]), inTime(slate)) : element('span', {}, 'No list on this page yet'),
      element('span', {class: 'more'}, status.feedback === 'off' ? 'nothing is kept or sent' : `${inspection.outbox.waiting} waiting to be sent`),
      status.reason !== null && element('span', {class: 'more'}, status.reason)));
    if (drawer.hidden) return;
    const stored = slate && status.feedback !== 'off' ? await api.storedOf(account.id, slate.slateId).catch(() => []) : [];
    const state = JSON.stringify([slate?.slateId, status, inspection.outbox, stored.length, inspection.interactions.at(-1)?.id]);
    if (state === drawn) return;
    drawn = state;
    const before = slate && lists.slice(0, -1).findLast(other => other.surface === slate.surface && other.entity?.id === slate.entity?.id);
    const {scrollTop} = drawer;
    drawer.replaceChildren(element('div', {class: 'inspector'},
      slatePart(slate, before),
      element('div', {class: 'inspector-side'}, statusPart(inspection), outboxPart(inspection), storedPart(stored), historyPart(inspection))));
    drawer.scrollTop = scrollTop;
  };
  const see = (): void => void look();

  desk.attend(client => {
    for (const type of TELLING) client.addEventListener(type, see);
    see();
    return () => TELLING.forEach(type => client.removeEventListener(type, see));
  });
  disclose(byId('open-inspector'), drawer, open => {
    clearInterval(timer);
    if (open) timer = setInterval(see, LOOK_AGAIN_MS);
    see();
  });
}
