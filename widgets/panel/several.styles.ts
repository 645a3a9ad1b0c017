import {css} from 'lit';

export const styles = css`
  .list li.choosing { display: grid; grid-template-columns: 32px minmax(0, 1fr); align-items: start; gap: 4px; }
  .list li.choosing > :last-child { grid-column: 2; }
  .pick { display: grid; place-items: center; inline-size: 32px; min-block-size: 44px; cursor: pointer; }
  .pick input { inline-size: 20px; block-size: 20px; margin: 2px; accent-color: var(--_accent); cursor: pointer; }
  .bar {
    position: sticky; inset-block-end: 8px; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-block-start: 10px; padding: 8px 8px 8px 16px;
    border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_raised); box-shadow: var(--_shadow-raised);
  }
  .bar > :first-child { flex: 1 1 8em; font-weight: 600; }
  .bar > :first-child:focus { outline: none; }
  .refused { flex: 1 0 100%; padding: 6px 8px 6px 0; color: var(--_caution); text-wrap: pretty; }
  .review {
    inline-size: min(34rem, calc(100vw - 24px)); max-block-size: calc(100dvh - 24px); padding: 18px 20px; border: 1px solid var(--_border); border-radius: var(--_radius);
    background: var(--_raised); color: var(--_text); box-shadow: var(--_shadow-raised); overflow: auto;
  }
  .review[open] { display: grid; gap: 12px; }
  .review::backdrop { background: rgb(10 12 20 / 0.45); }
  .review-title { font-size: 1.1429em; font-weight: 650; }
  .review-title:focus { outline: none; }
  .reviewed { display: grid; gap: 0; border-block: 1px solid var(--_border); }
  .reviewed li { display: flex; flex-wrap: wrap; align-items: start; gap: 4px 8px; padding-block: 10px; overflow-wrap: anywhere; }
  .reviewed li + li { border-block-start: 1px solid var(--_border); }
  .reviewed li > div { flex: 1 1 14em; min-inline-size: 0; display: grid; gap: 2px; }
  .reviewed .button { margin: -4px -12px; }
  .reviewed strong { font-weight: 600; }
  .reviewed .note, .review > .note { display: block; block-size: auto; color: var(--_subtle); font-size: 0.8572em; }
  .reviewed .figures { font-variant-numeric: tabular-nums; }
  .sums > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 12px; }
  .sums dd { font-weight: 600; font-variant-numeric: tabular-nums; }
  .why-no-sum { color: var(--_subtle); text-wrap: pretty; }
  .review .actions { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
  @media (forced-colors: active) { .bar, .review { border-color: CanvasText; } }
`;
