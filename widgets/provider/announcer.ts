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
  // Important, or a page's rules for its own elements would bring it in sight, or hide it from those who hear it too.
  const out = {display: 'block', position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', 'clip-path': 'inset(50%)', 'white-space': 'nowrap'};
  for (const [name, value] of Object.entries(out)) region.style.setProperty(name, value, 'important');
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
