/** Parts that a first list does not need: each comes when it is first asked for, or before, when the page has nothing else to do. */
import type {CSSResult, LitElement} from 'lit';
import {laterTexts} from './language.js';

export class Later<Module> {
  /** Null until it has come. */
  module: Module | null = null;
  #loading: Promise<Module> | undefined;

  constructor(readonly bring: () => Promise<Module>) {}

  /** With its texts. Rejects where it does not come; the next who asks makes it be fetched anew. */
  load(): Promise<Module> {
    return this.#loading ??= Promise.all([this.bring(), laterTexts()]).then(([module]) => (this.module = module), error => {
      this.#loading = undefined;
      throw error;
    });
  }
}

/** What comes later brings its styles along; they come after those that stand, and may build on them. */
export function dress({renderRoot}: LitElement, {styleSheet}: CSSResult): void {
  if (styleSheet) (renderRoot as ShadowRoot).adoptedStyleSheets.push(styleSheet);
}

/** Has them here before anyone asks, so that they are there offline too; not where the person saves data. */
export function loadOnIdle(parts: readonly Later<unknown>[]): void {
  if ((navigator as {connection?: {saveData?: boolean}}).connection?.saveData) return;
  const load = () => void Promise.allSettled(parts.map(part => part.load()));
  if ('requestIdleCallback' in window) requestIdleCallback(load, {timeout: 2000});
  else setTimeout(load, 200);
}
