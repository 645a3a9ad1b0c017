/** Workers that behave, hang and die to order, and a link to them. */
import {expose} from 'comlink';
import {packLists} from '../../src/crossing.js';
import type {Ranker, RankerReady, RankerSetup} from '../../src/ranking-types.js';
import {createWorkerLink, type LinkState, type WorkerLinkOptions} from '../../src/worker-link.js';

export const ready = (backend: 'webgpu' | 'wasm'): RankerReady => ({backend, goldenDifference: 0, timings: {}, calibration: null, refused: []});

/** Speaks the first word, then answers as told. */
export class FakeWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;
  terminated = false;
  readonly setups: RankerSetup[] = [];
  port: MessagePort | null = null;

  constructor(private readonly behaviour: Partial<Ranker> & {readonly word?: object | null}) {
    const {word = {inkling: 'ready'}} = behaviour;
    if (word) queueMicrotask(() => this.onmessage?.({data: word} as MessageEvent));
  }

  postMessage(port: MessagePort) {
    this.port = port;
    const {start = async () => ready('wasm'), rank = async () => packLists([]), ahead = async () => undefined, explain = async () => []} = this.behaviour;
    expose({rank, ahead, explain, start: (setup: RankerSetup) => (this.setups.push(setup), start(setup))}, port);
  }

  terminate() {
    this.terminated = true;
    this.port?.close();
  }

  fail(message: string) {
    this.onerror?.({message, preventDefault: () => {}} as ErrorEvent);
  }
}

/** Each start takes the next behaviour; the last one serves for all that follow. */
export function linkTo(behaviours: readonly ConstructorParameters<typeof FakeWorker>[0][], options: WorkerLinkOptions = {}) {
  const workers: FakeWorker[] = [];
  const states: LinkState[] = [];
  const link = createWorkerLink({
    createWorker: () => {
      const worker = new FakeWorker(behaviours[Math.min(workers.length, behaviours.length - 1)] ?? {});
      workers.push(worker);
      return worker as unknown as Worker;
    },
    onChange: state => states.push(state),
    ...options,
  });
  return {link, workers, states};
}

/** Until every message on its way has come. */
export const messages = async () => { for (let i = 0; i < 20; i++) await new Promise(setImmediate); };
