/** Puts a popover beside its button: fixed, on the side with more room, before it shows, so that no frame shows it elsewhere. */

/** @param wantedRoom px below the button, else it opens upwards */
export function placeBeside(popover: HTMLElement, button: HTMLElement, wantedRoom: number): void {
  const {top, bottom, left, right} = button.getBoundingClientRect();
  const above = innerHeight - bottom < wantedRoom && top > innerHeight - bottom;
  const rightToLeft = getComputedStyle(button).direction === 'rtl';
  const px = (value: number) => `${Math.max(8, value)}px`;
  popover.style.inset = 'auto';
  popover.style[above ? 'bottom' : 'top'] = px(above ? innerHeight - top + 4 : bottom + 4);
  popover.style[rightToLeft ? 'left' : 'right'] = px(rightToLeft ? left : document.documentElement.clientWidth - right);
  popover.style.maxWidth = px((rightToLeft ? document.documentElement.clientWidth - left : right) - 8);
  popover.style.maxHeight = px((above ? top : innerHeight - bottom) - 12);
}
