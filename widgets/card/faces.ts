/** The faces of a card other than its everyday one: what went wrong, what was done, and the way back. */
import {html, nothing, type TemplateResult} from 'lit';
import type {Candidate, EntityRef} from '../../src/types.js';
import {changeValue, dayText, metricName} from '../format.js';
import {icons} from '../icons.js';
import {words} from '../words.js';
import type {CardState} from './state.js';

export interface Face {
  readonly candidate: Candidate;
  readonly shown: CardState;
  readonly headingLevel: number;
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
  readonly failure: string;
  readonly conflict: Readonly<Record<string, unknown>> | null;
  /** That was chosen; the recommended one when left out. */
  readonly value: number | string | undefined;
  /** Epoch ms. */
  readonly snoozedUntil: number;
  /** To undo; 0 when nothing is counted. */
  readonly secondsLeft: number;
  readonly undoing: boolean;
  readonly undoFailed: boolean;
  readonly undo: () => void;
}

const nowIs = ({candidate: {change, currency}, locale}: Face, value: unknown): string =>
  (change && value !== undefined ? ` ${words.fieldIsNow(metricName(change.field), changeValue(value, change, currency, locale))}` : '');

/** What it is about: `Campaign · Trail jackets`. */
export const entityLine = ({level, id, name}: EntityRef): TemplateResult =>
  html`<p class="entity">${words.levels[level] ?? level}${level === 'account' && !name ? nothing : html` <span aria-hidden="true">·</span> <bdi>${name ?? id}</bdi>`}</p>`;

/** Takes the place of the figures, so that nothing grows when an answer comes late; null where there is nothing to say. */
export function noticeFace(face: Face): TemplateResult | null {
  const {shown, candidate: {change}} = face;
  if (shown === 'apply-failed') return notice('negative', face.failure);
  if (shown === 'stale') return notice('caution', words.expired);
  if (shown === 'conflict') return notice('caution', words.conflict, nowIs(face, change && face.conflict?.[change.field]));
  return null;
}

function notice(tone: 'negative' | 'caution' | 'positive', text: string, more = ''): TemplateResult {
  return html`<p class="notice ${tone}" part="notice">${tone === 'positive' ? icons.check : icons.warning}<span><bdi>${text}${more ? html`<strong>${more}</strong>` : nothing}</bdi></span></p>`;
}

export function appliedFace(face: Face): TemplateResult {
  const said = face.undoFailed ? notice('negative', words.undoFailed) : notice('positive', `${words.applied}.`, nowIs(face, face.value ?? face.candidate.change?.recommended));
  return html`${said}<div class="actions" part="actions">${undoButton(face)}</div>`;
}

/** One line that says what was done, with the way back. */
export function stripFace(face: Face): TemplateResult {
  const snoozed = face.shown === 'snoozed';
  return html`
    <article class="card strip" part="card" aria-labelledby="headline">
      <p class="said">${snoozed ? icons.clock : icons.check}<span><strong><bdi>${snoozed ? words.snoozed(dayText(face.snoozedUntil, face.locale, face.timeZone)) : words.dismissed}</bdi></strong>
        <span id="headline" class="was" role="heading" aria-level=${face.headingLevel} tabindex="-1"><bdi>${face.candidate.headline}</bdi></span></span></p>
      ${undoButton(face)}
    </article>`;
}

function undoButton({undoing, secondsLeft, undo}: Face): TemplateResult {
  return html`<button class="button secondary undo" data-next aria-disabled=${undoing} aria-describedby="headline" @click=${undo}>
    ${undoing ? words.undoing : words.undo}${secondsLeft > 0 ? html`<span class="left" aria-hidden="true"><bdi>${words.secondsLeft(secondsLeft)}</bdi></span>` : nothing}</button>`;
}
