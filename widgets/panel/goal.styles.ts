import {css} from 'lit';

export const styles = css`
  .goal {
    inline-size: 19rem; margin: 0; padding: 14px 16px; border: 1px solid var(--_border); border-radius: var(--_radius); overflow: auto;
    background: var(--_raised); color: inherit; box-shadow: var(--_shadow-raised); font: inherit;
  }
  .goal-title { font-weight: 600; }
  .goal p { margin-block-end: 8px; color: var(--_subtle); font-size: 0.8572em; text-wrap: pretty; }
  .weight { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 8px; padding-block: 3px; }
  .weight .word { color: var(--_subtle); }
  .weight input { grid-column: 1 / -1; inline-size: 100%; block-size: 24px; margin: 0; border-radius: var(--_radius-small); accent-color: var(--_accent); cursor: pointer; }
  .weight input:focus-visible { outline-offset: 0; }
  .platform { display: flex; align-items: center; gap: 8px; min-block-size: 32px; margin-block-start: 6px; border-block-start: 1px solid var(--_border); padding-block-start: 8px; }
  .platform input { inline-size: 18px; block-size: 18px; margin: 3px; accent-color: var(--_accent); }
  .goal-actions { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 8px; margin-block-start: 10px; }
`;
