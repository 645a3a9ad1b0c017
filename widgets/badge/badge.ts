import {LitElement, html, nothing, type TemplateResult} from 'lit';
import type {Insights, InsightsEvents} from '../../src/insights-types.js';
import type {Candidate, EntityRef, InteractionKind, Query, Surface} from '../../src/types.js';
import {ConnectionController} from '../client-context.js';
import {basics, tokens} from '../tokens.js';
import {words} from '../words.js';
import {styles} from './badge.styles.js';

/** What changes how many there are to be seen. */
const TELLING: ReadonlySet<InteractionKind> = new Set(['dismiss', 'snooze', 'applied', 'undo']);

/**
 * How many suggestions wait at a place, for the entry of a navigation: stands inside the link, and is part of its name. Looks, and ranks or logs nothing.
 * @csspart count - The number.
 */
export class InklingBadge extends LitElement {
  static override styles = [tokens, basics, styles];
  static override properties = {surface: {}, entityLevel: {attribute: 'entity-level'}, entityId: {attribute: 'entity-id'}, max: {type: Number}, count: {state: true}};
  /** Whose suggestions it counts. */
  declare surface: Surface;
  /** With `entity-id`: what they are about. */
  declare entityLevel: EntityRef['level'] | undefined;
  /** With `entity-level`: what they are about. */
  declare entityId: string | undefined;
  /** More are shown as "99+". */
  declare max: number;
  private declare count: number;

  #client: Insights | null = null;
  /** As the server last gave them. */
  #candidates: readonly Candidate[] | null = null;
  /** The last question wins. */
  #turn = 0;

  constructor() {
    super();
    this.surface = 'campaign-list';
    this.max = 99;
    this.count = 0;
    new ConnectionController(this, connection => this.#connect(connection?.client ?? null));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('online', this.#online);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('online', this.#online);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (this.hasUpdated && ['surface', 'entityLevel', 'entityId'].some(name => changed.has(name))) void this.reload();
  }

  #connect(client: Insights | null): void {
    this.#client?.removeEventListener('interaction', this.#heard);
    this.#client = client;
    client?.addEventListener('interaction', this.#heard);
    void this.reload();
  }

  /** Asks the server again. */
  async reload(): Promise<void> {
    this.#candidates = null;
    await this.#look();
  }

  async #look(): Promise<void> {
    const [client, turn] = [this.#client, ++this.#turn];
    const query: Query = {surface: this.surface, ...(this.entityLevel && this.entityId && {entity: {level: this.entityLevel, id: this.entityId}})};
    try {
      const found = client ? await client.peek(this.#candidates ? {...query, candidates: this.#candidates} : query) : [];
      if (turn !== this.#turn) return;
      if (client) this.#candidates ??= found;
      this.count = found.length;
    } catch { /* What cannot be counted is not shown, and what was counted stays. */ }
  }

  /** Nothing was ever counted: the connection may have been the reason. */
  #online = (): void => {
    if (!this.#candidates) void this.#look();
  };

  #heard = ({detail: {kind}}: InsightsEvents['interaction']): void => {
    if (TELLING.has(kind) && this.#candidates) void this.#look();
  };

  override render(): TemplateResult | typeof nothing {
    const {count, max} = this;
    if (count === 0) return nothing;
    return html`<span class="count" part="count" aria-hidden="true">${count > max ? words.moreThan(max) : count}</span><span class="hidden">${words.count(count)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-badge': InklingBadge }
}
