/** What an engine has of what Inkling uses, asked in a page and in a worker. */
import type {Tab} from './driver.js';

export interface Capability {
  readonly name: string;
  /** What Inkling does where it is absent. */
  readonly without: string;
}

export const CAPABILITIES = {
  webGpu: {name: 'WebGPU adapter, in a worker', without: 'the ranker runs on WASM'},
  jspi: {name: 'JSPI (`WebAssembly.Suspending`)', without: 'the ranker runs on WASM, WebGPU or not'},
  simd: {name: 'WASM SIMD', without: 'the linear scorer orders'},
  moveBefore: {name: '`Element.moveBefore`', without: 'the card with the focus stays, the others go around it'},
  popover: {name: '`popover`', without: 'menus do not open: needed'},
  keepalive: {name: '`fetch` with `keepalive`', without: 'what was not sent goes on the next visit'},
  locks: {name: 'Web Locks', without: 'tabs take turns by a row of the database'},
  broadcast: {name: 'BroadcastChannel', without: 'other tabs read it from disk when they load'},
  caches: {name: 'Cache API', without: 'the ranker is fetched again, from the HTTP cache'},
  durability: {name: 'IndexedDB, `durability: \'strict\'`', without: 'the engine decides when a write is on disk'},
  gzip: {name: '`CompressionStream`', without: 'batches travel unpacked'},
  registries: {name: 'Scoped custom-element registries', without: '`define({prefix})` keeps two versions apart'},
  trustedTypes: {name: 'Trusted Types', without: 'nothing to obey'},
  containers: {name: 'Container queries', without: 'the wide layout everywhere'},
  lightDark: {name: '`light-dark()`', without: 'colours come from `--inkling-*` alone: needed'},
  composedRanges: {name: '`Selection.getComposedRanges`', without: 'selected text counts for the panel as a whole'},
  privacyControl: {name: '`navigator.globalPrivacyControl`', without: 'the host\'s `consent` alone decides'},
} as const satisfies Readonly<Record<string, Capability>>;

export type CapabilityKey = keyof typeof CAPABILITIES;

/** On a page of a secure context. */
export const capabilitiesOf = (tab: Tab): Promise<Readonly<Record<CapabilityKey, boolean>>> => tab.evaluate(async () => {
  const inWorker = () => new Promise<boolean>(resolve => {
    const source = 'Promise.resolve(navigator.gpu?.requestAdapter()).catch(() => null).then(adapter => postMessage(Boolean(adapter)))';
    const worker = new Worker(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
    worker.onmessage = ({data}: MessageEvent<boolean>) => resolve(data);
    worker.onerror = () => resolve(false);
  });
  const durable = () => new Promise<boolean>(resolve => {
    const opening = indexedDB.open('inkling-capabilities');
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
    opening.onerror = () => resolve(false);
    opening.onsuccess = () => {
      const {durability} = opening.result.transaction('rows', 'readwrite', {durability: 'strict'});
      opening.result.close();
      indexedDB.deleteDatabase('inkling-capabilities');
      resolve(durability === 'strict');
    };
  });
  const scoped = () => {
    try {
      return Boolean(new CustomElementRegistry());
    } catch {
      return false;
    }
  };
  return {
    webGpu: await inWorker(),
    jspi: 'Suspending' in WebAssembly && 'promising' in WebAssembly,
    // (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)
    simd: WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11)),
    moveBefore: 'moveBefore' in Element.prototype,
    popover: 'popover' in HTMLElement.prototype,
    keepalive: 'keepalive' in Request.prototype,
    locks: 'locks' in navigator,
    broadcast: 'BroadcastChannel' in window,
    caches: 'caches' in window,
    durability: await durable(),
    gzip: 'CompressionStream' in window,
    registries: scoped(),
    trustedTypes: 'trustedTypes' in window,
    containers: CSS.supports('container-type', 'inline-size'),
    lightDark: CSS.supports('color', 'light-dark(red, blue)'),
    composedRanges: 'getComposedRanges' in Selection.prototype,
    privacyControl: 'globalPrivacyControl' in navigator,
  };
});
