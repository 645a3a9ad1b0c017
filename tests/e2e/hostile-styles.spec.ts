/** A host page whose style sheets are for nobody but itself: what stands in our elements looks as on the page beside it, and is where it was. */
import type {Page} from '@playwright/test';
import {expect, test} from './fixtures.js';
import {lossesOf, openState, settled} from './every-state.js';

/** One of each face that an element has. */
const STATES = ['ranked', 'error', 'details', 'applied', 'conflict', 'dismissed', 'line', 'badge', 'why-open', 'outcome-within', 'kept-asking'];
const NAMES = 'inkling-provider, inkling-panel, inkling-card, inkling-inline, inkling-badge, inkling-why, inkling-outcome, inkling-local-data';
/** What of the page holds our elements: a host that hides that hides us too. */
const HOLDERS = ':not(main, .specimen-row, .specimen-row > div, .specimen-row > span, .specimen-nav, .specimen-nav > a, .specimen-paper)';

const SHEETS = {
  'a loud page that means all its text': `
    :not(:root) {
      color: transparent !important; -webkit-text-fill-color: transparent !important; font-size: 40px !important; font-style: italic !important; font-weight: 900 !important;
      font-variant: small-caps !important; line-height: 0 !important; letter-spacing: 9px !important; word-spacing: 20px !important; text-transform: uppercase !important; text-indent: 50px !important;
      text-align: right !important; text-shadow: 0 0 9px red !important; text-decoration: line-through !important; white-space: nowrap !important; word-break: break-all !important; box-sizing: content-box !important;
      fill: red !important; stroke: lime !important; list-style: square inside !important; border-collapse: collapse !important;
    }`,
  'an old sheet with rules for names of elements, classes, ids, roles and parts': `
    :is(div, span, p, ul, li, dl, dt, dd, section, article, header, fieldset, legend, label, strong, small, bdi, i, a, svg, rect, path)${HOLDERS} { display: none; float: left; padding: 40px; }
    :is(button, input, [type=radio], [type=range]) { position: absolute; inset: 0; width: 1px; height: 1px; padding: 0; border: 9px solid red; background: black; color: black; font: 3px/1 serif; appearance: none; }
    .card, .button, .menu, .list, .line, .sheet, .count, .answer, .outcome, .box, .message, .note, .headline, #headline, #menu, #list, #goal, #heading, #details { display: none !important; }
    [part], [role], [aria-labelledby], [popover] { display: none !important; }
    inkling-card::before, inkling-panel::after, inkling-provider::before { content: none; }`,
  'a page that is zoomed, moved and turned by a library': 'main { transform: translate3d(6px, 4px, 0); filter: saturate(1); will-change: transform; perspective: 800px; contain: layout; }',
};

const USED = [
  'color', 'fontFamily', 'fontSize', 'fontStyle', 'fontWeight', 'fontVariantCaps', 'lineHeight', 'letterSpacing', 'wordSpacing', 'textTransform', 'textIndent', 'textAlign', 'textShadow', 'textDecorationLine', 'whiteSpace', 'wordBreak',
  'webkitTextFillColor', 'direction', 'visibility', 'opacity', 'display', 'position', 'boxSizing', 'backgroundColor', 'cursor',
] as const;
/** That only pictures use: text has none. */
const DRAWN = ['fill', 'stroke'] as const;

/** Each element in our shadow roots: how it looks, and its box within the element that holds it. */
const sightOf = (page: Page) => page.evaluate(([used, drawn, names]) => {
  const found: Record<string, string> = {};
  const read = (root: ShadowRoot, of: string, from: DOMRect): void => root.querySelectorAll('*').forEach((element, index) => {
    const style = getComputedStyle(element);
    const {left, top, width, height} = element.getBoundingClientRect();
    // A line has no inside to be filled.
    const isPicture = element instanceof SVGElement && !(element instanceof SVGSVGElement || element instanceof SVGLineElement);
    const where = `${of} ${index} ${element.localName}.${element.getAttribute('class') ?? ''}`;
    for (const name of isPicture ? [...used, ...drawn] : used) found[`${where} ${name}`] = style[name];
    if (width > 0) found[`${where} box`] = [left - from.left, top - from.top, width, height].map(value => Math.round(value)).join(' ');
    if (element.shadowRoot) read(element.shadowRoot, `${where} >`, from);
  });
  document.querySelectorAll(names).forEach((element, index) => {
    if (element.shadowRoot && element.localName !== 'inkling-provider') read(element.shadowRoot, `${element.localName} ${index}`, element.getBoundingClientRect());
  });
  return found;
}, [USED, DRAWN, NAMES] as const);

/** As a page has it: before our elements, and stronger than anything that is not important. */
const dress = (page: Page, css: string) => page.evaluate(text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}, css);

for (const [what, css] of Object.entries(SHEETS)) {
  test(`[W1] ${what} changes nothing in our elements`, async ({page, server, quiet: _}) => {
    await page.emulateMedia({reducedMotion: 'reduce'});
    const changed: string[] = [];
    let compared = 0;
    for (const id of STATES) {
      await openState(page, server, id, {theme: 'light'});
      const before = await sightOf(page);
      await dress(page, css);
      await settled(page);
      const after = await sightOf(page);
      compared += Object.keys(before).length;
      for (const [where, was] of Object.entries(before)) if (after[where] !== was) changed.push(`${id}: ${where}: ${was} → ${after[where]}`);
    }
    expect(changed).toEqual([]);
    expect(compared, 'values that were compared').toBeGreaterThan(5000);
  });
}

test('[W1] a page that unsets everything of every element, ours too: each text can be read, and what is said to screen readers stays out of sight', async ({page, server, quiet: _}) => {
  const lost: string[] = [];
  for (const id of STATES) {
    await openState(page, server, id, {theme: 'light'});
    await dress(page, ':not(:root) { all: unset !important; } body, main, div { display: block !important; }');
    await settled(page);
    lost.push(...(await lossesOf(page)).map(line => `${id}: ${line}`));
    const region = page.locator('[data-inkling]').first();
    await expect(region).toHaveCSS('clip-path', 'inset(50%)');
    await expect(region).toHaveCSS('height', '1px');
  }
  expect(lost).toEqual([]);
});

test('[W1] on a zoomed, moved page, a menu opens beside its button, and the live region of a page that hides its divs can be heard', async ({page, server, quiet: _}) => {
  for (const css of ['html { zoom: 1.5; }', 'main { zoom: 1.4; }', 'body { transform: translate(40px, 30px) scale(0.9); } div { display: none; }']) {
    await openState(page, server, 'ready', {theme: 'light'});
    await dress(page, css);
    const button = page.getByRole('button', {name: 'More actions'});
    await button.click();
    const menu = page.getByRole('menu');
    await expect(menu).toBeVisible();
    const [from, to] = [await button.boundingBox(), await menu.boundingBox()];
    if (!from || !to) throw new Error('There is no box.');
    expect.soft(Math.abs(to.y - (from.y + from.height)), `${css}: below its button`).toBeLessThan(12);
    expect.soft(Math.abs(to.x + to.width - (from.x + from.width)), `${css}: lined up with it`).toBeLessThan(24);
    await page.getByRole('menuitem', {name: 'For 1 day'}).click();
    await expect(page.getByRole('status')).toContainText('Snoozed until');
  }
});
