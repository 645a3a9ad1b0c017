/**
 * For pages without a build: `<script type="module" src="…/dist/inkling.js"></script>`. Loads the elements when the first of them stands in the page, and until then nothing.
 * Its own file is all that a page without widgets pays for.
 */

/** Elements that are not defined yet, ours by their name. */
const isOurs = (element: Element): boolean => element.localName.startsWith('inkling-') && !customElements.get(element.localName);

let loading: Promise<unknown> | undefined;
let observer: MutationObserver | undefined;

function load(): Promise<unknown> {
  return loading ??= import('./define.js').then(() => observer?.disconnect(), () => {
    // The network may be back when the next element comes.
    loading = undefined;
  });
}

/** Looks for elements within `root`: of the document this happens by itself, of a shadow root whoever made it calls this. Settles once they are there, or were tried. */
export async function discover(root: ParentNode): Promise<void> {
  const found = (root instanceof Element && isOurs(root)) || [...root.querySelectorAll(':not(:defined)')].some(isOurs);
  if (found) await load();
}

if (typeof document !== 'undefined') {
  observer = new MutationObserver(changes => {
    for (const {addedNodes} of changes) for (const node of addedNodes) if (node instanceof Element) void discover(node);
  });
  observer.observe(document, {childList: true, subtree: true});
  void discover(document);
}
