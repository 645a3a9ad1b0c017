/** What this browser can run: the one capability probe. */
import {letsCompile} from '../csp.js';

export interface Capabilities {
  /** WebAssembly exists and the CSP lets it compile. */
  readonly wasm: boolean;
  /** JavaScript Promise Integration: what ORT's WebGPU build waits with. */
  readonly jspi: boolean;
  readonly adapter: GPUAdapter | null;
  /** The adapter in words, for the key under which its calibration is kept; `none` without one. */
  readonly adapterName: string;
}

/** The eight bytes that every module begins with: the smallest one. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Asked where the ranker runs: an adapter on the page says nothing of one in the worker. Never rejects. */
export async function probe(): Promise<Capabilities> {
  const wasm = await mayCompile() && compiles();
  const jspi = wasm && 'Suspending' in WebAssembly && 'promising' in WebAssembly;
  const adapter = jspi ? await requestAdapter() : null;
  const {vendor, architecture, device, description} = adapter?.info ?? {};
  return {wasm, jspi, adapter, adapterName: [vendor, architecture, device, description].filter(Boolean).join(' ') || (adapter ? 'unnamed' : 'none')};
}

/** A script that came by http is under its own response's policy, and what is in the browser's cache is not asked for again. Elsewhere only trying tells. */
async function mayCompile(): Promise<boolean> {
  const {href, protocol} = globalThis.location ?? {};
  if (typeof document !== 'undefined' || !/^https?:$/.test(protocol)) return true;
  try {
    return letsCompile((await fetch(href, {cache: 'force-cache'})).headers.get('content-security-policy'));
  } catch {
    return true;
  }
}

function compiles(): boolean {
  try {
    return new WebAssembly.Module(EMPTY_MODULE) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}

async function requestAdapter(): Promise<GPUAdapter | null> {
  try {
    return await navigator.gpu?.requestAdapter() ?? null;
  } catch {
    return null;
  }
}
