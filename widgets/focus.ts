/** Whether the focus is in it, its shadow trees included: also in a window that is not the active one, where WebKit's `:focus-within` says no. */
export function hasFocus(element: Element): boolean {
  const {activeElement = null} = element.getRootNode() as Partial<DocumentOrShadowRoot>;
  return element.contains(activeElement);
}
