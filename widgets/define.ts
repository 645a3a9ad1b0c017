/** Registers the elements, the provider first; a name that is taken is left to whoever took it. The only side effect of this package. */
import {InklingCard, InklingLocalData, InklingPanel, InklingProvider} from './index.js';

const elements = {'inkling-provider': InklingProvider, 'inkling-panel': InklingPanel, 'inkling-card': InklingCard, 'inkling-local-data': InklingLocalData};

if (typeof customElements !== 'undefined') {
  for (const [name, element] of Object.entries(elements)) if (!customElements.get(name)) customElements.define(name, element);
}

export * from './index.js';
