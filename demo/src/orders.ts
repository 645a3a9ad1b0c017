/** Two orders side by side: the server's, and the list as shown, with a line from each card to its place. What was withheld stands below, with the reason. */
import type {Slate} from 'inkling';
import {element, svg} from './dom.js';

/** Px of a row and of the room for the lines. */
const ROW = 26;
const ACROSS = 72;

export function orders(slate: Slate): HTMLElement {
  const server = [...slate.items].sort((one, other) => one.serverPosition - other.serverPosition);
  const height = slate.items.length * ROW;
  const middle = (at: number): number => at * ROW + ROW / 2;
  const column = (title: string, items: Slate['items']): HTMLElement => element('div', {}, element('h3', {}, title),
    element('ol', {class: 'order'}, ...items.map(({candidate, pinned}) => element('li', {title: candidate.headline}, candidate.headline, pinned && element('small', {}, 'kept')))));
  return element('div', {class: 'orders'},
    column('As the server had it', server),
    element('div', {class: 'order-lines', 'aria-hidden': 'true'}, svg('svg', {viewBox: `0 0 ${ACROSS} ${height}`, width: ACROSS, height}, ...slate.items.map((item, at) => {
      const from = server.indexOf(item);
      return svg('path', {class: at < from ? 'up' : at > from ? 'down' : '', d: `M2 ${middle(from)}C${ACROSS / 2} ${middle(from)} ${ACROSS / 2} ${middle(at)} ${ACROSS - 2} ${middle(at)}`});
    }))),
    column('As shown', slate.items),
    slate.withheld.length > 0 && element('p', {class: 'withheld'}, element('b', {}, 'Not shown: '), slate.withheld.map(({candidateId, reason}) => `${candidateId} (${reason})`).join(', ')));
}
