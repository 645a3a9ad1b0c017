/** Types for React 19, which sets properties of custom elements and listens to their events by itself: `import type {} from 'inkling/react'` once, and `<inkling-panel surface="campaign-list">` is checked. */
import type {HTMLAttributes, RefAttributes} from 'react';
import type {LitElement} from 'lit';
import type {} from './index.js';

type Names = Extract<keyof HTMLElementTagNameMap, `inkling-${string}`>;
/** What is written on an element and is no method, by the property's own name. */
type Settable<Element> = {[Key in Exclude<keyof Element, keyof LitElement> as Element[Key] extends (...args: never) => unknown ? never : Key]?: Element[Key]};
/** `oninkling-apply={event => …}`. */
type Listeners = {[Type in Extract<keyof HTMLElementEventMap, `inkling-${string}`> as `on${Type}`]?: (event: HTMLElementEventMap[Type]) => void};
export type InklingElements = {[Name in Names]: HTMLAttributes<HTMLElementTagNameMap[Name]> & RefAttributes<HTMLElementTagNameMap[Name]> & Settable<HTMLElementTagNameMap[Name]> & Listeners};

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where React looks for elements
  namespace JSX {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface IntrinsicElements extends InklingElements {}
  }
}
