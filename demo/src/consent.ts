/** Asks once whether the advertiser may be learned from; the answer stays in this browser. */
import type {Consent} from 'inkling';
import {byId} from './dom.js';

const KEY = 'northwind-consent';
export const ALL: Consent = {measurement: true, personalization: true};
export const NONE: Consent = {measurement: false, personalization: false};

/** What was answered earlier; null when nothing was, or where the browser keeps nothing. */
function remembered(): Consent | null {
  try {
    const answer = localStorage.getItem(KEY);
    return answer === null ? null : JSON.parse(answer) as Consent;
  } catch {
    return null;
  }
}

export function rememberConsent(consent: Consent): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(consent));
  } catch {
    // A browser that keeps nothing is asked again next time.
  }
}

/** The consent to start with. Where nobody has answered: undefined, and the question is shown; `answered` is called with what is said. */
export function askConsent(given: Consent | null, answered: (consent: Consent) => void): Consent | undefined {
  const known = given ?? remembered();
  if (known !== null) return known;
  const banner = byId('consent');
  const answer = (consent: Consent): void => {
    banner.hidden = true;
    rememberConsent(consent);
    answered(consent);
  };
  byId('consent-all').addEventListener('click', () => answer(ALL));
  byId('consent-none').addEventListener('click', () => answer(NONE));
  banner.hidden = false;
  return undefined;
}
