import {css} from 'lit';

export const styles = css`
  :host { display: block; container: inkling-why / inline-size; }
  .ask { display: inline-flex; align-items: center; gap: 4px; min-block-size: 28px; margin-inline-start: -6px; padding: 2px 6px; border: 0; border-radius: 6px; background: none; color: var(--_accent); font-weight: 500; cursor: pointer; }
  .ask:hover { background: var(--_accent-weak); }
  .chevron { transition: rotate 160ms ease-out; }
  [aria-expanded='true'] .chevron { rotate: 180deg; }
  .answer { display: grid; gap: 10px; margin-block-start: 6px; }
  .most { text-wrap: pretty; }
  .source { display: grid; gap: 6px; }
  .source ul { display: grid; gap: 5px; }
  .source-name { color: var(--_subtle); font-size: 0.8572em; }
  .cause { display: grid; grid-template-columns: minmax(0, 1fr) minmax(5em, 40%); align-items: center; gap: 2px 12px; }
  .name { min-inline-size: 0; text-wrap: pretty; }
  .name::first-letter { text-transform: uppercase; }
  .bar { block-size: 10px; }
  .bar:dir(rtl) { transform: scaleX(-1); }
  .axis { fill: var(--_border-strong); }
  .up { fill: var(--_positive); }
  .down { fill: var(--_caution); }
  .key { display: flex; flex-wrap: wrap; gap: 2px 14px; color: var(--_subtle); font-size: 0.8572em; }
  .key span { display: inline-flex; align-items: center; gap: 5px; }
  .key i { inline-size: 10px; block-size: 10px; border-radius: 3px; }
  .key .rise { background: var(--_positive); }
  .key .fall { background: var(--_caution); }
  .small { color: var(--_subtle); font-size: 0.8572em; text-wrap: pretty; }
  @container inkling-why (max-width: 260px) { .cause { grid-template-columns: minmax(0, 1fr); } }
  @media (forced-colors: active) {
    .bar, .key i { forced-color-adjust: none; }
    .axis { fill: CanvasText; }
    .up { fill: Highlight; }
    .key .rise { background: Highlight; }
    .down { fill: CanvasText; }
    .key .fall { background: CanvasText; }
  }
`;
