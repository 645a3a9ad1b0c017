/** A card after something was done to it: what was done, and the way back. */
import {html, type TemplateResult} from 'lit';
import {dayText} from '../format.js';
import {icons} from '../icons.js';
import {notice, standing, type Standing} from './notice.js';
import {cardWords} from './words.js';

export interface Face extends Standing {
  readonly headingLevel: number;
  readonly timeZone: string | undefined;
}

export interface Way {
  /** Epoch ms. */
  readonly snoozedUntil: number;
  /** To undo; 0 when nothing is counted. */
  readonly secondsLeft: number;
  readonly undoing: boolean;
  readonly undoFailed: boolean;
  /** Why it failed, where somebody said so. */
  readonly said: string | null;
  readonly undo: () => void;
}

export function appliedFace(face: Face, back: Way, canUndo: boolean): TemplateResult {
  return html`${back.undoFailed ? notice('negative', cardWords.undoFailed, '', back.said) : standing(face)}${canUndo ? html`<div class="actions" part="actions">${undoButton(back)}</div>` : null}`;
}

/** One line that says what was done, with the way back. */
export function stripFace(face: Face, back: Way): TemplateResult {
  const snoozed = face.shown === 'snoozed';
  return html`
    <article class="card strip" part="card" aria-labelledby="headline">
      <p class="said">${snoozed ? icons.clock : icons.check}<span><strong><bdi>${snoozed ? cardWords.snoozed(dayText(back.snoozedUntil, face.locale, face.timeZone)) : cardWords.dismissed}</bdi></strong>
        <span id="headline" class="was" role="heading" aria-level=${face.headingLevel} tabindex="-1"><bdi>${face.candidate.headline}</bdi></span></span></p>
      ${undoButton(back)}
    </article>`;
}

function undoButton({undoing, secondsLeft, undo}: Way): TemplateResult {
  return html`<button class="button secondary undo" data-next aria-disabled=${undoing} aria-describedby="headline" @click=${undo}>
    ${undoing ? cardWords.undoing : cardWords.undo}${secondsLeft > 0 ? html`<span class="left" aria-hidden="true"><bdi>${cardWords.secondsLeft(secondsLeft)}</bdi></span>` : null}</button>`;
}
