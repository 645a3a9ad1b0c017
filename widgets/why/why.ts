import {LitElement, html, nothing, svg, type PropertyValues, type TemplateResult} from 'lit';
import type {Cause, Contribution, Explanation} from '../../src/insights-types.js';
import type {Placement} from '../../src/types.js';
import {ConnectionController} from '../client-context.js';
import {localeOf, shareText} from '../format.js';
import {icons} from '../icons.js';
import {basics, tokens} from '../tokens.js';
import {styles} from './why.styles.js';
import {whyWords} from './words.js';

/** Where a cause comes from, in the order in which they are told. */
const SOURCES = {
  visit: ['visit'],
  account: ['interaction', 'goal', 'place', 'campaign', 'performance', 'market', 'workflow', 'account'],
  platform: ['suggestion', 'impact', 'cost', 'server'],
} as const satisfies Record<string, readonly Cause[]>;
/** Of the largest contribution: what is smaller tells nobody anything. */
const WORTH_TELLING = 0.08;
const TOLD = 6;

/**
 * Why this card stands where it stands, in the ranker's own words: what moves it up and what holds it back, from this visit, from the account, from the platform; and what chance had to do with it.
 * A button that opens to the answer, which is asked for only then.
 *
 * @csspart button - The question.
 * @csspart answer - What it opens to.
 */
export class InklingWhy extends LitElement {
  static override styles = [tokens, basics, styles];
  static override properties = {placement: {attribute: false}, explanation: {attribute: false}, open: {type: Boolean, reflect: true}, asked: {state: true}};
  /** The card's, as its slate gave it. */
  declare placement: Placement | null;
  /** Null until it is known, or where it cannot be told; a host may hand one in. */
  declare explanation: Explanation | null;
  /** The answer is shown; it is asked for when it is first opened. */
  declare open: boolean;
  private declare asked: 'no' | 'asking' | 'answered';

  #connection = new ConnectionController(this, () => { if (this.open) void this.#ask(); });
  #turn = 0;

  constructor() {
    super();
    this.placement = this.explanation = null;
    this.open = false;
    this.asked = 'no';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('placement');
    const moved = before && (before.slateId !== this.placement?.slateId || before.candidateId !== this.placement?.candidateId);
    if (moved) {
      this.explanation = null;
      this.asked = 'no';
    }
    if (this.open && this.asked === 'no') void this.#ask();
  }

  async #ask(): Promise<void> {
    const [client, placement, turn] = [this.#connection.value?.client, this.placement, ++this.#turn];
    if (this.explanation) this.asked = 'answered';
    if (this.explanation || !client || !placement) return;
    this.asked = 'asking';
    const found = await client.explain(placement).catch(() => null);
    if (turn !== this.#turn) return;
    this.explanation = found;
    this.asked = 'answered';
    this.#connection.value?.announce(this.#summary);
  }

  /** What is heard when the answer comes. */
  get #summary(): string {
    const {explanation} = this;
    if (!explanation) return whyWords.gone;
    if (explanation.tier === 'none') return whyWords.platform;
    const [top] = explanation.contributions;
    return top && top.amount !== 0 ? whyWords.most(whyWords.causes[top.cause], top.amount > 0) : whyWords.alike;
  }

  #toggle = (): void => { this.open = !this.open; };

  override render(): TemplateResult {
    return html`
      <button class="ask" part="button" aria-expanded=${this.open} aria-controls=${this.open ? 'answer' : nothing} @click=${this.#toggle}>${whyWords.title}<span class="chevron">${icons.chevron}</span></button>
      ${this.open ? html`<div id="answer" class="answer" part="answer" aria-busy=${this.asked === 'asking'}>${this.#answer()}</div>` : nothing}`;
  }

  #answer(): TemplateResult {
    const {explanation} = this;
    if (this.asked !== 'answered') return html`<p class="small"><bdi>${whyWords.loading}</bdi></p>`;
    if (!explanation || explanation.tier === 'none') return html`<p class="small"><bdi>${this.#summary}</bdi></p>`;
    const largest = Math.abs(explanation.contributions[0]?.amount ?? 0);
    const told = explanation.contributions.filter(({amount}) => Math.abs(amount) > WORTH_TELLING * largest).slice(0, TOLD);
    return html`
      <p class="most"><bdi>${this.#summary}</bdi></p>
      ${told.length > 0 ? html`<p class="key" aria-hidden="true"><span><i class="rise"></i>${whyWords.raises}</span><span><i class="fall"></i>${whyWords.lowers}</span></p>` : nothing}
      ${Object.entries(SOURCES).map(([source, causes]) => this.#source(source as keyof typeof SOURCES, told.filter(({cause}) => causes.some(own => own === cause)), largest))}
      ${this.#place(explanation)}`;
  }

  #source(source: keyof typeof SOURCES, told: readonly Contribution[], largest: number): TemplateResult | typeof nothing {
    if (told.length === 0) return nothing;
    return html`
      <div class="source" role="group" aria-labelledby=${source}>
        <p id=${source} class="source-name">${whyWords.sources[source]}</p>
        <ul role="list">
          ${told.map(({cause, amount}) => html`
            <li class="cause">
              <span class="name">${whyWords.causes[cause]}<span class="hidden">: ${amount > 0 ? whyWords.raises : whyWords.lowers}</span></span>
              ${bar(amount / largest)}
            </li>`)}
        </ul>
      </div>`;
  }

  /** What the scores alone do not say. */
  #place({position, scorePosition, serverPosition, pinned, chance}: Explanation): TemplateResult {
    const percent = chance === null ? null : shareText(chance, localeOf(this));
    return html`
      <div class="source" role="group" aria-labelledby="place">
        <p id="place" class="source-name">${whyWords.sources.chance}</p>
        <p class="small"><bdi>${whyWords.place(position + 1, scorePosition + 1, serverPosition + 1)}
          ${pinned ? whyWords.pinned : percent === null || chance === null || chance > 0.995 ? whyWords.certain : whyWords.drawn(percent)} ${whyWords.note}</bdi></p>
      </div>`;
  }
}

/** From the middle: up goes on in the direction of the text, down goes back. A picture of the words beside it. @param share - −1 to 1 */
function bar(share: number): TemplateResult {
  const width = Math.max(1.5, 50 * Math.min(1, Math.abs(share)));
  return html`<svg class="bar" width="100%" height="10" aria-hidden="true">${svg`
    <rect class=${share > 0 ? 'up' : 'down'} x="${share > 0 ? 50 : 50 - width}%" y="1" width="${width}%" height="8" rx="2"/>
    <rect class="axis" x="50%" y="0" width="1" height="10"/>`}</svg>`;
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-why': InklingWhy }
}
