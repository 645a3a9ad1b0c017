import {html, svg} from 'lit';

const icon = (path: ReturnType<typeof svg>) => html`<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

export const icons = {
  more: icon(svg`<g fill="currentColor" stroke="none"><circle cx="3" cy="8" r="1.4"/><circle cx="8" cy="8" r="1.4"/><circle cx="13" cy="8" r="1.4"/></g>`),
  chevron: icon(svg`<path d="m4 6 4 4 4-4"/>`),
  spark: icon(svg`<path d="M8 2.2 9.5 6.5 13.8 8 9.5 9.5 8 13.8 6.5 9.5 2.2 8 6.5 6.5z"/>`),
  check: icon(svg`<path d="m3 8.5 3.2 3.2L13 4.8"/>`),
  warning: icon(svg`<path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.01"/>`),
  clock: icon(svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.8V8l2.2 1.6"/>`),
  reorder: icon(svg`<path d="M5 13V3m0 0L2.5 5.5M5 3l2.5 2.5M11 3v10m0 0 2.5-2.5M11 13l-2.5-2.5"/>`),
  select: icon(svg`<rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2.5"/><path d="m5 8.2 2.1 2.1 4-4.4"/>`),
  sliders: icon(svg`<path d="M2.5 4.5h6m3 0h2M2.5 11.5h2m3 0h6"/><circle cx="10" cy="4.5" r="1.6"/><circle cx="6" cy="11.5" r="1.6"/>`),
  offline: icon(svg`<path d="m2.5 2.5 11 11M5 7.7a4.6 4.6 0 0 1 1.6-1M2.5 5.3A8 8 0 0 1 4 4.3M7.2 3.3a8 8 0 0 1 6.3 2M9.6 6.9c.5.2 1 .5 1.4.8M8 11.5v.01"/>`),
};
