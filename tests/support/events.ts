/** Feedback events, made to measure. */
import {createIds} from '../../src/ids.js';
import type {InteractionKind} from '../../src/types.js';
import type {FeedbackEvent} from '../../src/wire-types.js';

const newId = createIds();

/** @param at epoch ms @param padding characters more */
export function anEvent(kind: InteractionKind = 'open', at = Date.now(), padding = 0): FeedbackEvent {
  return {
    specversion: '1.0', id: newId(at), source: '/accounts/a/users/-/devices/d', type: 'inkling.interaction.v1', time: new Date(at).toISOString(),
    data: {kind, visit: 'v', ...(padding > 0 && {candidateType: 'x'.repeat(padding)})},
  };
}
