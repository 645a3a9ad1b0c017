/** How a worker comes to be: where its script lies, what another origin asks for, and how the first word is said. */
import {letsBlobWork, letsCompile, policiesOfPage} from './csp.js';
import {InklingError} from './errors.js';

export interface WorkerPlace {
  readonly createWorker?: () => Worker;
  /** URLs relative to the page: `worker`, of worker.js; `wasm`, of the folder of ORT's wasm files. */
  readonly assets?: {readonly worker?: string; readonly wasm?: string};
}

export interface Opening {
  /** The only way to the worker's facade; comes when the worker's script runs. Rejects with `worker-failed` or `worker-cross-origin`. */
  readonly port: Promise<MessagePort>;
  /** At any time. */
  end(): void;
}

/** What the worker says before there is a port: that its script runs, or why it does not. */
export type FirstWord = {readonly inkling: 'ready'} | {readonly inkling: 'failed'; readonly detail: string};

/** `onDeath` hears of everything that ends the worker by itself once its script runs. */
export function openWorker(place: WorkerPlace, onDeath: (error: InklingError) => void): Opening {
  const making = make(place);
  const {port1, port2} = new MessageChannel();
  let isOver = false;
  let made: Made | null = null;
  const opened = (now: Made) => {
    made = now;
    const {worker, foreign, release} = now;
    const failed = (detail: string) => foreign ? crossOrigin(foreign, detail) : new InklingError('worker-failed', `The worker's script could not be started: ${detail}. Set assets.worker to where worker.js lies, or give createWorker.`);
    return new Promise<MessagePort>((resolve, reject) => {
      worker.onerror = event => {
        event.preventDefault();
        reject(failed(event.message || 'it was not found, is no script, or is refused by a CSP'));
      };
      worker.onmessage = ({data}: MessageEvent<FirstWord>) => {
        release();
        if (data.inkling !== 'ready') return reject(failed(data.detail));
        worker.onmessage = null;
        worker.onerror = event => {
          event.preventDefault();
          onDeath(died(event.message));
        };
        worker.onmessageerror = port1.onmessageerror = () => onDeath(died('a message could not be read'));
        worker.postMessage(port2, [port2]);
        resolve(port1);
      };
      if (isOver) end();
    });
  };
  const end = () => {
    isOver = true;
    made?.release();
    made?.worker.terminate();
    port1.close();
  };
  return {port: making instanceof Promise ? making.then(opened) : opened(making), end};
}

const crossOrigin = (origin: string, detail: string) =>
  new InklingError('worker-cross-origin', `worker.js lies on another origin and could not be started: ${detail}. Copy it to the page's own and set assets.worker, or allow "worker-src blob:" and "script-src ${origin}" in the page's CSP.`);

/** No browser has an event for a worker that closed itself, or that another ended. A lock that it holds for life is free within milliseconds of its end. */
export function whenGone(lock: string, signal: AbortSignal, tell: (error: InklingError) => void): void {
  // Rejects when nobody needs to hear of it any more, and where locks may not be used.
  (navigator.locks as LockManager | undefined)?.request(lock, {signal}, () => tell(died('it closed itself, or something else ended it'))).catch(() => {});
}

const died = (detail: string) => new InklingError('worker-died', `The worker ended: ${detail}. A fresh one takes its place.`);

interface Made {
  readonly worker: Worker;
  /** The other origin that the script comes from. */
  readonly foreign: string | null;
  readonly release: () => void;
}

function make({createWorker, assets}: WorkerPlace): Made | Promise<Made> {
  try {
    if (createWorker) return own(createWorker());
    if (assets?.worker) return startAt(new URL(assets.worker, document.baseURI));
    const here = new URL(import.meta.url);
    // Bundlers know the form below and no other; from another origin it cannot work, and written twice the second would be taken for an asset.
    // webpack writes a file: URL for the module's own, and serves the worker itself.
    if (here.protocol !== 'file:' && here.origin !== self.origin) return startAt(new URL('worker.js', here));
    return own(withTrust(() => new Worker(new URL('./worker.ts', import.meta.url), {type: 'module'})));
  } catch (error) {
    throw new InklingError('worker-failed', `No worker could be made: ${String(error)}. Look at the page's CSP (worker-src; trusted-types inkling), or give createWorker.`, {cause: error});
  }
}

interface Policy {
  createScriptURL(url: string): string;
}
const policies = (globalThis as {trustedTypes?: {createPolicy(name: string, rules: Policy): Policy}}).trustedTypes;
/** A page may make it once. */
let policy: Policy | undefined;

/** Nothing but what the host said, or the package knows, comes this way. */
function trusted(url: string): string {
  try {
    policy ??= policies?.createPolicy('inkling', {createScriptURL: given => given});
  } catch {
    // The page's list of policies lacks ours, or another copy has made it: where Trusted Types are not enforced, a plain URL will do.
  }
  return policy ? policy.createScriptURL(url) : url;
}

/** The form that bundlers know has no room for a policy, and its URL is theirs to write: for as long as `make` runs, `Worker` is one that asks for the policy by itself. */
function withTrust(make: () => Worker): Worker {
  if (!policies || !Object.getOwnPropertyDescriptor(globalThis, 'Worker')?.writable) return make();
  const {Worker: native} = globalThis;
  try {
    globalThis.Worker = class extends native {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(trusted(String(url)), options);
      }
    };
    return make();
  } finally {
    globalThis.Worker = native;
  }
}

const own = (worker: Worker): Made => ({worker, foreign: null, release: () => {}});

function startAt(script: URL): Made | Promise<Made> {
  return script.origin === self.origin ? own(new Worker(trusted(script.href), {type: 'module'})) : startForeign(script);
}

/** A script of another origin is imported by a worker of our own, which is under the page's policy. By `import()`, because a static import would need that origin in `worker-src` too. */
async function startForeign(script: URL): Promise<Made> {
  const csp = await policiesOfPage();
  if (!letsBlobWork(csp) || !letsCompile(csp)) throw crossOrigin(script.origin, 'its CSP forbids it');
  const source = `import(${JSON.stringify(script.href)}).catch(error => postMessage({inkling: 'failed', detail: String(error)}))`;
  const url = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
  return {worker: new Worker(trusted(url), {type: 'module'}), foreign: script.origin, release: () => URL.revokeObjectURL(url)};
}
