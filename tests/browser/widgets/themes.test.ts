import classicDark from 'gestalt-design-tokens/dist/css/classic/variables-dark.css?raw';
import classic from 'gestalt-design-tokens/dist/css/classic/variables.css?raw';
import refreshedDark from 'gestalt-design-tokens/dist/css/vr-theme-web-mapping/variables-dark.css?raw';
import refreshed from 'gestalt-design-tokens/dist/css/vr-theme-web-mapping/variables.css?raw';
import {afterEach, expect, test} from 'vitest';
import gestalt from '../../../widgets/themes/gestalt.css?raw';
import neutral from '../../../widgets/themes/neutral.css?raw';
import {tokens} from '../../../widgets/tokens.js';
import {open} from './stage.js';

const defaults = new Map([...tokens.cssText.matchAll(/var\((--inkling-[\w-]+), (.*)\);/g)].map(([, name = '', value = '']) => [name, value]));
const set = (sheet: string) => new Map([...sheet.matchAll(/(--inkling-[\w-]+): (.*);/g)].map(([, name = '', value = '']) => [name, value]));

let sheet: HTMLStyleElement | undefined;
afterEach(() => sheet?.remove());

function dress(css: string): void {
  sheet = document.createElement('style');
  sheet.textContent = css;
  document.head.append(sheet);
}

/** sRGB, 0 to 255, of whatever way to write a colour. */
function pixel(colour: string): readonly [number, number, number] {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) throw new Error('No canvas.');
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r, g, b] = pixel(colour).map(value => value / 255).map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test('[W6] the neutral theme says what the elements take by themselves, token by token', () => {
  expect(Object.fromEntries(set(neutral))).toEqual(Object.fromEntries(defaults));
});

test('[W6] the Gestalt theme sets only tokens that there are', () => {
  expect([...set(gestalt).keys()].filter(name => !defaults.has(name))).toEqual([]);
  expect(set(gestalt).size).toBeGreaterThan(20);
});

/** Text needs 4.5, what is only drawn 3 [WCAG 1.4.3, 1.4.11]. */
const READ = [
  ['text', 'surface'], ['text', 'surface-sunk'], ['text', 'surface-raised'], ['text-subtle', 'surface'], ['text-subtle', 'surface-sunk'], ['text-subtle', 'surface-raised'], ['accent', 'surface'],
  ['on-accent', 'accent'], ['on-accent', 'accent-hover'], ['accent', 'accent-weak'], ['positive', 'surface'], ['positive', 'positive-weak'], ['caution', 'surface'], ['caution', 'caution-weak'],
  ['negative', 'surface'], ['negative', 'negative-weak'],
] as const;
const DRAWN = [['focus', 'surface'], ['border-strong', 'surface']] as const;

test.each([
  ['neutral', 'light', neutral], ['neutral', 'dark', neutral],
  ['Gestalt, classic', 'light', classic + gestalt], ['Gestalt, classic', 'dark', classic + classicDark + gestalt],
  ['Gestalt, visual refresh', 'light', refreshed + gestalt], ['Gestalt, visual refresh', 'dark', refreshed + refreshedDark + gestalt],
] as const)('[W5] [W6] %s, %s: what is written can be read', async (_name, scheme, css) => {
  dress(`:root { color-scheme: ${scheme}; } ${css}`);
  const {provider} = await open();
  const probe = provider.appendChild(document.createElement('span'));
  const colour = (token: string) => {
    probe.style.color = `var(--inkling-${token})`;
    return getComputedStyle(probe).color;
  };
  const faint = (pairs: readonly (readonly [string, string])[], least: number) => pairs
    .map(([ink, paper]) => ({ink, paper, ratio: contrast(colour(ink), colour(paper))})).filter(({ratio}) => ratio < least);
  expect(faint(READ, 4.5)).toEqual([]);
  expect(faint(DRAWN, 3)).toEqual([]);
});

test('[W6] where there are no Gestalt variables, its theme leaves the neutral look', async () => {
  const bare = await open();
  const shown = () => {
    const button = bare.card('a').renderRoot.querySelector('.button');
    return button && ['color', 'backgroundColor', 'borderRadius'].map(name => getComputedStyle(button)[name as 'color']);
  };
  const before = shown();
  dress(gestalt);
  expect(shown()).toEqual(before);
});
