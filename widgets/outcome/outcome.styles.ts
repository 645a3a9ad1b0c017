import {css} from 'lit';

export const styles = css`
  :host { display: block; container: inkling-outcome / inline-size; min-inline-size: 0; }
  .heading { margin-block-end: 12px; font-size: 1.1429em; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em; }
  .heading:focus { outline: none; }
  .heading:focus-visible { outline: 2px solid var(--_focus); outline-offset: 3px; border-radius: 2px; }
  .list { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; }
  .outcome { display: grid; gap: 10px; padding: var(--_space); border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow); overflow-wrap: anywhere; }
  .top { display: flex; flex-wrap: wrap; align-items: flex-start; justify-content: space-between; gap: 4px 12px; }
  .what { flex: 1 1 14em; min-inline-size: 0; }
  .headline { font-weight: 600; line-height: 1.35; text-wrap: pretty; }
  .when { color: var(--_subtle); font-size: 0.8572em; }
  .verdict { display: inline-flex; align-items: center; gap: 5px; padding: 2px 9px; border-radius: 999px; font-size: 0.8572em; font-weight: 600; background: var(--_sunk); color: var(--_text); }
  .verdict svg { inline-size: 1.15em; block-size: 1.15em; }
  .verdict.within, .verdict.above { background: var(--_positive-weak); color: var(--_positive); }
  .verdict.below, .verdict.against { background: var(--_caution-weak); color: var(--_caution); }
  .body { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr); align-items: end; gap: 8px 20px; }
  .figures { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; align-items: baseline; }
  dt { color: var(--_subtle); font-size: 0.8572em; }
  dd { font-weight: 500; font-variant-numeric: tabular-nums; }
  .measured { font-weight: 650; }
  .quiet { color: var(--_subtle); font-weight: 400; }
  .scale { grid-column: 1 / -1; margin-block-start: 4px; }
  .scale:dir(rtl), .course:dir(rtl) { transform: scaleX(-1); }
  .track { fill: var(--_border); }
  .band { fill: var(--_accent); opacity: 0.35; }
  .zero { fill: var(--_border-strong); }
  .point { fill: var(--_text); }
  .guess { fill: none; stroke: var(--_text); stroke-width: 1.5; }
  .course { overflow: visible; }
  .line { fill: none; stroke: var(--_accent); stroke-width: 1.75; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
  .before { fill: none; stroke: var(--_border-strong); stroke-width: 1.75; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
  .hoped { fill: var(--_accent); opacity: 0.16; }
  .mark { stroke: var(--_border-strong); stroke-width: 1; stroke-dasharray: 2 3; vector-effect: non-scaling-stroke; }
  .note { color: var(--_subtle); font-size: 0.8572em; text-wrap: pretty; }
  .more { inline-size: 100%; margin-block-start: 8px; color: var(--_accent); }
  .message { display: grid; justify-items: center; gap: 4px; padding: 28px 20px; border: 1px dashed var(--_border); border-radius: var(--_radius); text-align: center; }
  .message strong { font-weight: 600; }
  .message p { max-inline-size: 34em; color: var(--_subtle); text-wrap: pretty; }
  .message .button { margin-block-start: 8px; }
  .wait { block-size: 132px; border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); }
  @container inkling-outcome (max-width: 420px) { .body { grid-template-columns: minmax(0, 1fr); } }
  @media (forced-colors: active) {
    .scale, .course { forced-color-adjust: none; }
    .track, .zero { fill: GrayText; }
    .band, .hoped { fill: Highlight; }
    .point { fill: CanvasText; }
    .guess { stroke: CanvasText; }
    .line { stroke: Highlight; }
    .before, .mark { stroke: GrayText; }
    .verdict { border: 1px solid CanvasText; }
  }
`;
