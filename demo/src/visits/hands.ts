/** Hands on the page: they find what a person would see, go there, press and type. What they press is the page's own, and it answers as it would to anybody. */
import {element} from '../dom.js';
import {rest, type Pace} from './player.js';

/** How long something may take to appear. */
const PATIENCE_MS = 15_000;
const LOOK_AGAIN_MS = 40;
/** Of a hand on its way, and between two keys; at speed 1. */
const GLIDE_MS = 420;
const KEY_MS = 55;
/** From this speed on nobody sees the hand move: it jumps. */
const TOO_FAST = 8;

/** The visit was stopped: what was begun is left. */
class Stopped extends Error {}

/** A second frame: the first lays out what was asked for, the second has drawn it. */
const drawn = (): Promise<unknown> => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));

export class Hands {
  #pace: Pace = {speed: 1, signal: new AbortController().signal};
  #pointer = element('div', {class: 'visit-pointer', 'aria-hidden': 'true', popover: 'manual'});

  set pace(pace: Pace) { this.#pace = pace; }

  /** The pointer is seen from here on. */
  show(): void {
    if (!this.#pointer.isConnected) document.body.append(this.#pointer);
    // Above whatever was opened last.
    if (this.#pointer.matches(':popover-open')) this.#pointer.hidePopover();
    this.#pointer.showPopover();
  }

  hide(): void { this.#pointer.remove(); }

  /** Waits until it is there. @param what - It, in words: what could not be found is named by them. */
  async until<Found>(find: () => Found | null | undefined | false, what: string): Promise<Found> {
    const from = performance.now();
    for (;;) {
      if (this.#pace.signal.aborted) throw new Stopped();
      const found = find();
      if (found) return found;
      if (performance.now() - from > PATIENCE_MS) throw new Error(`${what} is not there.`);
      await rest(LOOK_AGAIN_MS, this.#pace.signal);
    }
  }

  rest(seconds: number): Promise<void> { return rest(1000 * seconds / this.#pace.speed, this.#pace.signal); }

  async press(target: HTMLElement): Promise<void> {
    await this.#go(target);
    const about = {bubbles: true, composed: true, cancelable: true, pointerType: 'mouse', isPrimary: true, button: 0};
    for (const type of ['pointerover', 'pointermove', 'pointerdown']) target.dispatchEvent(new PointerEvent(type, about));
    target.focus({preventScroll: true});
    target.dispatchEvent(new PointerEvent('pointerup', about));
    target.click();
    await drawn();
  }

  /** Over what stands there. */
  async type(field: HTMLInputElement, text: string): Promise<void> {
    await this.#go(field);
    field.focus({preventScroll: true});
    field.value = '';
    field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true, inputType: 'deleteContent'}));
    for (const key of text) {
      field.value += key;
      field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true, data: key, inputType: 'insertText'}));
      if (this.#pace.speed < TOO_FAST) await rest(KEY_MS / this.#pace.speed, this.#pace.signal);
    }
  }

  /** A choice in a list, or a slider. */
  async set(field: HTMLInputElement | HTMLSelectElement, value: string): Promise<void> {
    await this.#go(field);
    field.focus({preventScroll: true});
    if (field.value === value) return;
    field.value = value;
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, {bubbles: true, composed: type === 'input'}));
    await drawn();
  }

  async #go(target: HTMLElement): Promise<void> {
    const {speed, signal} = this.#pace;
    const {top, bottom} = target.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 120) {
      target.scrollIntoView({block: 'center'});
      await drawn();
    }
    this.show();
    const box = target.getBoundingClientRect();
    const glide = speed < TOO_FAST ? GLIDE_MS / speed : 0;
    this.#pointer.style.transitionDuration = `${glide}ms`;
    this.#pointer.style.translate = `${box.left + Math.min(box.width / 2, 40)}px ${box.top + box.height / 2}px`;
    await rest(glide, signal);
    if (signal.aborted) throw new Stopped();
  }
}
