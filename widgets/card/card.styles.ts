import {css} from 'lit';

export const styles = css`
  :host { display: grid; isolation: isolate; container: inkling-card / inline-size; }
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
  .as-of { margin-inline-start: auto; color: var(--_subtle); font-size: 0.8572em; }
  .chevron { transition: rotate 160ms ease-out; margin-inline-end: -4px; }
  [aria-expanded='true'] .chevron { rotate: 180deg; }

  .notice { display: flex; gap: 8px; padding: 8px 10px; border-radius: var(--_radius-small); line-height: 1.4; }
  .notice svg { margin-block-start: 2px; }
  .notice strong { font-weight: 600; }
  /* With the figures and the reason, whose room it takes, no higher than before: nothing below moves [W1]. */
  .given { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
  /* Where letters are large, all of it is read. */
  @container inkling-card (max-width: 13em) { .given { display: block; } }
  .notice.positive { background: var(--_positive-weak); color: var(--_positive); }
  .notice.caution { background: var(--_caution-weak); color: var(--_caution); }
  .notice.negative { background: var(--_negative-weak); color: var(--_negative); }

  .details { display: grid; gap: 10px; padding: 12px; border-radius: var(--_radius-small); background: var(--_sunk); }
  /* The room of what comes later: it must move as little as can be. */
  .details[aria-busy] { min-block-size: 140px; }
  .details > :not(:defined) { display: block; min-block-size: 28px; }
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
    .notice, .details, .skeleton i { border: 1px solid CanvasText; }
  }
`;
