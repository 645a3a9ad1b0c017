/** How `inkling-local-data` looks and what it says. */
import {html, nothing, type TemplateResult} from 'lit';
import type {Inspection, Kept} from '../../src/insights-types.js';
import {HOST_KINDS, type InteractionKind} from '../../src/types.js';
import {dayText} from '../format.js';
import {icons} from '../icons.js';
import type {LocalDataState} from './local-data.js';
import {localWords as words} from './words.js';

export {styles} from './local-data.styles.js';

/** In the order in which they come about. */
const KINDS: readonly InteractionKind[] = ['impression', 'open', 'apply', 'applied', 'apply-failed', 'undo', 'dismiss', 'snooze', 'outcome', ...HOST_KINDS];

export interface Shown {
  readonly heading: string | undefined;
  readonly headingLevel: number;
  readonly state: LocalDataState;
  /** Undefined while it is read for the first time; null where it cannot be read. */
  readonly inspection: Inspection | null | undefined;
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
  readonly ask: () => void;
  readonly keep: () => void;
  readonly remove: () => void;
}

/** Nothing that a deletion would take along. */
export function isEmpty({kept, interactions, signals, outbox, goal}: Inspection): boolean {
  return interactions.length === 0 && Object.keys(kept?.interactions ?? {}).length === 0 && signals.length === 0 && outbox.waiting === 0 && outbox.setAside === 0 && !goal.chosen;
}

export function view(shown: Shown): TemplateResult {
  const {heading, headingLevel, state, inspection} = shown;
  return html`
    <section class="box" aria-labelledby="heading">
      <div id="heading" class="heading" part="heading" role="heading" aria-level=${headingLevel}><bdi>${heading ?? words.heading}</bdi></div>
      ${inspection ? facts(inspection, shown) : html`<p class="note"><bdi>${inspection === null ? words.unknown : words.loading}</bdi></p>`}
      ${state === 'deleted' || state === 'failed' ? said(shown) : nothing}
      ${state === 'asking' || state === 'deleting' ? question(shown) : button(shown)}
    </section>`;
}

function facts(inspection: Inspection, {locale, timeZone}: Shown): TemplateResult {
  const {consent, signals, outbox, status: {model}, goal} = inspection;
  const {interactions, since} = inspection.kept ?? ofThisPage(inspection.interactions);
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  const kilobytes = (bytes: number) => new Intl.NumberFormat(locale, {style: 'unit', unit: 'kilobyte', unitDisplay: 'short', maximumFractionDigits: bytes < 10_000 ? 1 : 0}).format(bytes / 1000);
  const fact = (title: string, value: string) => html`<div><dt><bdi>${title}</bdi></dt><dd><bdi>${value}</bdi></dd></div>`;
  const count = Object.values(interactions).reduce((sum, of) => sum + of, 0);
  const kinds = KINDS.filter(kind => interactions[kind]);
  return html`
    <p class="note"><bdi>${isEmpty(inspection) ? words.nothing : words.intro}</bdi></p>
    <dl class="facts" part="facts">
      ${fact(words.personalization, consent.personalization ? words.yes : words.no)}
      ${fact(words.measurement, consent.measurement ? words.yes : words.no)}
      ${fact(words.done, since === null ? words.none : words.doneSince(number(count), dayText(since, locale, timeZone)))}
      ${kinds.map((kind, index) => html`<div class="of ${index === kinds.length - 1 ? 'last' : ''}"><dt><bdi>${words.kinds[kind]}</bdi></dt><dd><bdi>${number(interactions[kind] ?? 0)}</bdi></dd></div>`)}
      ${fact(words.signals, signals.length === 0 ? words.none : number(signals.length))}
      ${fact(words.goal, goal.chosen ? words.yes : words.none)}
      ${fact(words.waiting, outbox.waiting === 0 ? words.none : words.records(number(outbox.waiting), kilobytes(outbox.bytes)))}
      ${fact(words.model, model ? words.modelOf(model.name, number(model.version)) : words.none)}
    </dl>
    ${(navigator as {globalPrivacyControl?: boolean}).globalPrivacyControl ? html`<p class="note"><bdi>${words.privacyControl}</bdi></p>` : nothing}`;
}

function button({state, inspection, ask}: Shown): TemplateResult | typeof nothing {
  if (state === 'deleted' || !inspection || isEmpty(inspection)) return nothing;
  return html`<div class="actions"><button id="delete" class="button danger" part="delete" @click=${ask}>${words.remove}</button></div>`;
}

function question({state, keep, remove}: Shown): TemplateResult {
  const busy = state === 'deleting';
  return html`
    <div class="ask" part="ask" role="group" aria-labelledby="question">
      <p id="question"><bdi>${words.ask}</bdi></p>
      <div class="actions">
        <button id="confirm" class="button danger" part="confirm" aria-disabled=${busy} aria-describedby="question" @click=${remove}>${busy ? words.removing : words.confirm}</button>
        ${busy ? nothing : html`<button id="cancel" class="button quiet" part="cancel" @click=${keep}>${words.cancel}</button>`}
      </div>
    </div>`;
}

function said({state}: Shown): TemplateResult {
  const isGone = state === 'deleted';
  return html`<p id="said" class="said ${state}" part="said" tabindex="-1">${isGone ? icons.check : icons.warning}<span><bdi>${isGone ? words.removed : words.failed}</bdi></span></p>`;
}

function ofThisPage(recorded: Inspection['interactions']): Kept {
  const interactions: Partial<Record<InteractionKind, number>> = {};
  for (const {kind} of recorded) interactions[kind] = (interactions[kind] ?? 0) + 1;
  return {interactions, since: recorded[0]?.at ?? null};
}
