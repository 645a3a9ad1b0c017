/** A client that answers from a script: what a designer, or a host's own tests, put in the place of the real one. */
import type {Backend, Insights, Inspection, Receipt, Slate, Status} from 'inkling';

const NOTHING_WAITS = {waiting: 0, bytes: 0, setAside: 0, accepted: 0, duplicate: 0, rejected: 0, dropped: 0, expired: 0, wiped: 0, droppedKinds: {}};

/** Answers each `suggest` and `rank` with `answer`, and remembers nothing. */
export function scriptedClient(answer: () => Promise<Slate>, backend: Backend = 'wasm'): Insights {
  const status: Status = {state: 'ready', backend, reason: null, detail: null, model: null, feedback: 'off', storage: 'memory', restarts: 0};
  const receipt: Receipt = {id: 'scripted', durable: false, reason: 'no-consent'};
  const inspection: Inspection = {
    status, consent: {measurement: false, personalization: false}, goal: {weights: {results: 1, cost: 0.5, reach: 0.3, effort: 0.2}, chosen: false}, interactions: [], signals: [], slates: [], outbox: NOTHING_WAITS,
    health: {ranks: {webgpu: 0, wasm: 0, linear: 0, none: 0}, missedDeadlines: 0, restarts: 0, malformedCandidates: 0, replacedInputs: 0, droppedEmbeddings: 0, lastRankMs: null},
  };
  const nothing = async (): Promise<void> => undefined;
  return Object.assign(new EventTarget(), {
    ready: Promise.resolve(status), status,
    suggest: answer,
    rank: answer,
    explain: async () => null,
    peek: async () => (await answer()).items.map(({candidate}) => candidate),
    record: async () => receipt,
    observe: nothing,
    inspect: async () => inspection,
    flush: async () => ({sent: 0, accepted: 0, duplicate: 0, rejected: 0, left: 0}),
    forget: nothing,
    setConsent: nothing,
    setGoal: () => undefined,
    goal: {weights: {results: 1, cost: 0.5, reach: 0.3, effort: 0.2}, chosen: false},
    chooseGoal: () => undefined,
    close: nothing,
  });
}
