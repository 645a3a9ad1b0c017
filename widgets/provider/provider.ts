import {LitElement, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {createInsights} from '../../src/index.js';
import type {Consent, Insights, InsightsOptions} from '../../src/insights-types.js';
import type {Backend, Goal} from '../../src/types.js';
import type {InklingConnectEvent, Connection} from '../client-context.js';
import {systemClock, type Clock} from '../clock.js';
import type {InklingCardEvent} from '../events.js';
import {localeOf} from '../format.js';
import {speak} from '../language.js';
import {Later, loadOnIdle} from '../later.js';
import {basics, tokens} from '../tokens.js';
import {announcer} from './announcer.js';
import type {Debug} from './debug.js';
import {styles} from './provider.styles.js';
import type {ServerAccess} from './server.js';

/** The events that are recorded: each carries its interaction. */
const RECORDED = ['inkling-impression', 'inkling-open', 'inkling-apply', 'inkling-applied', 'inkling-apply-failed', 'inkling-dismiss', 'inkling-snooze', 'inkling-undone'] as const;

/** What asks the server for more than a list, and what is said to those who debug. */
export const providerLater = new Later(() => import('./later-parts.js'));

type Token = InsightsOptions['token'];

/**
 * Lends one client to every Inkling widget inside it, records what happens on them, and carries out an apply that the page does not.
 * The client is made when it is first needed, and ended when the provider leaves the page; a client that was handed in is left alone.
 */
export class InklingProvider extends LitElement {
  static override styles = [tokens, basics, styles];
  static override properties = {
    account: {}, user: {}, endpoint: {}, token: {}, backend: {}, timeZone: {attribute: 'time-zone'}, debug: {type: Boolean},
    consentMeasurement: {type: Boolean, attribute: 'consent-measurement'}, consentPersonalization: {type: Boolean, attribute: 'consent-personalization'},
    assetsWorker: {attribute: 'assets-worker'}, assetsWasm: {attribute: 'assets-wasm'}, createWorker: {attribute: false},
    goal: {attribute: false}, consent: {attribute: false}, client: {attribute: false, noAccessor: true}, clock: {attribute: false},
  };
  /** The ad account; each has a database of its own on the device. Nothing is asked without one. */
  declare account: string | undefined;
  /** Who is signed in, where several people share an account and a device. */
  declare user: string | undefined;
  /** Where the server answers, such as `/inkling/v1`. Nothing is asked without one. */
  declare endpoint: string | undefined;
  /** A bearer token, or a function that gives one; asked again after a 401. */
  declare token: Token;
  /** Forces what orders; the device chooses where nothing is set. */
  declare backend: Backend | undefined;
  /** Of the account, IANA: dates are told in it. The device's own where it is left out. */
  declare timeZone: string | undefined;
  /** URL of worker.js, where it does not lie beside this script (`npx inkling copy-assets`). */
  declare assetsWorker: string | undefined;
  /** URL of the folder with ORT's wasm files, where it does not lie beside the worker. */
  declare assetsWasm: string | undefined;
  /** Makes the worker instead, where a page's policy asks for it. */
  declare createWorker: (() => Worker) | undefined;
  /** Shows how things stand, in the page and on the console [W1]. */
  declare debug: boolean;
  /** The advertiser agreed that feedback is kept and sent. */
  declare consentMeasurement: boolean;
  /** The advertiser agreed that the history outlives the page. */
  declare consentPersonalization: boolean;
  /** What matters to the advertiser, until they say it themselves at a panel. */
  declare goal: Goal | undefined;
  /** Goes before the two attributes. */
  declare consent: Consent | undefined;
  /** The time, for tests that cannot wait. */
  declare clock: Clock;

  #handedIn: Insights | null = null;
  #made: Insights | null = null;
  #connection: Connection | null = null;
  #receivers = new Set<(connection: Connection | null) => void>();
  #announcer = announcer();
  /** The language of a page is often set, or changed, after we stand. */
  #language = new MutationObserver(() => speak(localeOf(this)));
  #failure: string | null = null;
  /** The consent that the client knows of: a client that was handed in keeps its own until something is said here. */
  #told = JSON.stringify({measurement: false, personalization: false});

  constructor() {
    super();
    this.debug = this.consentMeasurement = this.consentPersonalization = false;
    this.clock = systemClock;
    this.addEventListener('inkling-connect', event => this.#lend(event as InklingConnectEvent));
    for (const type of RECORDED) this.addEventListener(type, this.#record, true);
  }

  /** Made when first asked for; null while account or endpoint are missing. */
  get client(): Insights | null {
    return this.#handedIn ?? (this.#made ??= this.#make());
  }

  set client(client: Insights | null) {
    if (client === this.#handedIn) return;
    this.#handedIn = client;
    this.#renew();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.append(this.#announcer.region);
    speak(localeOf(this));
    for (const element of [this, this.ownerDocument.documentElement]) this.#language.observe(element, {attributeFilter: ['lang']});
    if (this.debug) this.#watch(true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#announcer.region.remove();
    this.#language.disconnect();
    this.#watch(false);
    // A provider that is only being moved is back before this runs.
    queueMicrotask(() => { if (!this.isConnected) this.#renew(); });
  }

  protected override updated(changed: PropertyValues): void {
    const moved = ['account', 'user', 'endpoint', 'backend', 'assetsWorker', 'assetsWasm'].some(name => changed.get(name) !== undefined);
    // A client that was handed in has its account: with another comes another client.
    if (moved && !this.#handedIn) this.#renew();
    // Attributes may come after the widgets have asked; that something is only drawn anew brings none.
    else if (changed.has('timeZone') || (changed.size > 0 && !this.#connection && this.#receivers.size > 0)) this.#hand();
    const client = this.#handedIn ?? this.#made;
    if (client && this.#told !== JSON.stringify(this.#agreed)) {
      this.#told = JSON.stringify(this.#agreed);
      void client.setConsent(this.#agreed);
    }
    if (changed.has('goal') && this.goal) client?.setGoal(this.goal);
    if (changed.has('debug')) this.#watch(this.debug);
  }

  get #agreed(): Consent {
    return this.consent ?? {measurement: this.consentMeasurement, personalization: this.consentPersonalization};
  }

  #make(): Insights | null {
    const {account, user, endpoint, backend, goal, createWorker} = this;
    if (!account || !endpoint) return null;
    const assets = {worker: this.assetsWorker, wasm: this.assetsWasm};
    this.#told = JSON.stringify(this.#agreed);
    try {
      return createInsights({account, user, endpoint, backend, goal, assets, createWorker, consent: this.#agreed, ...(this.token && {token: async () => (await this.#bearer()) ?? ''})});
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      return null;
    }
  }

  #bearer = async (): Promise<string | undefined> => (typeof this.token === 'function' ? this.token() : this.token);

  // ── Lending ───────────────────────────────────────────────────────────────────────────────────────────────────

  #lend(event: InklingConnectEvent): void {
    event.stopPropagation();
    this.#receivers.add(event.receive);
    event.disconnect = () => this.#receivers.delete(event.receive);
    this.#connection ??= this.#connect();
    event.receive(this.#connection);
  }

  #connect(): Connection | null {
    const {client, clock, timeZone} = this;
    if (!client) return null;
    loadOnIdle([providerLater]);
    const access = (): ServerAccess => ({endpoint: this.endpoint ?? '', token: this.#bearer});
    return {
      client, clock, timeZone, applies: !!this.endpoint,
      apply: async request => (await providerLater.load()).postApply(access(), this.account ?? '', request),
      outcomes: async () => (await providerLater.load()).getOutcomes(access(), this.account ?? ''),
      tell: (what, error) => this.#debugging?.tell(what, error),
      announce: this.#announcer.say,
    };
  }

  /** Ends the client that was made here and lends the next one, if somebody wants it. */
  #renew(): void {
    this.#watch(false);
    void this.#made?.close();
    this.#made = null;
    this.#connection = null;
    this.#failure = null;
    if (this.isConnected) this.#hand();
  }

  #hand(): void {
    if (this.#receivers.size > 0) this.#connection = this.#connect();
    this.#receivers.forEach(receive => receive(this.#connection));
    if (this.debug) this.#watch(true);
  }

  #record = ({interaction}: InklingCardEvent): void => {
    if (interaction) this.client?.record(interaction).catch(() => undefined);
  };

  // ── For those who build with it ───────────────────────────────────────────────────────────────────────────────

  #debugging: Debug | null = null;

  #watch(on: boolean): void {
    if (!on) this.#debugging?.stop();
    else void providerLater.load().then(({Debug}) => {
      if (!this.debug || !this.isConnected) return;
      const {client} = this;
      (this.#debugging ??= new Debug(this)).watch(client, this.#failure);
    }, () => undefined);
  }

  override render(): TemplateResult {
    return html`<slot></slot>${(this.debug && this.#debugging?.render()) || nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-provider': InklingProvider }
}
