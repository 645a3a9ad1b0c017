/** What a card says of how it stands, where there is something to say: what went wrong, or that it is done. */
import {html, type TemplateResult} from 'lit';
import type {Candidate, EntityRef} from '../../src/types.js';
import {changeValue, metricName} from '../format.js';
import {icons} from '../icons.js';
import {words} from '../words.js';
import type {CardState} from './state.js';

export interface Standing {
  readonly candidate: Candidate;
  readonly shown: CardState;
  readonly locale: string | undefined;
  readonly failure: string;
  /** Why it failed, where somebody said so. */
  readonly said: string | null;
  readonly conflict: Readonly<Record<string, unknown>> | null;
  /** That was chosen; the recommended one when left out. */
  readonly value: number | string | undefined;
}

const nowIs = ({candidate: {change, currency}, locale}: Standing, value: unknown): string =>
  (change && value !== undefined ? ` ${words.fieldIsNow(metricName(change.field), changeValue(value, change, currency, locale))}` : '');

/** What it is about: `Campaign · Trail jackets`. */
export const entityLine = ({level, id, name}: EntityRef): TemplateResult =>
  html`<p class="entity">${words.levels[level] ?? level}${level === 'account' && !name ? null : html` <span aria-hidden="true">·</span> <bdi>${name ?? id}</bdi>`}</p>`;

/** Takes the place of the figures, so that nothing grows when an answer comes late; null where there is nothing to say. */
export function standing(of: Standing): TemplateResult | null {
  const {shown, candidate: {change}, conflict, value} = of;
  if (shown === 'apply-failed') return notice('negative', of.failure, '', of.said);
  if (shown === 'stale') return notice('caution', words.expired);
  if (shown === 'conflict') return notice('caution', words.conflict, nowIs(of, change && conflict?.[change.field]));
  return shown === 'applied' ? notice('positive', `${words.applied}.`, nowIs(of, value ?? change?.recommended)) : null;
}

export function notice(tone: 'negative' | 'caution' | 'positive', text: string, more = '', said: string | null = null): TemplateResult {
  return html`<p class="notice ${tone}" part="notice">${tone === 'positive' ? icons.check : icons.warning}<span><bdi>${text}${more ? html`<strong>${more}</strong>` : null}</bdi>${said ? html` <bdi class="given">${said}</bdi>` : null}</span></p>`;
}
