/** Who has the focus, as the browser tells assistive technology; and a person who has no mouse. */
import type {CDPSession, Page} from '@playwright/test';
import {expect} from './fixtures.js';

interface AxNode {
  readonly role?: {readonly value?: string};
  readonly name?: {readonly value?: string};
}

/** Through the shadow roots; null where only the page itself has the focus. */
const ACTIVE = `(() => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active === document.body ? null : active;
})()`;

export class Keyboard {
  private constructor(readonly page: Page, private readonly session: CDPSession) {}

  static async of(page: Page): Promise<Keyboard> {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    return new Keyboard(page, session);
  }

  /** `button Apply`: role and name from Chromium's own tree. Null where only the page itself has the focus. */
  async focus(): Promise<string | null> {
    const {result: {objectId}} = await this.session.send('Runtime.evaluate', {expression: ACTIVE});
    if (!objectId) return null;
    const {nodes: [node]} = await this.session.send('Accessibility.getPartialAXTree', {objectId, fetchRelatives: false}) as {nodes: readonly AxNode[]};
    return `${node?.role?.value} ${node?.name?.value ?? ''}`.trim();
  }

  /** A key at a time; after each, something has the focus still. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await expect.poll(() => this.focus(), `after ${key} something has the focus`).not.toBeNull();
    }
  }

  async expectFocus(wanted: string | RegExp): Promise<void> {
    await expect.poll(() => this.focus()).toEqual(typeof wanted === 'string' ? wanted : expect.stringMatching(wanted));
  }

  /** On with Tab until it is reached. */
  async tabTo(wanted: RegExp): Promise<void> {
    for (let presses = 0; presses < 30; presses++) {
      await this.page.keyboard.press('Tab');
      if (wanted.test(await this.focus() ?? '')) return;
    }
    throw new Error(`Tab never reached ${wanted}; it ended at ${await this.focus()}.`);
  }

  /** From the top of the page to its end: each stop, and whether a ring is to be seen there. */
  async stops(): Promise<{readonly what: string; readonly hasRing: boolean}[]> {
    const found: {what: string; hasRing: boolean}[] = [];
    for (let presses = 0; presses < 60; presses++) {
      await this.page.keyboard.press('Tab');
      const {isNew, hasRing} = await this.page.evaluate(async () => {
        // What Tab scrolls into view closes what is open when the next frame comes.
        await new Promise(requestAnimationFrame);
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        const visited = (window as unknown as {visited?: Set<Element | null>}).visited ??= new Set();
        return {
          isNew: active !== document.body && visited.size < visited.add(active).size,
          // Of a radio button its label is what is seen.
          hasRing: [active, active?.nextElementSibling].some(element => element && getComputedStyle(element).outlineStyle !== 'none' && parseFloat(getComputedStyle(element).outlineWidth) >= 1),
        };
      });
      // Past the last one the browser's own controls have it, or, where there are none, the first one again.
      if (!isNew) return found;
      found.push({what: await this.focus() ?? 'none', hasRing});
    }
    throw new Error(`Tab does not leave the page: ${found.slice(-4).map(({what}) => what).join(', ')}.`);
  }
}
