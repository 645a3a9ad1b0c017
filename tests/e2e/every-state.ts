/** The designers' page, one state at a time: the list is the page's own, so that a new state is looked at as soon as it stands there. */
import type {Page} from '@playwright/test';
import type {DemoServer} from '../support/demo-server.js';
import {axe} from './axe.js';
import {expect} from './fixtures.js';

/** Fewer than these were there once: a page that lost some is broken, however well the rest stands. */
const FLOOR = 67;
export const ELEMENTS = ['inkling-badge', 'inkling-card', 'inkling-inline', 'inkling-local-data', 'inkling-outcome', 'inkling-panel', 'inkling-provider', 'inkling-why'] as const;
/** What a state keeps closed, and a person opens: the menu of a card, the goal, the sheet of a line, the answer to why. */
export const OPENED: Readonly<Record<string, string>> = {ready: 'More actions', ranked: 'Goal', line: 'Suggestion:', why: 'Why this, why here', details: 'Why this, why here'};

/** The ids of all states, in the order of the page. */
export async function statesOf(page: Page, server: DemoServer): Promise<string[]> {
  await page.goto(`${server.url}/states.html`);
  const links = page.locator('#list a');
  await expect(links.first()).toBeAttached();
  const ids = await links.evaluateAll(all => all.map(link => (link as HTMLAnchorElement).hash.slice(1)));
  const states = ids.filter((id, index) => ids.indexOf(id) === index);
  expect(states.length, 'states on the page').toBeGreaterThanOrEqual(FLOOR);
  return states;
}

/** Opens one state alone, and waits until it stands still. @returns the elements that show it */
export async function openState(page: Page, server: DemoServer, id: string, look: Readonly<Record<string, string>> = {}): Promise<string[]> {
  await page.goto(`${server.url}/states.html?${new URLSearchParams({...look, only: id})}`);
  await expect(page.locator('main').locator('*').first()).toBeAttached();
  await settled(page);
  return page.evaluate(() => {
    const names = new Set<string>();
    const read = (root: ParentNode): void => root.querySelectorAll('*').forEach(element => {
      if (element.localName.startsWith('inkling-')) names.add(element.localName);
      if (element.shadowRoot) read(element.shadowRoot);
    });
    read(document);
    return [...names];
  });
}

/** Nothing is still to be defined, loaded or drawn, and what glides has arrived; what breathes for ever does not count. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const picture = (): string => {
      const parts: string[] = [];
      const read = (root: Element | ShadowRoot): void => {
        parts.push(root.innerHTML.replace(/<!--.*?-->/g, ''));
        root.querySelectorAll('*').forEach(element => {
          if (element.matches(':not(:defined)')) parts.push(String(performance.now()));
          if (element.shadowRoot) read(element.shadowRoot);
        });
      };
      read(document.body);
      return parts.join('');
    };
    let [before, still] = ['', 0];
    while (still < 5) {
      await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
      await Promise.all(document.getAnimations().filter(({effect}) => effect?.getTiming().iterations === 1).map(({finished}) => finished.catch(() => undefined)));
      const now = picture();
      still = now === before ? still + 1 : 0;
      before = now;
    }
    await document.fonts.ready;
  });
}

/** What axe finds; a state alone is what a frame shows, no page: its headings begin where its host's do. */
export const violationsOf = (page: Page): Promise<string[]> => axe(page, ['page-has-heading-one']);

/** All that can be pressed, chosen or followed now, through the shadow roots, in the order of the tree. */
export interface Target {
  readonly what: string;
  readonly width: number;
  readonly height: number;
  /** It stands in a line of text, whose height is its own [WCAG 2.5.8]. */
  readonly inText: boolean;
  /** Tab stops at it: of radio buttons of one group, and of what moves by arrows, only at one. */
  readonly isStop: boolean;
}

export const targetsOf = (page: Page): Promise<Target[]> => page.evaluate(() => {
  const found: Target[] = [];
  const read = (root: ParentNode): void => root.querySelectorAll('*').forEach(element => {
    if (element.shadowRoot) read(element.shadowRoot);
    if (!(element instanceof HTMLElement) || !element.matches('button, a[href], input, select, textarea, summary, [role=menuitem], [tabindex="0"]')) return;
    if (!element.checkVisibility({visibilityProperty: true})) return;
    // A label is pressed like its box.
    const {width, height} = (element.closest('label') ?? element).getBoundingClientRect();
    const within = (element.getRootNode() as ShadowRoot).host?.localName ?? 'the page';
    const inText = element instanceof HTMLAnchorElement && getComputedStyle(element).display === 'inline';
    const group = element instanceof HTMLInputElement && element.type === 'radio' ? [...(element.getRootNode() as ShadowRoot).querySelectorAll<HTMLInputElement>(`[type=radio][name="${element.name}"]`)] : [];
    const isStop = element.tabIndex >= 0 && (group.length === 0 || element === (group.find(({checked}) => checked) ?? group[0]));
    found.push({isStop, what: `${within}: ${element.localName}.${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim()}"`, width, height, inText});
  });
  read(document.body);
  return found;
});

/** Text that is cut off, lies over another text or under a control that is not its own, or stands outside the page; one line each. What only screen readers get is cut by design. */
export const lossesOf = (page: Page): Promise<string[]> => page.evaluate(() => {
  const found: string[] = [];
  const texts: {readonly text: string; readonly parent: Element; readonly rects: readonly DOMRect[]}[] = [];
  const controls: Element[] = [];
  const parentOf = (element: Element): Element | null => element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as ShadowRoot).host ?? null;
  /** What is open lies over the rest, and scrolls by itself; a bar that sticks to the window's edge lies over what scrolls by. */
  const isInFlow = (element: Element): boolean => {
    let above: Element | null = element;
    while (above && !above.matches(':popover-open, dialog[open]') && getComputedStyle(above).position !== 'sticky') above = parentOf(above);
    return above === null;
  };
  const read = (root: Document | ShadowRoot): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element && node.shadowRoot) read(node.shadowRoot);
      if (node instanceof Element && node.matches('button, input, select') && node.checkVisibility({visibilityProperty: true})) controls.push(node);
      const parent = node.parentElement;
      if (!(node instanceof Text) || !node.data.trim() || !parent?.checkVisibility({visibilityProperty: true}) || parent.closest('script, style')) continue;
      let box: Element | null = parent;
      while (box && getComputedStyle(box).clipPath !== 'inset(50%)') box = parentOf(box);
      // For those who hear it.
      if (box) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      // A line in a row ends in dots where its row is narrow: it opens to the whole.
      if (parent.closest('.line, .specimen-row strong')) continue;
      if (!isInFlow(parent)) continue;
      texts.push({text: node.data.trim(), parent, rects: [...range.getClientRects()].filter(({width}) => width > 0)});
    }
  };
  read(document);
  const {clientWidth, scrollWidth} = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} px wide in ${clientWidth}`);
  for (const {text, parent, rects} of texts) {
    for (const {left, right, top, bottom} of rects) {
      if (left < -1 || right > clientWidth + 1) found.push(`outside the page: "${text}"`);
      for (let box: Element | null = parent; box && box !== document.body; box = parentOf(box)) {
        const {overflowX, overflowY, display} = getComputedStyle(box);
        if ((overflowX === 'visible' && overflowY === 'visible') || display === 'inline' || display === 'contents') continue;
        const edge = box.getBoundingClientRect();
        if (left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 2 || bottom > edge.bottom + 2) found.push(`cut by ${box.localName}.${box.className}: "${text}"`);
      }
    }
  }
  const overlap = (a: DOMRect, b: DOMRect) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.4 * Math.min(a.height, b.height);
  for (const {text, parent, rects} of texts) {
    const control = controls.find(each => !each.contains(parent) && !each.closest('label')?.contains(parent) && isInFlow(each) && rects.some(rect => overlap(rect, each.getBoundingClientRect())));
    if (control) found.push(`"${text}" lies under "${(control.getAttribute('aria-label') ?? control.textContent ?? '').trim()}"`);
  }
  texts.forEach((one, index) => texts.slice(index + 1).forEach(other => {
    if (one.rects.some(a => other.rects.some(b => overlap(a, b)))) found.push(`"${one.text}" lies over "${other.text}"`);
  }));
  return [...new Set(found)];
});
