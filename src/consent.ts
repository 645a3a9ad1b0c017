/** What the host says may be kept and sent, and what the browser says to that [F9]. */
import type {Consent} from './insights-types.js';

export const NO_CONSENT: Consent = {measurement: false, personalization: false};

/** Global Privacy Control counts as no, whatever was given. */
export function asAllowed(given: Consent): Consent {
  const {globalPrivacyControl = false} = (globalThis.navigator ?? {}) as {globalPrivacyControl?: boolean};
  return globalPrivacyControl ? NO_CONSENT : given;
}

/** Whether one allows something that the other does not. */
export const isBeyond = (one: Consent, other: Consent): boolean => (one.measurement && !other.measurement) || (one.personalization && !other.personalization);
