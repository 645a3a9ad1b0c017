import {LitElement, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {Insights, InsightsEvents} from '../../src/insights-types.js';
import type {EntityRef} from '../../src/types.js';
import {ConnectionController, type Connection} from '../client-context.js';
import {systemClock} from '../clock.js';
import {dayText, localeOf, metricName, percentText} from '../format.js';
import {icons} from '../icons.js';
import {basics, tokens} from '../tokens.js';
import {words} from '../words.js';
import {outcomeWords} from './words.js';
import {styles} from './outcome.styles.js';
import {daysOf, verdictOf, type Outcome, type Verdict} from './outcomes.js';
import {course, scale} from './pictures.js';

const SIGNS: Readonly<Record<Verdict, TemplateResult>> = {early: icons.clock, within: icons.check, above: icons.check, below: icons.warning, against: icons.warning};

/**
 * What came of the suggestions that were applied, against what was predicted: of the account, of one entity, or of one apply. Says nothing before the horizon of the prediction is over but how far it has come.
 * @csspart heading - The name of the report.
 * @csspart outcome - One applied suggestion.
 * @csspart verdict - What came of it, in a word.
 * @csspart more - What shows the rest.
 * @csspart message - What stands where there is nothing to report, or an error.
 */
export class InklingOutcome extends LitElement {
  static override styles = [tokens, basics, styles];
  static override properties = {
    entityLevel: {attribute: 'entity-level'}, entityId: {attribute: 'entity-id'}, applicationId: {attribute: 'application-id'}, heading: {}, headingLevel: {type: Number, attribute: 'heading-level'}, max: {type: Number},
    hideEmpty: {type: Boolean, attribute: 'hide-empty'}, outcomes: {attribute: false}, phase: {state: true}, expanded: {state: true},
  };
  /** With `entity-id`: only what was changed on it. */
  declare entityLevel: EntityRef['level'] | undefined;
  /** With `entity-level`: only what was changed on it. */
  declare entityId: string | undefined;
  /** Only this apply. */
  declare applicationId: string | undefined;
  /** "What your changes brought", in the page's language, where nothing is set. */
  declare heading: string | undefined;
  /** Of its heading, 1 to 6. */
  declare headingLevel: number;
  /** Shown before "Show all". */
  declare max: number;
  /** Shows nothing at all while there is nothing to report. */
  declare hideEmpty: boolean;
  /** A host may hand them in; else the server is asked. */
  declare outcomes: readonly Outcome[] | null;
  private declare phase: 'idle' | 'loading' | 'ready' | 'error';
  private declare expanded: boolean;

  #connection = new ConnectionController(this, connection => this.#connect(connection));
  #client: Insights | null = null;
  #turn = 0;

  constructor() {
    super();
    this.headingLevel = 2;
    this.max = 3;
    this.hideEmpty = this.expanded = false;
    this.outcomes = null;
    this.phase = 'idle';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('online', this.#online);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('online', this.#online);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('outcomes') && this.outcomes) this.phase = 'ready';
  }

  #connect(connection: Connection | null): void {
    this.#client?.removeEventListener('interaction', this.#heard);
    this.#client = connection?.client ?? null;
    this.#client?.addEventListener('interaction', this.#heard);
    if (connection && !this.outcomes) void this.reload();
  }

  /** Asks the server. What is shown stays until the answer is there, and where none comes. */
  async reload(): Promise<void> {
    const [connection, turn] = [this.#connection.value, ++this.#turn];
    if (!connection?.applies) return;
    if (!this.outcomes) this.phase = 'loading';
    try {
      const found = await connection.outcomes();
      if (turn !== this.#turn) return;
      this.outcomes = found;
      this.phase = 'ready';
    } catch {
      if (turn === this.#turn && !this.outcomes) this.phase = 'error';
    }
  }

  /** What was pressed goes away. */
  #focusHeading(): void { this.renderRoot.querySelector<HTMLElement>('#heading')?.focus({preventScroll: true}); }

  #online = (): void => { if (this.phase === 'error') void this.reload(); };

  #heard = ({detail: {kind}}: InsightsEvents['interaction']): void => {
    if (kind === 'applied' || kind === 'undo') void this.reload();
  };

  get #shown(): readonly Outcome[] {
    return (this.outcomes ?? []).filter(({applicationId, entity}) => {
      if (this.applicationId) return applicationId === this.applicationId;
      return !this.entityLevel || !this.entityId || (entity?.level === this.entityLevel && entity.id === this.entityId);
    });
  }

  override render(): TemplateResult | typeof nothing {
    const all = this.#shown;
    if (this.phase === 'idle' || (this.hideEmpty && all.length === 0)) return nothing;
    const shown = this.expanded ? all : all.slice(0, Math.max(1, this.max));
    return html`
      <section aria-labelledby="heading">
        <div id="heading" class="heading" part="heading" role="heading" aria-level=${this.headingLevel} tabindex="-1">${this.heading ?? outcomeWords.heading}</div>
        ${all.length > 0 ? html`<ul class="list" role="list">${shown.map(outcome => html`<li>${this.#outcome(outcome)}</li>`)}</ul>` : this.#message()}
        ${shown.length < all.length ? html`<button class="button quiet more" part="more" @click=${() => { this.#focusHeading(); this.expanded = true; }}>${words.showAll(all.length)}</button>` : nothing}
      </section>`;
  }

  #outcome(outcome: Outcome): TemplateResult {
    const {applicationId, headline, type, entity, metric, predicted, realised, soFar, appliedAt} = outcome;
    const [now, locale, timeZone] = [(this.#connection.value?.clock ?? systemClock).now(), localeOf(this), this.#connection.value?.timeZone];
    const verdict = verdictOf(outcome, now);
    const {all, done, left} = daysOf(outcome, now);
    const early = verdict === 'early';
    const range = ({low, high}: {readonly low: number; readonly high: number}) => words.interval(percentText(low, locale), percentText(high, locale));
    return html`
      <article class="outcome" part="outcome" aria-labelledby="of-${applicationId}">
        <div class="top">
          <div class="what">
            <div id="of-${applicationId}" class="headline" role="heading" aria-level=${this.headingLevel + 1}><bdi>${headline ?? metricName(type)}</bdi></div>
            <p class="when">${entity?.name ? html`<bdi>${entity.name}</bdi> · ` : nothing}${outcomeWords.applied(dayText(appliedAt, locale, timeZone))}</p>
          </div>
          <span class="verdict ${verdict}" part="verdict">${SIGNS[verdict]}${outcomeWords.verdicts[verdict]}</span>
        </div>
        <div class="body">
          <dl class="figures">
            <dt>${outcomeWords.predicted}</dt><dd><bdi>${range(predicted)}</bdi></dd>
            <dt>${early ? outcomeWords.soFar : outcomeWords.realised}</dt>
            <dd class=${early ? 'quiet' : 'measured'}><bdi>${!early && realised !== null ? percentText(realised, locale) : soFar ? range(soFar) : outcomeWords.notYet}</bdi></dd>
            ${scale(early ? {...outcome, realised: null} : outcome)}
          </dl>
          ${course(outcome, outcomeWords.chart(metricName(metric)))}
        </div>
        <p class="note"><bdi>${words.over(metricName(metric), all)}${early ? html` · ${outcomeWords.progress(Math.max(1, done), all)} · ${outcomeWords.daysLeft(left)}. ${outcomeWords.earlyNote}` : nothing}</bdi></p>
      </article>`;
  }

  #message(): TemplateResult {
    if (this.phase === 'loading') return html`<div class="wait" aria-busy="true"><span class="hidden">${outcomeWords.loading}</span></div>`;
    if (this.phase === 'ready') return html`<div class="message" part="message"><strong>${outcomeWords.none}</strong><p><bdi>${outcomeWords.noneMore}</bdi></p></div>`;
    return html`
      <div class="message" part="message"><strong>${navigator.onLine ? outcomeWords.error : words.offline}</strong><p><bdi>${words.errorMore}</bdi></p>
        <button class="button secondary" @click=${() => { this.#focusHeading(); void this.reload(); }}>${words.retry}</button></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-outcome': InklingOutcome }
}
