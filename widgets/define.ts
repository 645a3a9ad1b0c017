/** Registers the elements, the provider first; a name that is taken is left to whoever took it. The only side effect of this package. */
import {InklingCard, InklingLocalData, InklingPanel, InklingProvider} from './index.js';

const elements = {'inkling-provider': InklingProvider, 'inkling-panel': InklingPanel, 'inkling-card': InklingCard, 'inkling-local-data': InklingLocalData};

/** What a first list does not need comes beside it; until then its place is empty. */
const later = {
  'inkling-inline': () => import('./inline/inline.js').then(module => module.InklingInline),
  'inkling-badge': () => import('./badge/badge.js').then(module => module.InklingBadge),
  'inkling-outcome': () => import('./outcome/outcome.js').then(module => module.InklingOutcome),
  'inkling-why': () => import('./why/why.js').then(module => module.InklingWhy),
};

if (typeof customElements !== 'undefined') {
  const define = (name: string, element: CustomElementConstructor) => { if (!customElements.get(name)) customElements.define(name, element); };
  for (const [name, element] of Object.entries(elements)) define(name, element);
  // A part that does not arrive leaves its element empty, and the host's page whole [W1].
  for (const [name, load] of Object.entries(later)) load().then(element => define(name, element), () => undefined);
}

export * from './index.js';
