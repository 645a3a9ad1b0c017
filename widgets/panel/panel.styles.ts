import {css} from 'lit';

/**
 * `.actions`: what comes and goes in it must move nothing, as a box around both buttons would. Up to 30em the note has a line of its own, of two lines' room: with large text nothing of it is cut, and nothing moves when it comes.
 */
export const styles = css`
  :host { display: block; container: inkling-panel / inline-size; min-inline-size: 0; }
  .head { display: grid; grid-template-columns: minmax(0, 1fr) auto auto auto; align-items: center; gap: 4px; min-block-size: 44px; margin-block-end: 12px; }
  .title { min-inline-size: 0; padding-inline-end: 8px; }
  .heading { font-size: 1.1429em; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em; }
  .heading:focus { outline: none; }
  .heading:focus-visible { outline: 2px solid var(--_focus); outline-offset: 3px; border-radius: 2px; }
  .note { display: flex; align-items: center; gap: 5px; block-size: 1.45em; color: var(--_subtle); font-size: 0.8572em; }
  .note bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .note svg { inline-size: 1.15em; block-size: 1.15em; }
  .note.warning { color: var(--_caution); font-weight: 500; }
  .update { border-color: var(--_accent); color: var(--_accent); border-radius: 999px; padding-inline: 10px 14px; }
  .actions { display: contents; }
  .select { grid-column: 3; color: var(--_subtle); }
  .select[aria-pressed='true'] { background: var(--_accent-weak); color: var(--_accent); }
  .goal-button { grid-column: 4; }
  .goal-button { color: var(--_subtle); }
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
  .list { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; align-content: start; }
  .list[hidden] { display: none; }
  .list li { min-inline-size: 0; }
  .more { inline-size: 100%; margin-block-start: 8px; color: var(--_accent); }
  .message { display: grid; justify-items: center; gap: 4px; padding: 32px 20px; border: 1px dashed var(--_border); border-radius: var(--_radius); text-align: center; overflow-wrap: anywhere; }
  .message strong { font-weight: 600; }
  .message p { max-inline-size: 34em; color: var(--_subtle); text-wrap: pretty; }
  .message .button { margin-block-start: 10px; }
  @container inkling-panel (max-width: 30em) {
    .title { display: contents; }
    .note { grid-column: 1 / -1; grid-row: 2; block-size: 2.9em; align-items: flex-start; }
    .note bdi { white-space: normal; }
  }
  @container inkling-panel (max-width: 420px) {
    .select span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  }
  @container inkling-panel (max-width: 320px) {
    .update svg { display: none; }
    .goal-button span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    .update { padding-inline: 10px; }
  }
`;
