/** Where things are on the page: the cards, lines and controls that a visit's steps are about. */
import type {InklingCard, InklingInline, InklingPanel} from 'inkling/widgets';
import type {Target} from './script.js';

export const inside = <Kind extends Element = HTMLElement>(host: {readonly renderRoot: HTMLElement | DocumentFragment} | null | undefined, selector: string): Kind | null =>
  host?.renderRoot?.querySelector<Kind>(selector) ?? null;

export const panel = (): InklingPanel | null => document.querySelector('#advice inkling-panel');

const isReady = (card: InklingCard): boolean => card.shown === 'ready' || card.shown === 'stale' || card.shown === 'apply-failed' || card.shown === 'conflict';

/** As they stand, those that were answered left out. */
export const cards = (): InklingCard[] => [...panel()?.renderRoot.querySelectorAll<InklingCard>('li inkling-card') ?? []].filter(isReady);

const lines = (): InklingInline[] => [...document.querySelectorAll<InklingInline>('#main inkling-inline')].filter(({item}) => item !== null);

export const lineOf = (where: number | string): InklingInline | null =>
  (typeof where === 'number' ? lines()[where - 1] : lines().find(({entityId}) => entityId === where)) ?? null;

/** The card that a line has opened to. */
export const cardOf = (line: InklingInline | null): InklingCard | null => inside<InklingCard>(line, '.kept > *');

export const openLine = (): InklingInline | null => [...document.querySelectorAll<InklingInline>('#main inkling-inline')].find(line => inside(line, '.sheet')?.matches(':popover-open')) ?? null;

/** Null where it is not among those shown. */
export function cardAt(target: Target): InklingCard | null {
  if (typeof target === 'number') return cards()[target - 1] ?? null;
  if ('line' in target) return cardOf(lineOf(target.line));
  return cards().find(({item}) => item?.candidate.type === target.type && (target.entity === undefined || item.candidate.entity.id === target.entity)) ?? null;
}

/** Every card that something was done to and that can be taken back, wherever it stands. */
export const undoable = (card: InklingCard): HTMLElement | null => (['applied', 'dismissed', 'snoozed'].includes(card.state) ? inside(card, '.undo') : null);
export const everyCard = (): InklingCard[] => [
  ...panel()?.renderRoot.querySelectorAll<InklingCard>('li inkling-card') ?? [],
  ...[...document.querySelectorAll<InklingInline>('#main inkling-inline')].flatMap(line => cardOf(line) ?? []),
];

/** The item of a card's menu for so many days, or for a reason: they stand in the order in which they are declared. */
export const menuItem = (card: InklingCard, group: 'snooze' | 'dismiss', at: number): HTMLElement | null =>
  card.renderRoot.querySelectorAll<HTMLElement>(`[aria-labelledby="menu-${group}"] [role="menuitem"]`)[at] ?? null;

export const row = (at: number): HTMLAnchorElement | null => document.querySelectorAll<HTMLAnchorElement>('#main .table tbody th a')[at - 1] ?? null;
