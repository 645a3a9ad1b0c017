/** Puts a popover beside its button: fixed, on the side with more room, before it shows, so that no frame shows it elsewhere. */

/**
 * @param wantedRoom - px below the button, else it opens upwards
 * @param edge - of the button, in the direction of its text, that the popover lines up with
 */
export function placeBeside(popover: HTMLElement, button: HTMLElement, wantedRoom: number, edge: 'start' | 'end' = 'end'): void {
  const {top, bottom, left, right} = button.getBoundingClientRect();
  const above = innerHeight - bottom < wantedRoom && top > innerHeight - bottom;
  const atLeft = (getComputedStyle(button).direction === 'rtl') === (edge === 'end');
  const width = document.documentElement.clientWidth;
  // Where the page is zoomed by style, lengths that are set grow with it, and boxes are told as they are seen.
  const zoom = button.currentCSSZoom ?? 1;
  const px = (value: number) => `${Math.max(8, value) / zoom}px`;
  popover.style.inset = 'auto';
  popover.style[above ? 'bottom' : 'top'] = px(above ? innerHeight - top + 4 : bottom + 4);
  // Lined up with its button where there is room for it, else as near as it fits.
  const from = Math.max(8, Math.min(atLeft ? left : width - right, width - 8 - popover.offsetWidth * zoom));
  popover.style[atLeft ? 'left' : 'right'] = px(from);
  popover.style.maxWidth = px(width - from - 8);
  popover.style.maxHeight = px((above ? top : innerHeight - bottom) - 12);
}
