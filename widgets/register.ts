/** Registers the elements, the provider first; a name that is taken is left to whoever took it. */
import {InklingCard} from './card/card.js';
import {laterTexts} from './language.js';
import {renamed, type Naming} from './naming.js';
import {InklingPanel} from './panel/panel.js';
import {InklingProvider} from './provider/provider.js';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {provider: InklingProvider, panel: InklingPanel, card: InklingCard};

/** What a first list does not need comes beside it; until then its place is empty. */
const LATER: Readonly<Record<string, () => Promise<CustomElementConstructor>>> = {
  inline: () => import('./inline/inline.js').then(module => module.InklingInline),
  badge: () => import('./badge/badge.js').then(module => module.InklingBadge),
  outcome: () => import('./outcome/outcome.js').then(module => module.InklingOutcome),
  why: () => import('./why/why.js').then(module => module.InklingWhy),
  'local-data': () => import('./local-data/local-data.js').then(module => module.InklingLocalData),
};

/**
 * Registers every element: by default as `inkling-…` for the whole page, which `inkling/define` does when it is imported. Another prefix, or a registry of one's own
 * (scoped custom element registries), keeps two versions on one page apart. On a server it does nothing.
 */
export function define(naming: Naming = {}): void {
  const {prefix = 'inkling', registry = globalThis.customElements} = naming;
  if (!registry) return;
  const isOurs = prefix === 'inkling' && registry === globalThis.customElements;
  const put = (part: string, element: CustomElementConstructor) => {
    const name = `${prefix}-${part}`;
    if (!registry.get(name)) registry.define(name, isOurs ? element : renamed(element, naming));
  };
  for (const [part, element] of Object.entries(ELEMENTS)) put(part, element);
  // A part that does not arrive leaves its element empty, and the host's page whole [W1].
  for (const [part, load] of Object.entries(LATER)) Promise.all([load(), laterTexts()]).then(([element]) => put(part, element), () => undefined);
}
