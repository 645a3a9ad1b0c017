import {css} from 'lit';

export const styles = css`
  .change { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; font-variant-numeric: tabular-nums; }
  .field { color: var(--_subtle); }
  .from { text-decoration: line-through; text-decoration-color: var(--_border-strong); }
  .arrow { color: var(--_subtle); }
  .arrow:dir(rtl) { transform: scaleX(-1); }
  .to { font-weight: 600; }
  .amount { display: grid; grid-template-columns: minmax(7em, 11em) minmax(0, 1fr); align-items: center; gap: 4px 10px; }
  .amount label { grid-column: 1 / -1; color: var(--_subtle); font-size: 0.8572em; }
  .amount input, .until input {
    inline-size: 100%; min-block-size: 34px; padding: 4px 10px; border: 1px solid var(--_border-strong); border-radius: var(--_radius-small); background: var(--_surface); color: inherit;
    font: inherit; font-variant-numeric: tabular-nums; accent-color: var(--_accent);
  }
  .amount input[aria-invalid='true'] { border-color: var(--_negative); box-shadow: inset 0 0 0 1px var(--_negative); }
  .allowed { display: flex; align-items: center; gap: 6px; color: var(--_subtle); font-size: 0.8572em; }
  .allowed.wrong { color: var(--_negative); font-weight: 500; }
  .predicted { color: var(--_caution); font-size: 0.9286em; text-wrap: pretty; }
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
  .until {
    position: fixed; inline-size: 15.5em; max-inline-size: calc(100vw - 16px); margin: 0; padding: 12px; border: 1px solid var(--_border); border-radius: var(--_radius);
    background: var(--_raised); color: var(--_text); box-shadow: var(--_shadow-raised); overflow: auto;
  }
  .until form { display: grid; gap: 8px; }
  .until label { font-weight: 600; }
  .until .actions { justify-content: flex-end; margin: 0; padding: 0; }
  .menu-label { padding: 6px 10px 4px; color: var(--_subtle); font-size: 0.8572em; }
  .menu-item { display: block; inline-size: 100%; min-block-size: 32px; padding: 5px 10px; border: 0; border-radius: 6px; background: none; text-align: start; cursor: pointer; }
  .menu-item:hover, .menu-item:focus { background: var(--_accent-weak); }
  .menu-item:focus-visible { outline-offset: -2px; }
  [role='separator'] { block-size: 1px; margin: 6px 4px; background: var(--_border); }

  @container inkling-card (max-width: 22em) { .amount { grid-template-columns: minmax(0, 1fr); } }
  @media (forced-colors: active) {
    .amount input[aria-invalid='true'] { outline: 2px solid Highlight; }
    .option :checked + span { outline: 2px solid Highlight; }
    .menu-item:focus { outline: 2px solid Highlight; outline-offset: -2px; }
  }
`;
