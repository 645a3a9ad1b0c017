import {css} from 'lit';

export const styles = css`
  :host { display: block; container: inkling-local-data / inline-size; min-inline-size: 0; }
  .box { display: grid; gap: 12px; padding: var(--_space); border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow); }
  .heading { font-size: 1.1429em; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em; }
  .note { color: var(--_subtle); font-size: 0.9286em; text-wrap: pretty; }
  .facts { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 16px; }
  .facts > div { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: baseline; padding-block: 7px; border-block-start: 1px solid var(--_border); }
  .facts > div.of { padding-block: 2px; border: 0; color: var(--_subtle); font-size: 0.9286em; }
  .facts > div.of.last { padding-block-end: 9px; }
  .facts > div.of dt { padding-inline-start: 12px; }
  dt { min-inline-size: 0; overflow-wrap: anywhere; }
  dd { font-variant-numeric: tabular-nums; text-align: end; overflow-wrap: anywhere; }
  div:not(.of) > dd { font-weight: 550; }
  .actions { display: flex; flex-wrap: wrap; gap: 8px; }
  .button.danger { border-color: var(--_negative); color: var(--_negative); background: var(--_surface); }
  .button.danger:hover { background: var(--_negative-weak); }
  .ask { display: grid; gap: 10px; padding: 12px; border-radius: var(--_radius-small); background: var(--_negative-weak); text-wrap: pretty; }
  .said { display: flex; align-items: flex-start; gap: 8px; }
  .said svg { margin-block-start: 0.15em; color: var(--_positive); }
  .said.failed svg { color: var(--_negative); }
  .said:focus { outline: none; }
  .said:focus-visible { outline: 2px solid var(--_focus); outline-offset: 3px; border-radius: 2px; }
  @container inkling-local-data (max-width: 260px) {
    .facts, .facts > div { display: block; }
    dd { text-align: start; }
    .facts > div.of dd { padding-inline-start: 12px; }
  }
  @media (forced-colors: active) { .ask { border: 1px solid CanvasText; } }
`;
