import type {ReactiveControllerHost} from 'lit';
import {afterEach, expect, test} from 'vitest';
import {betterOrderWaits} from '../../../widgets/arranging.js';
import {OrderController} from '../../../widgets/order-controller.js';
import {FakeInsights, aCandidate} from '../../support/fake-insights.js';

const native = Element.prototype.moveBefore;
afterEach(() => {
  Element.prototype.moveBefore = native;
  document.querySelectorAll('ul').forEach(list => list.remove());
});

function aList(names: readonly string[]) {
  const list = document.createElement('ul');
  const children = names.map(name => {
    const child = document.createElement('li');
    child.innerHTML = `<button>${name}</button>`;
    return child;
  });
  list.append(...children);
  document.body.append(list);
  const host = Object.assign(document.createElement('div'), {addController() { /* Nothing calls back. */ }});
  const order = new OrderController(host as unknown as ReactiveControllerHost & HTMLElement, () => false);
  order.attach(list);
  return {order, children, names: () => [...list.children].map(child => child.textContent)};
}

const permutations = <T>(all: readonly T[]): T[][] => (all.length < 2 ? [[...all]] : all.flatMap((first, i) => permutations(all.filter((_, j) => j !== i)).map(rest => [first, ...rest])));

for (const [how, moveBefore] of [['with', native], ['without', undefined]] as const) {
  test(`[W4] every new order is reached and the focus stays, ${how} moveBefore`, async () => {
    Element.prototype.moveBefore = moveBefore as typeof native;
    for (const wanted of permutations([0, 1, 2, 3])) {
      const {order, children, names} = aList(['a', 'b', 'c', 'd']);
      for (const focused of children) {
        const button = focused.querySelector('button') as HTMLElement;
        button.focus();
        let blurred = false;
        button.addEventListener('blur', () => { blurred = true; }, {once: true});
        await order.arrange(wanted.map(i => children[i] as HTMLElement), async () => undefined);
        expect(names()).toEqual(wanted.map(i => 'abcd'[i]));
        expect(document.activeElement).toBe(button);
        expect(blurred).toBe(false);
        await order.arrange(children, async () => undefined);
      }
    }
  });
}

test('what moves glides where any of it is seen, from or to; what nobody sees is simply there', async () => {
  const {order, children} = aList(['a', 'b', 'c', 'd', 'e']);
  // Two fill the window, and of the third begins what is below it.
  for (const child of children) child.style.cssText = `display: block; block-size: ${Math.ceil(innerHeight / 2)}px; margin: 0`;
  const [a, b, c, d, e] = children as HTMLElement[] as [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  Object.assign(a.parentElement?.style ?? {}, {position: 'fixed', insetBlockStart: '0', margin: '0', padding: '0'});
  await order.arrange([d, b, a, e, c], async () => undefined);
  const glides = (child: HTMLElement) => child.getAnimations().length;
  expect({a: glides(a), b: glides(b), c: glides(c), d: glides(d), e: glides(e)}).toEqual({a: 1, b: 0, c: 0, d: 1, e: 0});
});

test('says whether what stayed changed places; coming and going is no change of places', async () => {
  const {order, children} = aList(['a', 'b', 'c', 'd']);
  const [a, b, c, d] = children as HTMLElement[] as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  const settled = async () => undefined;
  expect(await order.arrange([a, c, d], settled)).toBe(false);
  expect(await order.arrange([b, a, c, d], settled)).toBe(false);
  expect(await order.arrange([b, c, a, d], settled)).toBe(true);
});

test('[P5] a better order waits when a card has gained on a pinned one above it since they were placed', () => {
  const client = new FakeInsights(['a', 'b', 'c'].map(id => aCandidate(id)));
  const items = (pinned: string[], utilities: [string, number][]) => {
    client.utilities = new Map(utilities);
    return client.slate({surface: 'reporting', candidates: client.candidates, pinned: pinned.map((candidateId, position) => ({candidateId, position}))}).items;
  };
  const then = new Map([['a', 3], ['b', 2], ['c', 1]]);
  const placed = new Map(['a', 'b', 'c'].map(id => [id, then]));
  expect(betterOrderWaits(items(['a', 'b'], [['a', 3], ['b', 2], ['c', 1]]), placed)).toBe(false);
  expect(betterOrderWaits(items(['a', 'b'], [['a', 3], ['b', 2], ['c', 4]]), placed)).toBe(true);
  expect(betterOrderWaits(items(['a', 'b'], [['a', 1], ['b', 2], ['c', 0]]), placed)).toBe(true);
  expect(betterOrderWaits(items(['a', 'b'], [['a', 3], ['b', 2], ['c', 2.01]]), placed)).toBe(false);
  expect(betterOrderWaits(items([], [['a', 3], ['b', 2], ['c', 4]]), placed)).toBe(false);
});
