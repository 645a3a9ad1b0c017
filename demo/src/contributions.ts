/** What the ranker says moves one card: each cause with its amount, as a bar from the middle. */
import type {Explanation} from 'inkling';
import {element} from './dom.js';
import {percent, signed} from './format.js';

export function contributions(headline: string, explanation: Explanation | null): HTMLElement {
  const title = element('h2', {}, `Why: ${headline}`);
  if (!explanation) return element('div', {}, title, element('p', {class: 'inspector-empty'}, 'Its list is no longer the newest of its place: choose a card of the list above.'));
  const {tier, contributions: causes, position, serverPosition, scorePosition, pinned, chance} = explanation;
  const largest = Math.max(...causes.map(({amount}) => Math.abs(amount)), 1e-9);
  const places = `Place ${position + 1}; by the scores alone ${scorePosition + 1}, by the server ${serverPosition + 1}. ${pinned ? 'It kept the place where it was seen.' : chance === null ? 'No chance was involved.' : `Drawn with a chance of ${percent(chance)}.`}`;
  return element('div', {}, title, element('p', {class: 'inspector-empty'}, places),
    tier === 'none' ? element('p', {class: 'inspector-empty'}, 'The platform ordered this list: nothing here contributed.') : element('dl', {class: 'causes'}, ...causes.flatMap(({cause, amount}) => {
      const bar = element('span', {class: amount < 0 ? 'cause-bar fall' : 'cause-bar'});
      bar.style.inlineSize = `${50 * Math.abs(amount) / largest}%`;
      return [element('dt', {}, cause), element('dd', {}, element('span', {class: 'cause-track', 'aria-hidden': 'true'}, bar), element('span', {}, signed(amount, size => size.toFixed(2))))];
    })));
}
