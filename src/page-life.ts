/** When the page hides, or may be about to go, when it shows again, and when the network is back. Nothing of it on a server. */
export interface PageWatcher {
  /** Returns before the page goes: what it begins must leave at once. */
  hidden(): void;
  shown(): void;
  online(): void;
}

/** @returns ends it */
export function watchPage({hidden, shown, online}: PageWatcher): () => void {
  const {document, window} = globalThis as Partial<typeof globalThis>;
  const turned = () => (document?.visibilityState === 'hidden' ? hidden() : shown());
  document?.addEventListener('visibilitychange', turned);
  window?.addEventListener('pagehide', hidden);
  // Back from the back-forward cache, or thawed: what was timed may not have been waited for.
  document?.addEventListener('resume', shown);
  window?.addEventListener('pageshow', shown);
  window?.addEventListener('online', online);
  return () => {
    document?.removeEventListener('visibilitychange', turned);
    window?.removeEventListener('pagehide', hidden);
    document?.removeEventListener('resume', shown);
    window?.removeEventListener('pageshow', shown);
    window?.removeEventListener('online', online);
  };
}
