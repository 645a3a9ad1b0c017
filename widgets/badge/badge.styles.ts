import {css} from 'lit';

export const styles = css`
  :host { display: inline-block; min-inline-size: 1.5em; vertical-align: middle; text-align: center !important; line-height: 1 !important; }
  .count {
    display: inline-block; min-inline-size: 1.5em; padding: 0.22em 0.45em; border-radius: 999px; background: var(--_surface); box-shadow: inset 0 0 0 1px var(--_border); color: var(--_accent);
    font-size: 0.8572em; font-weight: 650; font-variant-numeric: tabular-nums;
  }
  @media (forced-colors: active) { .count { border: 1px solid CanvasText; } }
`;
