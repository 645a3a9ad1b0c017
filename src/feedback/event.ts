/** What happened in; CloudEvents out [F7] [F8]. Pure: the page, and the world that makes the training log, call the same functions. */
import type {Consent} from '../insights-types.js';
import {CARD_KINDS} from '../types.js';
import type {InteractionKind, RecordedInteraction} from '../types.js';
import type {InteractionData, InteractionEvent} from '../wire-types.js';
import {sourceOf, unnamed, type Owner} from './owner.js';

/** Of an apply's chosen value: an enumeration or an amount, never prose. */
const MAX_VALUE_LENGTH = 256;

/** Kinds whose `value` is the suggestion's own: elsewhere a value might be something that a person typed. */
const WITH_VALUE: readonly InteractionKind[] = ['apply', 'applied', 'apply-failed', 'undo', 'outcome'];

/** Null where consent forbids it to travel: everything without measurement, host actions without personalization [F9]. */
export function interactionEvent(recorded: RecordedInteraction, owner: Owner, consent: Consent): InteractionEvent | null {
  const onCard = (CARD_KINDS as readonly InteractionKind[]).includes(recorded.kind);
  if (!consent.measurement || (!onCard && !consent.personalization)) return null;
  const {placement} = recorded;
  const entity = recorded.entity ?? recorded.candidate?.entity;
  const value = WITH_VALUE.includes(recorded.kind) ? recorded.value : undefined;
  const data: InteractionData = {
    kind: recorded.kind,
    visit: recorded.visit,
    ...(recorded.surface && {surface: recorded.surface}),
    ...(entity && {entity: unnamed(entity)}),
    ...(placement && {placement: {slateId: placement.slateId, candidateId: placement.candidateId, position: placement.position}}),
    ...(recorded.candidate && {candidateType: recorded.candidate.type}),
    ...(recorded.reason && {reason: recorded.reason}),
    ...(recorded.until !== undefined && {until: recorded.until}),
    ...(value !== undefined && {value: typeof value === 'string' ? value.slice(0, MAX_VALUE_LENGTH) : value}),
  };
  return {specversion: '1.0', id: recorded.id, source: sourceOf(owner), type: 'inkling.interaction.v1', time: new Date(recorded.at).toISOString(), data};
}
