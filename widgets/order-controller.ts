/** Keeps a list calm [P5] [W4]: what was seen or touched holds its place, what moves glides, and the focus stays where it is. */
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {SlateItem} from '../src/types.js';

/** A better order is worth a button when it gains at least this share of the list's spread of utility. */
const WORTHWHILE = 0.02;
const GLIDE_MS = 280;

export class OrderController implements ReactiveController {
  /** Keys of the children that keep their place. */
  readonly held = new Set<string>();
  #gliding: Animation[] = [];
  #list: HTMLElement | null = null;

  constructor(readonly host: ReactiveControllerHost & HTMLElement, readonly menuOpen: () => boolean) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#gliding.forEach(animation => animation.cancel());
  }

  attach(list: HTMLElement | null): void { this.#list = list; }

  /** Whether someone is at it: focus, pointer, open menu, selected text. What is on screen must not move then; nor ever without a glide. */
  get engaged(): boolean {
    const list = this.#list;
    return !!list && (list.matches(':hover, :focus-within') || this.menuOpen() || selectionWithin(this.host) || reducedMotion());
  }

  onScreen(child: Element): boolean {
    const {top, bottom, height} = child.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  }

  /**
   * Brings the list's children into this order: others leave, new ones appear, moved ones glide, the focused one is not taken out of the page.
   * @param settled - Resolves when the children have drawn themselves, without a frame in between.
   * @returns Whether children that stay changed places among themselves.
   */
  async arrange(children: readonly HTMLElement[], settled: () => Promise<unknown>): Promise<boolean> {
    const list = this.#list;
    if (!list) return false;
    const before = places(list);
    this.#gliding.forEach(animation => animation.cancel());
    this.#gliding = [];
    const stay = new Set(children);
    const earlier = [...list.children].filter(child => stay.has(child as HTMLElement));
    for (const child of [...list.children]) if (!stay.has(child as HTMLElement)) child.remove();
    putInOrder(list, children);
    const later = children.filter(child => before.has(child));
    await settled();
    if (!reducedMotion()) this.#glide(list, before);
    return earlier.some((child, i) => child !== later[i]);
  }

  #glide(list: HTMLElement, before: ReadonlyMap<Element, {x: number; y: number}>): void {
    for (const [child, {x, y}] of places(list)) {
      const from = before.get(child);
      if (!from) {
        if (before.size > 0) this.#gliding.push(child.animate({opacity: [0, 1]}, {duration: GLIDE_MS, easing: 'ease-out'}));
      } else if (Math.abs(from.x - x) + Math.abs(from.y - y) > 0.5) {
        this.#gliding.push(child.animate({transform: [`translate(${from.x - x}px, ${from.y - y}px)`, 'none']}, {duration: GLIDE_MS, easing: 'cubic-bezier(0.2, 0, 0, 1)'}));
      }
    }
  }

  /** What leaves unasked leaves its room behind, so that the page below does not move; the next touch gives it back. */
  holdHeight(): void {
    const list = this.#list;
    if (!list) return;
    list.style.minBlockSize = `${list.getBoundingClientRect().height}px`;
    for (const touch of ['pointerdown', 'keydown']) this.host.addEventListener(touch, this.releaseHeight);
  }

  releaseHeight = (): void => {
    for (const touch of ['pointerdown', 'keydown']) this.host.removeEventListener(touch, this.releaseHeight);
    if (this.#list) this.#list.style.minBlockSize = '';
  };
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

/** Offsets within the list, running glides included. */
function places(list: HTMLElement): Map<Element, {x: number; y: number}> {
  const {left, top} = list.getBoundingClientRect();
  return new Map([...list.children].map(child => {
    const rect = child.getBoundingClientRect();
    return [child, {x: rect.left - left, y: rect.top - top}];
  }));
}

/** Moves as few children as it simply can. The one with the focus never moves where moving would blur it: the others go around it. */
function putInOrder(list: HTMLElement, children: readonly HTMLElement[]): void {
  const keepsFocus = typeof list.moveBefore === 'function';
  const focused = keepsFocus ? undefined : children.find(child => child.matches(':focus-within'));
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

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Whether text is selected inside an element, through its shadow roots where the browser can tell. */
function selectionWithin(element: HTMLElement): boolean {
  const selection = document.getSelection();
  if (!selection) return false;
  const root = element.shadowRoot;
  const shadowRoots = root ? [root, ...[...root.querySelectorAll('*')].flatMap(child => child.shadowRoot ?? [])] : [];
  const range = typeof selection.getComposedRanges === 'function' ? selection.getComposedRanges({shadowRoots})[0] : undefined;
  if (range) return !range.collapsed && shadowRoots.includes(range.startContainer.getRootNode() as ShadowRoot);
  return !selection.isCollapsed && selection.containsNode(element, true);
}
