/** Whether a row of the history is one: another program, an older bug or a failing disk may have written it. Pure. */
import {COUNTS} from '../tally.js';

type Row = readonly [key: unknown, value: unknown];

export function isInteraction([key, value]: Row): boolean {
  return isObject(value) && typeof key === 'string' && value.id === key && typeof value.kind === 'string' && typeof value.visit === 'string' && Number.isFinite(value.at);
}

export function isTally([key, value]: Row): boolean {
  return isObject(value) && typeof key === 'string' && Number.isFinite(value.at) && COUNTS.every(count => Number.isFinite(value[count]));
}

export function isSignal([key, value]: Row): boolean {
  return isObject(value) && typeof key === 'string' && typeof value.namespace === 'string' && typeof value.name === 'string'
    && (value.observedAt === undefined || Number.isFinite(value.observedAt)) && (value.timeToLive === undefined || typeof value.timeToLive === 'number');
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null;
}
