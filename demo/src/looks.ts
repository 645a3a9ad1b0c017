/** Ways to look at the suggestions. Each is kept in the address, so that a look has a link. */
import classicDark from 'gestalt-design-tokens/dist/css/classic/variables-dark.css?inline';
import classic from 'gestalt-design-tokens/dist/css/classic/variables.css?inline';
import refreshedDark from 'gestalt-design-tokens/dist/css/vr-theme-web-mapping/variables-dark.css?inline';
import refreshed from 'gestalt-design-tokens/dist/css/vr-theme-web-mapping/variables.css?inline';
import gestalt from 'inkling/themes/gestalt.css?inline';
import {element} from './dom.js';
import {PSEUDO} from './pseudo-language.js';

type Option = readonly [value: string, title: string];

interface Look {
  readonly title: string;
  /** The first holds where the address says nothing. */
  readonly options: readonly Option[];
  set(value: string): void;
}

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const skins: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  gestalt: [classic, classic + classicDark],
  'gestalt-refreshed': [refreshed, refreshed + refreshedDark],
};
/** A sheet that is made here is no inline style: the strictest policy lets it be. */
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

function dress(): void {
  const skin = skins[root.dataset['skin'] ?? ''];
  const isDark = root.dataset['theme'] === 'dark' || (root.dataset['theme'] !== 'light' && dark.matches);
  sheet.replaceSync(skin ? `${skin[isDark ? 1 : 0]}${gestalt}` : '');
}
dark.addEventListener('change', dress);

export const LOOKS = {
  theme: {title: 'Theme', options: [['system', 'System'], ['light', 'Light'], ['dark', 'Dark']], set: value => { root.dataset['theme'] = value; dress(); }},
  skin: {title: 'Look', options: [['northwind', 'Northwind'], ['neutral', 'Neutral'], ['gestalt', 'Gestalt'], ['gestalt-refreshed', 'Gestalt, refreshed']], set: value => { root.dataset['skin'] = value; dress(); }},
  density: {title: 'Density', options: [['comfortable', 'Comfortable'], ['compact', 'Compact']], set: value => { root.dataset['density'] = value; }},
  direction: {title: 'Direction', options: [['ltr', 'Left to right'], ['rtl', 'Right to left']], set: value => { root.dir = value; }},
  language: {title: 'Language', options: [['en', 'English'], ['de', 'Deutsch'], [PSEUDO, 'Pseudo']], set: value => { root.lang = value; }},
  text: {title: 'Text', options: [['100%', '100%'], ['150%', '150%'], ['200%', '200%']], set: value => { root.style.fontSize = value; }},
  width: {title: 'Width', options: [['372px', '372 px'], ['240px', '240 px'], ['320px', '320 px'], ['560px', '560 px']], set: value => root.style.setProperty('--specimen', value)},
} as const satisfies Readonly<Record<string, Look>>;

type Name = keyof typeof LOOKS;

const held = (name: Name, query: URLSearchParams): string => {
  const {options} = LOOKS[name];
  return (options.find(([value]) => value === query.get(name)) ?? options[0])[0];
};

/** Sets what the address says, and gives one choice a look. */
export function looks(changed: () => void): HTMLElement[] {
  const query = new URLSearchParams(location.search);
  return (Object.keys(LOOKS) as Name[]).map(name => {
    const {title, options, set} = LOOKS[name] as Look;
    const now = held(name, query);
    set(now);
    const select = element('select', {name, onchange: () => {
      set(select.value);
      const next = new URLSearchParams(location.search);
      next.set(name, select.value);
      history.replaceState(null, '', `?${next}${location.hash}`);
      changed();
    }}, ...options.map(([value, said]) => element('option', {value, selected: value === now}, said)));
    return element('label', {}, title, select);
  });
}

/** Each way in which one state is to be seen: theme × density × direction × language × width, as addresses of frames that show it alone. */
export function everyLook(only: string): {readonly title: string; readonly width: string; readonly address: string}[] {
  const query = new URLSearchParams(location.search);
  query.delete('every');
  query.set('only', only);
  const across: readonly Name[] = ['theme', 'density', 'direction', 'language', 'width'];
  const values = (name: Name): readonly Option[] => LOOKS[name].options.filter(([value]) => value !== 'system' && value !== '560px');
  return across.reduce<{chosen: [Name, Option][]}[]>((rows, name) => rows.flatMap(({chosen}) => values(name).map(option => ({chosen: [...chosen, [name, option] as [Name, Option]]}))), [{chosen: []}])
    .map(({chosen}) => {
      const address = new URLSearchParams(query);
      for (const [name, [value]] of chosen) address.set(name, value);
      return {title: chosen.map(([, [, title]]) => title).join(' · '), width: address.get('width') ?? '', address: `?${address}`};
    });
}
