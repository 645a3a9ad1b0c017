/** Moves a list that stands [W4], and says whether letting it move would be worth it [P5]. */
import type {SlateItem} from '../src/types.js';
import {hasFocus} from './focus.js';

/** A better order is worth a button when it gains at least this share of the list's spread of utility. */
const WORTHWHILE = 0.02;
const GLIDE_MS = 280;

/**
 * As `OrderController.arrange` says.
 * @param gliding - What glides; what glided before ends where it is.
 * @param still - Nothing glides.
 */
export async function rearrange(list: HTMLElement, children: readonly HTMLElement[], gliding: Animation[], settled: () => Promise<unknown>, still: boolean): Promise<boolean> {
  const before = places(list);
  gliding.splice(0).forEach(animation => animation.cancel());
  const stay = new Set(children);
  const earlier = [...list.children].filter(child => stay.has(child as HTMLElement));
  for (const child of [...list.children]) if (!stay.has(child as HTMLElement)) child.remove();
  putInOrder(list, children);
  const later = children.filter(child => before.has(child));
  await settled();
  if (!still) gliding.push(...glide(list, before));
  return earlier.some((child, i) => child !== later[i]);
}

function glide(list: HTMLElement, before: ReadonlyMap<Element, Place>): Animation[] {
  return [...places(list)].flatMap(([child, {x, y, inView}]) => {
    const from = before.get(child);
    // What nobody sees is not drawn on a layer of its own.
    if (!inView && !from?.inView) return [];
    if (!from) return before.size > 0 ? child.animate({opacity: [0, 1]}, {duration: GLIDE_MS, easing: 'ease-out'}) : [];
    if (Math.abs(from.x - x) + Math.abs(from.y - y) <= 0.5) return [];
    return child.animate({transform: [`translate(${from.x - x}px, ${from.y - y}px)`, 'none']}, {duration: GLIDE_MS, easing: 'cubic-bezier(0.2, 0, 0, 1)'});
  });
}

/**
 * Whether letting go of the pins would bring something better up: a card below a pinned one has gained on it since that one was last placed freely.
 * What chance or the server put out of the order of utility at that time is no reason.
 * @param placed - For each candidate, the utilities of all when it was last placed freely; where that was on another page, what counts is who is better now.
 */
export function betterOrderWaits(items: readonly SlateItem[], placed: ReadonlyMap<string, ReadonlyMap<string, number>>): boolean {
  const utilities = items.map(item => item.utility);
  const least = WORTHWHILE * (Math.max(...utilities) - Math.min(...utilities)) + 1e-9;
  return items.some((upper, i) => upper.pinned && items.slice(i + 1).some(lower => {
    const then = placed.get(upper.candidate.id);
    const [below, above] = [then?.get(lower.candidate.id), then?.get(upper.candidate.id)];
    const gapThen = below === undefined || above === undefined ? 0 : Math.max(0, below - above);
    return lower.utility - upper.utility - gapThen > least;
  }));
}

/** Where a child of the list stands within it, running glides included, and whether any of it is in the window. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly inView: boolean;
}

function places(list: HTMLElement): Map<Element, Place> {
  const {left, top} = list.getBoundingClientRect();
  return new Map([...list.children].map(child => {
    const rect = child.getBoundingClientRect();
    return [child, {x: rect.left - left, y: rect.top - top, inView: rect.bottom > 0 && rect.top < innerHeight}];
  }));
}

/** Moves as few children as it simply can. The one with the focus never moves where moving would blur it: the others go around it. */
function putInOrder(list: HTMLElement, children: readonly HTMLElement[]): void {
  const keepsFocus = typeof list.moveBefore === 'function';
  const focused = keepsFocus ? undefined : children.find(hasFocus);
  let at = list.firstElementChild;
  for (const child of children) {
    if (child === at) {
      at = at.nextElementSibling;
    } else if (child === focused) {
      while (at && at !== focused) {
        const next: Element | null = at.nextElementSibling;
        list.append(at);
        at = next;
      }
      at = focused.nextElementSibling;
    } else if (keepsFocus && child.parentNode === list) {
      list.moveBefore(child, at);
    } else {
      list.insertBefore(child, at);
    }
  }
}
