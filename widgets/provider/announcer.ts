/** The one polite live region [W4], in light DOM: regions deep in shadow roots go unheard in some browsers. */
export interface Announcer {
  readonly region: HTMLElement;
  readonly say: (text: string) => void;
}

export function announcer(): Announcer {
  const region = document.createElement('div');
  region.setAttribute('role', 'status');
  region.setAttribute('aria-live', 'polite');
  region.dataset.inkling = 'announcements';
  // Set one by one and not as an attribute: a strict content security policy blocks that.
  Object.assign(region.style, {position: 'absolute', inlineSize: '1px', blockSize: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap'});
  return {
    region,
    say(text) {
      // An unchanged text is not said again: a fresh node is.
      const said = document.createElement('span');
      said.textContent = text;
      region.replaceChildren(said);
    },
  };
}
