/** A knob for each design token of the widgets: turned, it shows at once; copied, it is the sheet that a host page loads. */
import neutral from 'inkling/themes/neutral.css?inline';
import {element} from './dom.js';

/** `text-subtle` → its value in the neutral theme. */
const TOKENS = [...neutral.matchAll(/--inkling-([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value] as const);
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

/** The sheet that says what was turned. */
const written = (turned: ReadonlyMap<string, string>, selector: string): string =>
  (turned.size === 0 ? '' : `${selector} {\n${[...turned].map(([name, value]) => `  --inkling-${name}: ${value};\n`).join('')}}\n`);

const valid = (value: string): boolean => value.trim() !== '' && !/[{};]/.test(value);

/** @param said - Told what there is to announce. */
export function tokenKnobs(said: (text: string) => void): HTMLElement {
  const turned = new Map<string, string>();
  const shown = element('pre', {class: 'token-sheet', tabindex: '0', 'aria-label': 'The sheet'});
  const show = (): void => {
    // It goes before the look that is chosen beside it.
    sheet.replaceSync(written(turned, ':root:root:root inkling-provider'));
    shown.textContent = written(turned, 'inkling-provider') || '/* Nothing turned yet. */';
  };
  const knob = ([name, value]: readonly [string, string]): HTMLElement => {
    const field = element('input', {type: 'text', value, spellcheck: 'false', oninput: () => {
      const given = field.value.trim();
      if (given === value) turned.delete(name);
      else if (valid(given)) turned.set(name, given);
      field.setAttribute('aria-invalid', String(!valid(given)));
      show();
    }});
    return element('label', {}, name, field);
  };
  show();
  return element('details', {class: 'token-knobs'}, element('summary', {}, 'Tokens'),
    element('div', {class: 'token-list'}, ...TOKENS.map(knob)),
    element('div', {class: 'token-copy'}, shown,
      element('button', {type: 'button', onclick: () => {
        void navigator.clipboard.writeText(shown.textContent ?? '').then(() => said('Copied'), () => said('The browser lets nothing be copied here: select the sheet instead'));
      }}, 'Copy as CSS')));
}
