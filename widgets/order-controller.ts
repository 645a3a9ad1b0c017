/** Keeps a list calm [P5] [W4]: what was seen or touched holds its place, what moves glides, and the focus stays where it is. */
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {SlateItem} from '../src/types.js';
import {hasFocus} from './focus.js';
import {Later} from './later.js';

/** A first list is only appended to: what moves a list that stands comes after it. */
export const arrangingLater = new Later(() => import('./arranging.js'));

export class OrderController implements ReactiveController {
  /** Keys of the children that keep their place. */
  readonly held = new Set<string>();
  readonly #gliding: Animation[] = [];
  /** The newest order that was asked for. */
  #turn = 0;
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
    return !!list && (list.matches(':hover') || hasFocus(list) || this.menuOpen() || selectionWithin(this.host) || reducedMotion());
  }

  /** Says whether letting go of the pins would bring something better up; at once, but where the first list has some. */
  weigh(items: readonly SlateItem[], placed: ReadonlyMap<string, ReadonlyMap<string, number>>, told: (waits: boolean) => void): void {
    const {module} = arrangingLater;
    if (!items.some(({pinned}) => pinned)) return told(false);
    if (module) return told(module.betterOrderWaits(items, placed));
    told(false);
    void arrangingLater.load().then(({betterOrderWaits}) => told(betterOrderWaits(items, placed)), () => undefined);
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
    const turn = ++this.#turn;
    // A first list has nothing to move.
    if (!list.firstElementChild) {
      list.append(...children);
      return settled().then(() => false);
    }
    const arranging = arrangingLater.module ?? await arrangingLater.load().catch(() => null);
    if (turn !== this.#turn) return false;
    if (!arranging) list.replaceChildren(...children);
    return arranging?.rearrange(list, children, this.#gliding, settled, reducedMotion()) ?? false;
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
