import {css} from 'lit';

export const styles = css`
  :host { display: grid; container: inkling-card / inline-size; }
  .card {
    display: flex; flex-direction: column; gap: 10px; min-inline-size: 0; padding: var(--_space); border: 1px solid var(--_border); border-radius: var(--_radius);
    background: var(--_surface); box-shadow: var(--_shadow); overflow-wrap: anywhere;
  }
  header { display: flex; align-items: flex-start; gap: 8px; margin-block-end: -4px; }
  .what { flex: 1; min-inline-size: 0; }
  .entity { margin-block-end: 2px; color: var(--_subtle); font-size: 0.8572em; }
  .headline { font-size: 1.0714em; font-weight: 600; line-height: 1.35; letter-spacing: -0.006em; text-wrap: pretty; }
  .headline:focus { outline: none; }
  .headline:focus-visible { outline: 2px solid var(--_focus); outline-offset: 3px; border-radius: 2px; }
  .reason { color: var(--_subtle); text-wrap: pretty; }
  .icon { flex: none; inline-size: 32px; padding: 0; margin-block-start: -6px; margin-inline-end: -8px; color: var(--_subtle); }
  .icon[aria-expanded='true'] { background: var(--_sunk); color: var(--_text); }
  .applying .icon { visibility: hidden; }

  .figures { display: grid; grid-template-columns: minmax(9.5em, 2fr) minmax(6em, 1.3fr) minmax(5em, 1fr); gap: 8px 16px; padding-block: 4px 2px; }
  .figure { min-inline-size: 0; }
  .spend { grid-column: 2; }
  .effort { grid-column: 3; }
  dt { color: var(--_subtle); font-size: 0.8572em; }
  dd { font-weight: 500; font-variant-numeric: tabular-nums; }
  .impact dd { font-weight: 600; }
  .range { margin-block-start: 4px; max-inline-size: 14em; }
  .range:dir(rtl) { transform: scaleX(-1); }
  .track { fill: var(--_border); }
  .band { fill: var(--_accent); }
  .zero { fill: var(--_border-strong); }

  .actions { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-block-start: auto; padding-block-start: 2px; }
  .chevron { transition: rotate 160ms ease-out; margin-inline-end: -4px; }
  [aria-expanded='true'] .chevron { rotate: 180deg; }

  .notice { display: flex; gap: 8px; padding: 8px 10px; border-radius: var(--_radius-small); line-height: 1.4; }
  .notice svg { margin-block-start: 2px; }
  .notice strong { font-weight: 600; }
  .notice.positive { background: var(--_positive-weak); color: var(--_positive); }
  .notice.caution { background: var(--_caution-weak); color: var(--_caution); }
  .notice.negative { background: var(--_negative-weak); color: var(--_negative); }

  .details { display: grid; gap: 10px; padding: 12px; border-radius: var(--_radius-small); background: var(--_sunk); }
  /* The room of what is loaded when it is first opened: it comes late, and must move nothing. */
  .details > :not(:defined) { display: block; min-block-size: 28px; }
  .change { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; font-variant-numeric: tabular-nums; }
  .field { color: var(--_subtle); }
  .from { text-decoration: line-through; text-decoration-color: var(--_border-strong); }
  .arrow { color: var(--_subtle); }
  .arrow:dir(rtl) { transform: scaleX(-1); }
  .to { font-weight: 600; }
  .options { display: flex; flex-wrap: wrap; gap: 6px; }
  .option { position: relative; display: inline-flex; }
  .option input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; margin: 0; opacity: 0; cursor: pointer; }
  .option span { min-block-size: 28px; padding: 3px 10px; border: 1px solid var(--_border-strong); border-radius: 999px; background: var(--_surface); font-variant-numeric: tabular-nums; }
  .option small { color: var(--_subtle); font-size: 0.8572em; }
  .option :checked + span { border-color: var(--_accent); background: var(--_accent-weak); box-shadow: inset 0 0 0 1px var(--_accent); }
  .option :focus-visible + span { outline: 2px solid var(--_focus); outline-offset: 2px; }
  .notes a { color: var(--_accent); }
  .notes { color: var(--_subtle); font-size: 0.8572em; display: grid; gap: 2px; }

  .strip { flex-direction: row; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 8px 12px; padding-block: 10px; background: var(--_sunk); box-shadow: none; }
  .said { display: flex; flex: 1 1 12em; gap: 8px; min-inline-size: 0; }
  .said svg { margin-block-start: 2px; color: var(--_subtle); }
  .said strong { font-weight: 600; }
  .was { display: block; color: var(--_subtle); font-size: 0.9286em; }
  .left { min-inline-size: 2.6em; color: var(--_subtle); font-variant-numeric: tabular-nums; font-weight: 400; text-align: end; }

  .menu {
    position: fixed; inline-size: 15.5em; max-inline-size: calc(100vw - 16px); margin: 0; padding: 6px; overflow: auto; border: 1px solid var(--_border); border-radius: var(--_radius);
    background: var(--_raised); color: var(--_text); box-shadow: var(--_shadow-raised); overscroll-behavior: contain;
  }
  .menu-label { padding: 6px 10px 4px; color: var(--_subtle); font-size: 0.8572em; }
  .menu-item { display: block; inline-size: 100%; min-block-size: 32px; padding: 5px 10px; border: 0; border-radius: 6px; background: none; text-align: start; cursor: pointer; }
  .menu-item:hover, .menu-item:focus { background: var(--_accent-weak); }
  .menu-item:focus-visible { outline-offset: -2px; }
  [role='separator'] { block-size: 1px; margin: 6px 4px; background: var(--_border); }

  .skeleton { gap: 12px; block-size: 178px; box-shadow: none; }
  .skeleton i { block-size: 12px; inline-size: 34%; border-radius: 6px; background: var(--_sunk); animation: breathe 1.6s ease-in-out infinite alternate; }
  .skeleton i:nth-child(2) { block-size: 16px; inline-size: 72%; }
  .skeleton i:nth-child(3) { inline-size: 88%; }
  .skeleton i:nth-child(4) { block-size: 32px; inline-size: 84px; margin-block-start: auto; border-radius: var(--_radius-small); }
  @keyframes breathe { from { opacity: 1; } to { opacity: 0.5; } }

  @container inkling-card (max-width: 380px) {
    .card { padding: calc(var(--_space) * 0.75); }
    .figures { display: flex; flex-wrap: wrap; gap: 4px 20px; }
    .figure:not(.impact) { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; }
    .impact { flex: 1 0 100%; margin-block-end: 4px; }
    .range { max-inline-size: none; }
  }
  @media (forced-colors: active) {
    .range { forced-color-adjust: none; }
    .track, .zero { fill: GrayText; }
    .band { fill: Highlight; }
    .option :checked + span { outline: 2px solid Highlight; }
    .menu-item:focus { outline: 2px solid Highlight; outline-offset: -2px; }
    .notice, .details, .skeleton i { border: 1px solid CanvasText; }
  }
`;
