/** Under which names a copy of the elements is registered, and where: what makes an element of ours inside another asks here, and never writes a name out. */
import type {InklingCard} from './card/card.js';
import type {InklingWhy} from './why/why.js';

export interface Naming {
  /** `inkling` when left out: `inkling-panel` and the others. */
  readonly prefix?: string;
  /** The page's own when left out. */
  readonly registry?: CustomElementRegistry;
}

/** What others of ours are made of. */
interface Parts {
  readonly card: InklingCard;
  readonly why: InklingWhy;
}

const names = new WeakMap<object, Naming>();
const kept = new WeakMap<Element, Map<string, {readonly key: string; readonly part: HTMLElement}>>();

/** The class anew: one class can be registered once. */
export function renamed(element: CustomElementConstructor, naming: Naming): CustomElementConstructor {
  const own = class extends element {};
  names.set(own, naming);
  return own;
}

export function namingOf(host: Element): Naming {
  return names.get(host.constructor) ?? {};
}

/** A part for the shadow root of `host`, of the same copy. */
export function partFor<Name extends keyof Parts>(host: Element, name: Name): Parts[Name] {
  const {prefix = 'inkling', registry} = namingOf(host);
  return document.createElement(`${prefix}-${name}`, registry && {customElementRegistry: registry}) as HTMLElement as Parts[Name];
}

/** The one part of this name that `host` keeps for as long as the key stays, with these properties from now on. */
export function keptPart<Name extends keyof Parts>(host: Element, name: Name, key: string, properties: Partial<Parts[Name]>): Parts[Name] {
  const parts = kept.get(host) ?? new Map<string, {readonly key: string; readonly part: HTMLElement}>();
  kept.set(host, parts);
  const known = parts.get(name);
  const part = (known?.key === key ? known.part : partFor(host, name)) as Parts[Name];
  parts.set(name, {key, part});
  return Object.assign(part, properties);
}
