/** The drawer behind the page: who ordered the last list, in what time, why, beside the server's own order; each event on its way; and what this device remembers. */
import type {Slate} from 'inkling';
import * as api from './api.js';
import {contributions} from './contributions.js';
import {disclose} from './controls.js';
import type {Desk} from './desk.js';
import {byId, element} from './dom.js';
import {EventLog} from './event-log.js';
import {clock, eventsPart, localDataPart, outboxPart, statusPart, storedPart} from './inspector-parts.js';
import type {Network} from './network.js';
import {orders} from './orders.js';
import {rerankPlayer, type Reranking} from './rerank-player.js';
import {slateTable} from './slate-table.js';

const TIER_NAMES = {webgpu: 'WebGPU', wasm: 'WASM', linear: 'the linear ranker', none: 'the server'} as const;
/** Milliseconds between two looks while the drawer is open: the outbox empties without an event. */
const LOOK_AGAIN_MS = 2000;
const BETWEEN_LOOKS_MS = 100;
const TELLING = ['status', 'interaction', 'better-slate', 'forgotten'] as const;
/** Re-rankings that are kept to be played, newest first. */
const REPLAYED = 8;

const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;

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

function slatePart(slate: Slate, before: Slate | undefined, ask: (candidateId: string) => void): HTMLElement {
  return element('div', {},
    element('h2', {}, `Last list: ${slate.surface} `, element('small', {}, `${slate.items.length} cards by ${TIER_NAMES[slate.tier]}${inTime(slate)}, at ${clock(slate.at)}`)),
    stagesOf(slate).length > 0 && stages(slate),
    slateTable(slate, before, ask));
}

const samePlace = (one: Slate, other: Slate): boolean => one.surface === other.surface && one.entity?.id === other.entity?.id;
const idsOf = ({items}: Slate): string => items.map(({candidate}) => candidate.id).join();

/** Lists of one place that followed one another in another order. */
export function rerankingsOf(lists: readonly Slate[]): Reranking[] {
  return lists.flatMap((after, at) => {
    const before = lists.slice(0, at).findLast(other => samePlace(other, after));
    return before && idsOf(before) !== idsOf(after) ? [{title: `${after.surface}, ${clock(after.at)}`, before, after}] : [];
  }).reverse().slice(0, REPLAYED);
}

export function inspector(desk: Desk, network: Network): void {
  const drawer = byId('inspector');
  const line = byId('dock-status');
  const [list, why, beside, replay, side] = [element('div', {}), element('section', {'aria-label': 'Why', 'aria-live': 'polite'}), element('div', {}), element('section', {class: 'inspector-replay', 'aria-label': 'Re-rankings'}), element('div', {class: 'inspector-side'})];
  drawer.append(element('div', {class: 'inspector'}, element('div', {class: 'inspector-main'}, list, why, beside, replay), side));
  let timer: ReturnType<typeof setInterval> | undefined;
  let [drawn, replayed] = ['', ''];
  let [looking, wanted] = [false, false];
  /** Much happens at once, and to read all that is kept takes a while: one look is under way at a time, and what happens meanwhile is seen by the next. */
  const keepLooking = async (): Promise<void> => {
    wanted = true;
    if (looking) return;
    looking = true;
    while (wanted) {
      wanted = false;
      await look().catch(reportError);
      await new Promise(resolve => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
    looking = false;
  };
  const see = (): void => void keepLooking();
  const log = new EventLog(see);
  network.listen(exchange => void log.exchanged(exchange));

  const ask = async (slate: Slate, candidateId: string): Promise<void> => {
    const item = slate.items.find(({candidate}) => candidate.id === candidateId);
    if (item) why.replaceChildren(contributions(item.candidate.headline, await desk.client.explain(item.placement)));
  };

  const look = async (): Promise<void> => {
    const {client, account} = desk;
    const inspection = await client.inspect(drawer.hidden ? {} : {all: true});
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
    const state = JSON.stringify([slate?.slateId, status, inspection.outbox, stored.length, inspection.interactions.at(-1)?.id, log.events.map(({stage}) => stage), inspection.signals.length]);
    if (state === drawn) return;
    drawn = state;
    const before = slate && lists.slice(0, -1).findLast(other => samePlace(other, slate));
    const {scrollTop} = drawer;
    const read = drawer.contains(document.activeElement) ? document.activeElement?.getAttribute('aria-label') ?? null : null;
    if (slate) {
      list.replaceChildren(slatePart(slate, before, candidateId => void ask(slate, candidateId)));
      beside.replaceChildren(element('h2', {}, 'The server’s order beside it'), orders(slate));
    } else {
      list.replaceChildren(element('p', {class: 'inspector-empty'}, 'No list has been ranked yet.'));
      beside.replaceChildren();
    }
    side.replaceChildren(statusPart(inspection), outboxPart(inspection), storedPart(stored), eventsPart(log.events), localDataPart(inspection));
    drawReplay(lists);
    // Whoever reads a part by the keyboard goes on reading it.
    if (read !== null && !drawer.contains(document.activeElement)) [...drawer.querySelectorAll<HTMLElement>('[aria-label]')].find(part => part.getAttribute('aria-label') === read)?.focus({preventScroll: true});
    drawer.scrollTop = scrollTop;
  };

  /** Drawn anew only when there is another one to play: it may be playing. */
  const drawReplay = (lists: readonly Slate[]): void => {
    const rerankings = rerankingsOf(lists);
    const newest = rerankings.map(({after}) => after.slateId).join();
    if (newest === replayed && replay.childElementCount > 0) return;
    replayed = newest;
    replay.replaceChildren(element('h2', {}, 'Re-rankings of this visit'),
      rerankings.length === 0 ? element('p', {class: 'inspector-empty'}, 'The order has not changed yet: dismiss a card, edit a budget, or search.') : rerankPlayer({rerankings, headingLevel: 3}));
  };

  desk.attend(client => {
    log.clear();
    why.replaceChildren();
    const heard = ({detail}: CustomEvent<Parameters<EventLog['recorded']>[0]>): void => log.recorded(detail, client);
    client.addEventListener('interaction', heard);
    for (const type of TELLING) client.addEventListener(type, see);
    see();
    return () => {
      client.removeEventListener('interaction', heard);
      TELLING.forEach(type => client.removeEventListener(type, see));
    };
  });
  disclose(byId('open-inspector'), drawer, open => {
    clearInterval(timer);
    if (open) timer = setInterval(see, LOOK_AGAIN_MS);
    see();
  });
}
