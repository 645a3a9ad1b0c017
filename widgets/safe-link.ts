/** A link that a candidate may carry: http(s), or a path on the host's own origin [W8]; else undefined. The client strips others already. */
export function safeLink(link: string | undefined): string | undefined {
  if (!link || !URL.canParse(link, document.baseURI)) return undefined;
  const url = new URL(link, document.baseURI);
  const absolute = /^https?:\/\//i.test(link) && /^https?:$/.test(url.protocol);
  const ownPath = link.startsWith('/') && url.origin === window.location.origin;
  return absolute || ownPath ? link : undefined;
}
