import {css} from 'lit';

/** Its room does not depend on what it says: a table keeps its columns and rows when the lines come, and the browser need not look at the whole again. */
export const styles = css`
  :host { display: block; contain: layout style; container: inkling-inline / inline-size; min-inline-size: 0; block-size: 2em; font-size: calc(var(--_size) * 0.9286) !important; line-height: 1.3 !important; }
  .line {
    display: inline-flex; align-items: center; gap: 6px; max-inline-size: 100%; min-block-size: 24px; block-size: 100%; margin-inline-start: -6px; padding: 0 6px; border: 0; border-radius: var(--_radius-small);
    background: none; color: var(--_accent); font-weight: 500; text-align: start; cursor: pointer;
  }
  .line:hover, .line[aria-expanded='true'] { background: var(--_accent-weak); }
  .line svg { inline-size: 1.1em; block-size: 1.1em; }
  .what { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .gain { flex: none; color: var(--_subtle); font-weight: 400; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .line.done { color: var(--_subtle); }
  .sheet {
    position: fixed; inline-size: 23rem; margin: 0; padding: 0; border: 0; border-radius: var(--_radius); overflow: auto; background: var(--_surface); color: inherit; box-shadow: var(--_shadow-raised);
    overscroll-behavior: contain;
  }
  @container inkling-inline (max-width: 280px) { .gain { display: none; } }
  @media (forced-colors: active) {
    .line { color: LinkText; }
    .line:hover, .line[aria-expanded='true'] { outline: 1px solid Highlight; }
    .sheet { border: 1px solid CanvasText; }
  }
`;
