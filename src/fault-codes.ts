/** What the host hears of a fault with the ranker: the code of an error's name. Loaded with what ranks on the page. */
import type {LogCode} from './insights-types.js';
import type {Log} from './log.js';
import type {LinkState} from './worker-link.js';

const CODES: Readonly<Record<string, LogCode>> = {
  'worker-failed': 'WORKER_FAIL', 'worker-cross-origin': 'WORKER_FAIL',
  'worker-died': 'WORKER_RESTART', 'worker-full': 'WORKER_RESTART', 'too-many-restarts': 'WORKER_RESTART', 'worker-hung': 'WORKER_HUNG',
  'no-webgpu': 'EP_WASM', 'no-wasm': 'EP_INIT', 'no-backend': 'EP_INIT', 'golden-mismatch': 'EP_MISMATCH', 'gpu-lost': 'GPU_LOST', 'bad-scores': 'SCORES_BAD',
  'manifest-missing': 'MODEL_FETCH', 'model-missing': 'MODEL_FETCH', 'model-too-big': 'MODEL_TOO_BIG',
  'model-digest': 'MODEL_REJECTED', 'model-refused': 'MODEL_REJECTED', 'schema-invalid': 'MODEL_REJECTED',
  'manifest-invalid': 'MANIFEST_REJECTED', 'manifest-unsigned': 'MANIFEST_REJECTED', 'manifest-expired': 'MANIFEST_REJECTED', 'manifest-older': 'MANIFEST_REJECTED',
  'no-ed25519': 'MANIFEST_REJECTED', 'sdk-too-old': 'MANIFEST_REJECTED', 'features-differ': 'MANIFEST_REJECTED', 'model-other': 'MANIFEST_REJECTED',
  'cache-bad': 'CACHE_BAD', 'insecure-context': 'INSECURE',
};

/** Tells each fault once, however often it is heard of. */
export function faultTeller(log: Log) {
  const told = new WeakSet<object>();
  const isNew = (fault: object) => !told.has(fault) && Boolean(told.add(fault));
  const tell = (name: string, detail: string, count = 1) => {
    const code = CODES[name];
    if (code) log(code, count, detail);
  };
  return {
    /** What the page met itself. */
    error(error: Error) {
      if (isNew(error)) tell(error.name, error.message);
    },
    /** How a worker fares. */
    link({error, ready}: LinkState) {
      if (error) this.error(error);
      if (!ready || !isNew(ready)) return;
      for (const {reason, detail} of ready.refused) tell(reason, detail);
      if (ready.poisoned) tell('cache-bad', 'Files that this device had kept of the model were not what they had been, and were thrown away.', ready.poisoned);
    },
    cache: () => tell('cache-bad', 'A file that this device had kept of the model was not what it had been, and was thrown away.'),
  };
}
