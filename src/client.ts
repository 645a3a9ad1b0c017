/** The page's side of Inkling: puts the parts together, answers every call, falls back by tier, never rejects a rank. */
import {createAsking} from './asking.js';
import {createDelivery} from './delivery.js';
import {DEFAULT_GOAL, readConsent, readGoal, readModel, readInteraction, readOptions, readPins, readQuery, readSignals} from './door.js';
import {InklingError} from './errors.js';
import {unnamed} from './feedback/owner.js';
import {watchHealth} from './health-watch.js';
import {createIds} from './ids.js';
import type {Consent, FlushReport, Inspection, Insights, InsightsEvents, InsightsOptions, InspectQuery, Receipt, Status} from './insights-types.js';
import {createKeeper} from './keeper.js';
import {createLog} from './log.js';
import {createOrdering} from './ordering.js';
import {watchPage} from './page-life.js';
import {createSlates} from './slates.js';
import {createSuggestions} from './suggestions.js';
import {createTabs} from './tabs.js';
import {createToken} from './token.js';
import type {Goal, Interaction, Query, RankRequest, Signal, Slate} from './types.js';

const ANSWER_MS = 100;
/** `ready` waits no longer than this for a model to be named. */
const START_MS = 20_000;
const SHOWN_INTERACTIONS = 64;
const GOAL_NOTE = 'goal';
const REMEMBERED_IMPRESSIONS = 5000;
/** After these a card stays where it is [P5]; the others take it away, or come from the server. */
const PINNING: readonly Interaction['kind'][] = ['impression', 'open', 'apply'];

/** Throws `bad-options`; nothing else that it gives ever throws, prints or leaves a promise to itself. */
export function createInsights(given: InsightsOptions): Insights {
  const options = readOptions(given);
  const {clock = Date.now, random = Math.random, deadlines = {}} = options;
  const base = globalThis.document?.baseURI ?? 'http://localhost/';
  if (!URL.canParse(options.endpoint, base)) throw new InklingError('bad-options', `createInsights cannot start: endpoint: ${options.endpoint} is no URL. Give one such as /inkling/v1.`);
  const endpoint = new URL(options.endpoint, base).href.replace(/\/+$/, '');
  const origin = new URL(base).origin;
  const target = new EventTarget();
  const emit = <K extends keyof InsightsEvents>(type: K, detail: InsightsEvents[K]['detail']) => void target.dispatchEvent(new CustomEvent(type, {detail}));

  let hostGoal = options.goal ?? DEFAULT_GOAL;
  let ownGoal: Goal | null = null;
  let experiment = options.experiment ?? null;
  let [paused, closed, isLoaded, isReady] = [false, false, false, false];
  const impressions = new Map<string, Promise<Receipt>>();

  const fetch = globalThis.fetch.bind(globalThis);
  const log = createLog(options.onLog);
  if (globalThis.isSecureContext === false) log('INSECURE', 1, 'This page is not served over https: no model can be checked here, and none runs.');
  const newId = createIds(true);
  const token = createToken(options.token);
  const keeper = createKeeper({
    account: options.account, user: options.user, consent: options.consent, clock, newId, log,
    onRecorded(recorded) {
      emit('interaction', recorded);
      tabs.tell({kind: 'interaction', recorded});
      ordering.ahead(known);
    },
    onEnqueue: entries => delivery.remember(entries),
    onChange: () => changed(),
    onRevoked: () => delivery.forget(),
  });
  const delivery = createDelivery({
    endpoint, token, fetch, outboxes: keeper.outboxes, lockName: `${keeper.name}:flush`, locks: globalThis.navigator?.locks, clock, random, log,
    onPaused(now) {
      if (now && !paused) log('AUTH_PAUSED', 1, 'The server no longer takes the token: feedback waits on this device.');
      paused = now;
      changed();
    },
    onSettled: keys => tabs.tell({kind: 'settled', keys}),
  });
  const denied = () => log('MSG_DENIED', 1, 'A message that no tab of ours sends came over the channel that tabs share: it is ignored.');
  const tabs = createTabs(keeper.name, message => {
    if (closed) return;
    if (message.kind === 'signals') keeper.hearSignals(readSignals(message.signals));
    if (message.kind === 'interaction') {
      const {id, at, visit} = message.recorded;
      const interaction = readInteraction(message.recorded);
      if (!interaction) return denied();
      keeper.hear({...interaction, id, at, visit});
      ordering.ahead(known);
      emit('interaction', {...interaction, id, at, visit});
    }
    if (message.kind === 'settled' && Array.isArray(message.keys)) delivery.settled(message.keys);
    if (message.kind === 'goal') choose(readGoal(message.goal));
    if (message.kind === 'forgotten') void forget(false);
  }, () => denied());
  const ordering = createOrdering({
    fetch, backend: options.backend, deadlines, assets: options.assets, createWorker: options.createWorker, exploration: options.exploration, policy: options.policy, modelKeys: options.modelKeys, clock, log,
    saveData: Boolean((globalThis.navigator as {connection?: {saveData?: boolean}} | undefined)?.connection?.saveData),
    calibrated: () => (keeper.noted('calibrated') ?? {}) as Readonly<Record<string, 'webgpu' | 'wasm'>>,
    onCalibrated: ({key, backend}) => keeper.note('calibrated', {...(keeper.noted('calibrated') as object | undefined), [key]: backend}),
    onTried: (model, refused) => void choice.then(known => known?.tried(model, refused)),
    onChange: () => changed(),
  });
  const known = () => keeper.context;
  const slates = createSlates({
    keeper, ordering, clock, random, newId, account: options.account, experiment: () => experiment, goal: () => ownGoal ?? hostGoal, answer: deadlines.answer ?? ANSWER_MS, prepared: () => start.then(() => ordering.arriving),
    onBetter: (slate, replaces) => emit('better-slate', {slate, replaces}),
    onRanked: ranked => health.ranked(ranked),
  });
  const health = watchHealth({keeper, ordering, clock, newId, counted: () => slates.health, onHealth: options.onHealth});
  const suggestions = createSuggestions({account: options.account, endpoint, token, fetch, log, onChange: () => changed()});
  if (options.onLog) void import('./surroundings.js').then(({tellSurroundings}) => tellSurroundings(log, keeper.name)).catch(() => undefined);
  const choice = ordering.here.then(() => ordering.parts?.createModelChoice({keeper, ordering, endpoint, given: options.model, readModel}));

  let chosen: Awaited<typeof choice>;
  const goalNow = () => ({weights: ownGoal ?? hostGoal, chosen: ownGoal !== null});
  const choose = (next: Goal | null) => {
    if (JSON.stringify(next) === JSON.stringify(ownGoal)) return;
    ownGoal = next;
    emit('goal', goalNow());
  };
  /** A preference is history: it outlives the page with the same consent. */
  const keepGoal = () => {
    const noted = keeper.noted(GOAL_NOTE) ?? null;
    const kept = keeper.consent.personalization ? ownGoal ?? noted : null;
    if (kept !== noted) keeper.note(GOAL_NOTE, kept);
    choose(readGoal(kept) ?? ownGoal);
  };

  const statusNow = (): Status => {
    const error = ordering.error ?? keeper.storageError ?? suggestions.failure;
    return {
      state: closed ? 'closed' : isReady ? 'ready' : 'starting',
      backend: ordering.backend, reason: error?.name ?? null, detail: error?.message ?? null,
      model: ordering.model, feedback: keeper.consent.measurement ? (paused ? 'paused' : 'on') : 'off',
      storage: keeper.storage, restarts: ordering.restarts,
    };
  };
  let status = statusNow();
  let settle: () => void = () => undefined;
  const ready = new Promise<void>(resolve => {
    const patience = setTimeout(resolve, deadlines.start ?? START_MS);
    settle = () => {
      clearTimeout(patience);
      resolve();
    };
  }).then(() => {
    isReady = true;
    changed();
    return status;
  });

  function changed() {
    const before = status;
    const next = statusNow();
    if (JSON.stringify(next) !== JSON.stringify(before)) {
      status = next;
      if (next.backend !== before.backend) void slates.improve().catch(() => undefined);
      emit('status', status);
    }
    if (isLoaded && ordering.settled) settle();
  }

  const start = keeper.loaded.then(async () => {
    isLoaded = true;
    keepGoal();
    void delivery.start();
    (chosen = await choice)?.start();
    changed();
  });

  const askOf = createAsking(origin, log);

  async function forget(here: boolean): Promise<void> {
    const gone = keeper.forget(here);
    for (const part of [slates, health]) part.forget();
    impressions.clear();
    if (here) tabs.tell({kind: 'forgotten'});
    await gone;
    choose(null);
    emit('forgotten', null);
    log('ERASED', 1, 'All that was kept on this device for this account and user is deleted.');
  }

  const leavePage = watchPage({
    hidden() {
      keeper.heed();
      health.hidden();
      delivery.hide();
      log.flush();
    },
    shown: () => void delivery.wake(),
    online: () => void delivery.wake(true),
  });

  const calls: Omit<Insights, keyof EventTarget> = {
    get ready() {
      // Whoever waits for the ranker wants it started.
      ordering.wake();
      return ready;
    },
    get status() { return status; },
    async suggest(query: Query): Promise<Slate> {
      const place = readQuery(query);
      if (!place) throw new InklingError('bad-options', 'suggest needs a query {surface, entity?} as the types say.');
      if (closed) throw new InklingError('closed', 'This client is closed; make a new one.');
      const {candidates, model, embedding, experiment: named} = await suggestions(place);
      // What is kept is read first: the last good model goes before the one that the server names.
      if (model) void start.then(() => chosen?.named(model));
      experiment = options.experiment ?? named;
      const pinned = readPins(query.pinned);
      // A widget that starts anew has pinned nothing: then what was seen in this visit counts.
      return slates.rank(askOf(query, candidates, pinned.length > 0 ? pinned : undefined, embedding));
    },

    async rank(request: RankRequest): Promise<Slate> {
      const asked: Partial<RankRequest> = request ?? {};
      return slates.rank(askOf(asked, asked.candidates, asked.pinned === undefined ? undefined : readPins(asked.pinned)));
    },

    explain: async placement => (await import('./explain.js')).explain(placement, slates, ordering, DEFAULT_GOAL),

    async peek(request) {
      if (!readQuery(request)) throw new InklingError('bad-options', 'peek needs a query {surface, entity?} as the types say.');
      const given = 'candidates' in request ? request : await suggestions(request);
      await ordering.here;
      return slates.peek(askOf(request, given.candidates, []));
    },

    async record(given: Interaction): Promise<Receipt> {
      const interaction = readInteraction(given);
      if (closed || !interaction) return {id: '', durable: false, reason: closed ? 'closed' : 'invalid'};
      const {placement, kind} = interaction;
      const shown = placement && slates.find(placement);
      const {candidate} = shown?.item ?? {};
      const full: Interaction = {
        ...interaction,
        surface: interaction.surface ?? shown?.slate.surface,
        candidate: interaction.candidate ?? (candidate && {id: candidate.id, type: candidate.type, entity: unnamed(candidate.entity), embedding: candidate.embedding}),
      };
      if (placement && PINNING.includes(kind)) slates.pin(placement);
      if (kind !== 'impression' || !placement) return keeper.record(full);

      const key = `${placement.slateId} ${placement.candidateId}`;
      const known = impressions.get(key);
      if (known) return known;
      const receipt = keeper.record(full);
      impressions.set(key, receipt);
      if (impressions.size > REMEMBERED_IMPRESSIONS) for (const oldest of impressions.keys()) { impressions.delete(oldest); break; }
      return receipt;
    },

    async observe(signals: readonly Signal[]): Promise<void> {
      const good = readSignals(signals);
      if (closed || good.length === 0) return;
      tabs.tell({kind: 'signals', signals: await keeper.observe(good)});
    },

    async inspect({interactions = SHOWN_INTERACTIONS, all = false}: InspectQuery = {}): Promise<Inspection> {
      await start;
      const [recent, outbox, kept] = await Promise.all([keeper.recent(interactions), keeper.counts(), all ? keeper.kept() : undefined]);
      return {status, consent: keeper.consent, goal: goalNow(), ...(kept && {kept}), interactions: recent, signals: keeper.context.signals, slates: slates.recent, outbox, health: {...slates.health, restarts: ordering.restarts}};
    },

    async flush(): Promise<FlushReport> {
      await start;
      if (closed) return {sent: 0, accepted: 0, duplicate: 0, rejected: 0, left: 0};
      await keeper.written();
      return delivery.flush();
    },

    forget: () => forget(true),

    async setConsent(next: Consent): Promise<void> {
      const consent = readConsent(next);
      if (!consent || closed) return;
      await keeper.setConsent(consent);
      void delivery.wake();
      keepGoal();
      changed();
    },

    setGoal(next: Goal) {
      hostGoal = readGoal(next) ?? hostGoal;
    },

    get goal() { return goalNow(); },
    chooseGoal(next: Goal | null) {
      if (closed) return;
      choose(next && readGoal(next));
      if (keeper.consent.personalization) keeper.note(GOAL_NOTE, ownGoal);
      tabs.tell({kind: 'goal', goal: ownGoal});
    },

    async close(): Promise<void> {
      if (closed) return;
      delivery.hide();
      closed = true;
      delivery.close();
      ordering.close();
      tabs.close();
      leavePage();
      settle();
      changed();
      await keeper.close();
    },
  };
  return Object.defineProperties(target, Object.getOwnPropertyDescriptors(calls)) as Insights;
}
