/** A worker's link that answers when the test says so. */
import {InklingError, type ErrorName} from '../../src/errors.js';
import type {RankCall, RankedList, RankerReady, RankerSetup} from '../../src/ranking-types.js';
import type {InteractionContext} from '../../src/types.js';
import {rankListsUnscored} from '../../src/rank.js';
import type {LinkState, WorkerLink, WorkerLinkOptions} from '../../src/worker-link.js';

export const READY: RankerReady = {backend: 'wasm', goldenDifference: 0, timings: {}, calibration: null, refused: []};

export interface ScriptedLink extends WorkerLink {
  readonly setups: RankerSetup[];
  /** Histories to be encoded ahead. */
  readonly aheads: InteractionContext[];
  readonly calls: {readonly call: RankCall; readonly answer: (lists?: readonly RankedList[]) => void; readonly fail: (name: ErrorName) => void}[];
  /** Answers every call at once from now on. */
  prompt: boolean;
  become(state: Partial<LinkState>): void;
}

/** @returns the function that makes links, and the links it made */
export function scriptedLinks() {
  const links: ScriptedLink[] = [];
  const createLink = (options: WorkerLinkOptions): WorkerLink => {
    let current: LinkState = {state: 'idle', ready: null, error: null, restarts: 0};
    let started: {resolve: (ready: RankerReady) => void; reject: (error: InklingError) => void} | null = null;
    const link: ScriptedLink = {
      setups: [], aheads: [], calls: [], prompt: false,
      get state() { return current.state; },
      get ready() { return current.ready; },
      get error() { return current.error; },
      get restarts() { return current.restarts; },
      become(state) {
        current = {...current, ...state};
        if (current.ready) started?.resolve(current.ready);
        if (current.state === 'failed' && current.error) started?.reject(current.error);
        options.onChange?.(current);
      },
      start(setup) {
        link.setups.push(setup);
        current = {...current, state: 'starting', ready: null};
        return new Promise((resolve, reject) => { started = {resolve, reject}; });
      },
      rank: call => new Promise((resolve, reject) => {
        const lists = () => rankListsUnscored(call).map(list => ({...list, tier: current.ready?.backend ?? 'wasm'}) satisfies RankedList);
        if (link.prompt) return resolve(lists());
        link.calls.push({call, answer: given => resolve(given ?? lists()), fail: name => reject(new InklingError(name, 'as the test says'))});
      }),
      ahead: known => void link.aheads.push(known()),
      explain: async () => [],
      kill: () => link.become({state: 'starting', ready: null}),
      close: () => link.become({state: 'closed', ready: null}),
    };
    links.push(link);
    return link;
  };
  return {links, createLink};
}
