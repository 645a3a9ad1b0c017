import {LitElement, nothing, type TemplateResult} from 'lit';
import type {Inspection, Insights} from '../../src/insights-types.js';
import {ConnectionController} from '../client-context.js';
import {localeOf} from '../format.js';
import {basics, tokens} from '../tokens.js';
import * as view from './view.js';
import {localWords} from './words.js';

/** What happens in one go is counted together. */
const SOON_MS = 1000;
/** What outlives no page is at most this long. */
const EVERYTHING = {all: true, interactions: 200};

export type LocalDataState = 'shown' | 'asking' | 'deleting' | 'deleted' | 'failed';

/**
 * What Inkling keeps of this advertiser on this device, in words, and the way to delete it. Needs an `inkling-provider` around it; shows nothing without one.
 * @csspart heading - Its name.
 * @csspart facts - What is kept, line by line.
 * @csspart delete - The button that asks whether to delete it.
 * @csspart ask - The question.
 * @csspart confirm - The button that deletes.
 * @csspart cancel - The button that leaves it.
 * @csspart said - What came of it.
 */
export class InklingLocalData extends LitElement {
  static override styles = [tokens, basics, view.styles];
  static override properties = {heading: {}, headingLevel: {type: Number, attribute: 'heading-level'}, state: {attribute: false}, inspection: {state: true}};
  /** Instead of its own. */
  declare heading: string | undefined;
  /** Of its heading, 1 to 6. */
  declare headingLevel: number;
  /** What it shows; it changes by itself as it is used. */
  declare state: LocalDataState;
  /** Undefined while it is read for the first time; null where it cannot be read. */
  private declare inspection: Inspection | null | undefined;

  #client: Insights | null = null;
  #connection = new ConnectionController(this, () => this.#connect());
  #cancel: (() => void) | null = null;
  #focus: string | null = null;

  constructor() {
    super();
    this.headingLevel = 2;
    this.state = 'shown';
    this.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listen(null);
  }

  #connect(): void {
    const client = this.#connection.value?.client ?? null;
    if (client === this.#client) return;
    this.#listen(client);
    this.inspection = undefined;
    this.state = 'shown';
    void this.#read();
  }

  #listen(client: Insights | null): void {
    for (const type of ['interaction', 'status', 'goal']) {
      this.#client?.removeEventListener(type, this.#changed);
      client?.addEventListener(type, this.#changed);
    }
    this.#client?.removeEventListener('forgotten', this.#forgotten);
    client?.addEventListener('forgotten', this.#forgotten);
    this.#client = client;
    this.#cancel?.();
    this.#cancel = null;
  }

  #changed = (): void => {
    this.#cancel ??= this.#connection.value?.clock.after(SOON_MS, () => {
      this.#cancel = null;
      void this.#read();
    }) ?? null;
  };

  /** Here or in another tab. */
  #forgotten = (): void => { if (this.state !== 'deleting') void this.#read(); };

  async #read(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    const read = await client.inspect(EVERYTHING).catch(() => null);
    if (client !== this.#client) return;
    this.inspection = read;
    // What has come since is there to be deleted anew.
    if (this.state === 'deleted' && read && !view.isEmpty(read)) this.state = 'shown';
  }

  #go(state: LocalDataState, focus: string): void {
    this.state = state;
    this.#focus = focus;
  }

  #delete = async (): Promise<void> => {
    const client = this.#client;
    if (!client || this.state === 'deleting') return;
    this.#go('deleting', '#confirm');
    const left = await client.forget().then(() => client.inspect(EVERYTHING)).catch(() => null);
    if (client !== this.#client) return;
    this.inspection = left;
    const isGone = left !== null && view.isEmpty(left);
    this.#go(isGone ? 'deleted' : 'failed', '#said');
    this.#connection.value?.announce(isGone ? localWords.removed : localWords.failed);
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.state !== 'asking') return;
    event.stopPropagation();
    this.#go('shown', '#delete');
  };

  protected override updated(): void {
    const target = this.#focus ? this.renderRoot.querySelector<HTMLElement>(this.#focus) : null;
    if (!target) return;
    this.#focus = null;
    target.focus({preventScroll: true});
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.#connection.value) return nothing;
    return view.view({
      heading: this.heading, headingLevel: this.headingLevel, state: this.state, inspection: this.inspection,
      locale: localeOf(this), timeZone: this.#connection.value.timeZone,
      ask: () => this.#go('asking', '#cancel'), keep: () => this.#go('shown', '#delete'), remove: () => void this.#delete(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-local-data': InklingLocalData }
}
