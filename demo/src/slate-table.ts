/** A slate as a table: every card's place and scores, and what moved it since the list before. */
import type {HeadScores, Slate, SlateItem} from 'inkling';
import {element} from './dom.js';
import {percent, signed} from './format.js';

const CHANCES = ['open', 'apply', 'dismiss', 'undo'] as const satisfies readonly (keyof HeadScores)[];

/** The head whose chance changed most in proportion, where any changed by a twentieth. */
function loudest(now: HeadScores, before: HeadScores): string | null {
  let best: {head: string; size: number} | null = null;
  for (const head of CHANCES) {
    const size = Math.abs(Math.log((now[head] + 1e-4) / (before[head] + 1e-4)));
    if (size > 0.05 && size > (best?.size ?? 0)) best = {head: `${head} ${percent(before[head])} → ${percent(now[head])}`, size};
  }
  return best?.head ?? null;
}

/** Why a card stands where it does, against the list before; empty where nothing is to be said. */
export function whyHere(slate: Slate, item: SlateItem, before: SlateItem | undefined): string {
  const reasons: string[] = [];
  if (item.pinned) reasons.push('kept its place: it had been seen');
  else {
    const free = slate.items.filter(other => !other.pinned);
    const places = free.indexOf(item) - [...free].sort((one, other) => other.utility - one.utility).indexOf(item);
    if (places !== 0) reasons.push(`drawn ${Math.abs(places)} ${places < 0 ? 'above' : 'below'} its utility`);
  }
  if (before?.scores && item.scores) {
    const loud = loudest(item.scores, before.scores);
    if (loud !== null) reasons.unshift(loud);
  }
  return reasons.join('; ');
}

/** Utilities have no unit; two or three digits tell them apart. */
const utility = (value: number): string => value.toFixed(value < 10 ? 3 : 1);

const chance = (share: number | undefined): string => (share === undefined ? '—' : percent(share));

function move(at: number, before: number): HTMLElement {
  const places = before - at;
  if (before < 0) return element('span', {}, 'new');
  return element('span', {class: places > 0 ? 'up' : places < 0 ? 'down' : ''}, places === 0 ? '=' : `${places > 0 ? '▲' : '▼'}${Math.abs(places)}`);
}

const HEADS = ['#', 'Server', 'Moved', 'Suggestion', 'Open', 'Apply', 'Dismiss', 'Undo', 'Impact', 'Utility', 'Change', 'Chance', 'Why'];

/** `before` is the list that stood on the same surface before, if any. @param ask - Somebody wants to know why a card stands where it stands. */
export function slateTable(slate: Slate, before: Slate | undefined, ask: (candidateId: string) => void): HTMLElement {
  const rows = slate.items.map((item, at) => {
    const old = before?.items.find(other => other.candidate.id === item.candidate.id);
    const change = old ? item.utility - old.utility : 0;
    return element('tr', {'data-candidate': item.candidate.id},
      element('td', {}, at + 1),
      element('td', {}, item.serverPosition + 1),
      element('td', {}, before ? move(at, before.items.indexOf(old as SlateItem)) : '·'),
      element('th', {class: 'text', scope: 'row', title: item.candidate.headline}, element('button', {type: 'button', class: 'slate-ask', 'aria-label': `Why: ${item.candidate.headline}`, onclick: () => ask(item.candidate.id)}, item.candidate.headline), element('small', {}, item.candidate.type)),
      ...CHANCES.map(head => element('td', {}, chance(item.scores?.[head]))),
      element('td', {}, item.scores ? signed(item.scores.impact, share => percent(share)) : '—'),
      element('td', {}, item.utility < 0 ? signed(item.utility, utility) : utility(item.utility)),
      element('td', {class: change > 5e-4 ? 'up' : change < -5e-4 ? 'down' : ''}, old ? signed(change, utility) : '·'),
      element('td', {}, percent(Math.exp(item.logPropensity), 0)),
      element('td', {class: 'why'}, whyHere(slate, item, old)));
  });
  return element('div', {class: 'slate-scroll', tabindex: 0, role: 'region', 'aria-label': 'The last list, card by card'},
    element('table', {class: 'slate'},
      element('thead', {}, element('tr', {}, ...HEADS.map(name => element('th', {scope: 'col', class: name === 'Suggestion' ? 'text' : name === 'Why' ? 'why' : ''}, name)))),
      element('tbody', {}, ...rows)));
}
