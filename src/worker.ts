/** The worker's side of the wall: a ranker that can be killed at any time. */
import {expose, type Endpoint} from 'comlink';
import {packLists, unpackCall} from './crossing.js';
import {InklingError} from './errors.js';
import {encodeAhead, rankLists} from './rank.js';
import type {StartedScorer} from './ranker/scorer.js';
import type {Ranker, RankerReady} from './ranking-types.js';
import type {FirstWord} from './worker-opening.js';

const wasmUrls = {
  jspi: new URL('onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm', import.meta.url).href,
  wasm: new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url).href,
};
// ORT prints its failures; ours reach the page as errors with names, and the host's console stays empty [W1].
for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) console[level] = () => {}; // eslint-disable-line no-console -- taken away, not used
let scorer: (Omit<StartedScorer, 'ready'> & {readonly tier: RankerReady['backend']}) | null = null;
// On its way while the page hears that there is a worker; whoever starts the ranker hears of a failure.
const starting = import('./ranker/scorer.js');
starting.catch(() => {});

const ranker: Ranker = {
  async start(setup) {
    const {startScorer} = await starting;
    const {ready, ...started} = await startScorer(setup, wasmUrls);
    scorer = {...started, tier: ready.backend};
    return {...ready, lock: await lockForLife()};
  },
  async rank(call) {
    if (!scorer) throw new InklingError('worker-failed', 'The worker was asked to rank before it was started.');
    return {...packLists(await rankLists(unpackCall(call), scorer)), heapBytes: scorer.heapBytes()};
  },
  async ahead(call) {
    await scorer?.ahead(encodeAhead(unpackCall(call), scorer.schema));
  },
  async explain(call, at, plainGoal) {
    if (!scorer) throw new InklingError('worker-failed', 'The worker was asked to explain before it was started.');
    const {explainCall} = await import('./worker-explanation.js');
    return explainCall(unpackCall(call), at, plainGoal, scorer);
  },
};

/** Undefined where there are no locks, or none may be had. */
function lockForLife(): Promise<string | undefined> {
  const name = `inkling:worker:${crypto.randomUUID?.()}`;
  return new Promise(resolve => {
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return resolve(undefined);
    locks.request(name, () => {
      resolve(name);
      return new Promise(() => {});
    }).catch(() => resolve(undefined));
  });
}

const facade = Object.freeze(Object.assign(Object.create(null) as object, ranker));

/** comlink follows any path that the other side names, through prototypes too: nothing comes through but a call of one of these four, by its name alone. */
function narrowed(port: MessagePort): Endpoint {
  const isCall = (data: {readonly type?: unknown; readonly path?: unknown} | null) =>
    data?.type === 'APPLY' && Array.isArray(data.path) && data.path.length === 1 && Object.hasOwn(facade, data.path[0] as PropertyKey);
  return {
    start: () => port.start(),
    postMessage: (message, transfer = []) => port.postMessage(message, transfer),
    addEventListener: (type, listener) => port.addEventListener(type, event => { if (isCall((event as MessageEvent).data)) (listener as EventListener)(event); }),
    removeEventListener: () => {},
  };
}

addEventListener('message', ({data}) => { if (data instanceof MessagePort) expose(facade, narrowed(data)); }, {once: true});
addEventListener('unhandledrejection', event => { reportError(event.reason); event.preventDefault(); });
postMessage({inkling: 'ready'} satisfies FirstWord);
