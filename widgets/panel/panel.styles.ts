import {css} from 'lit';

/**
 * What comes and goes unasked moves nothing [W1]: the button of a better order has room kept for it. It stands beside heading and note; up to 40em in the note's line, which has two lines' room there; up to 24em below the note.
 * `isolation`, here and at the card: browsers keep what such a box has painted while the host's page beside it changes; what somebody does there is drawn as soon as without a panel.
 */
export const styles = css`
  :host { display: block; isolation: isolate; container: inkling-panel / inline-size; min-inline-size: 0; }
  .head { display: grid; grid-template-columns: minmax(0, 1fr) auto auto auto; align-content: center; align-items: center; gap: 0 4px; min-block-size: 44px; margin-block-end: 12px; }
  .heading { grid-column: 1; padding-inline-end: 8px; overflow-wrap: anywhere; font-size: 1.1429em; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em; }
  .heading:focus { outline: none; }
  .heading:focus-visible { outline: 2px solid var(--_focus); outline-offset: 3px; border-radius: 2px; }
  .note-line { display: contents; }
  .note { grid-area: 2 / 1; display: flex; align-items: center; gap: 5px; block-size: 1.45em; color: var(--_subtle); font-size: 0.8572em; }
  .note bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .note svg { inline-size: 1.15em; block-size: 1.15em; }
  .note.warning { color: var(--_caution); font-weight: 500; }
  .update { color: var(--_accent); border-radius: 999px; padding-inline: 10px 14px; }
  .beside { grid-area: 1 / 2 / span 2; }
  .select { grid-area: 1 / 3 / span 2; color: var(--_subtle); }
  .select[aria-pressed='true'] { background: var(--_accent-weak); color: var(--_accent); }
  .goal-button { grid-area: 1 / 4 / span 2; color: var(--_subtle); }
  .list { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; align-content: start; }
  .list[hidden] { display: none; }
  .list li { min-inline-size: 0; }
  .more { inline-size: 100%; margin-block-start: 8px; color: var(--_accent); }
  .message { display: grid; justify-items: center; gap: 4px; padding: 32px 20px; border: 1px dashed var(--_border); border-radius: var(--_radius); text-align: center; overflow-wrap: anywhere; }
  .message strong { font-weight: 600; }
  .message p { max-inline-size: 34em; color: var(--_subtle); text-wrap: pretty; }
  .message .button { margin-block-start: 10px; }
  @container inkling-panel (max-width: 48em) {
    .select span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  }
  @container inkling-panel (max-width: 40em) {
    .note-line { display: flex; align-items: flex-start; justify-content: space-between; gap: 8px; grid-area: 2 / 1 / auto / -1; block-size: 2.5em; }
    .note { align-items: flex-start; block-size: auto; }
    .beside { flex: none; }
    .select, .goal-button { grid-row: 1; }
    .note bdi { white-space: normal; }
  }
  @container inkling-panel (max-width: 24em) {
    .note-line { flex-direction: column; gap: 4px; block-size: calc(2.5em + 4px + max(32px, 1.3em + 10px)); }
    .note { block-size: 2.9em; }
  }
  @container inkling-panel (max-width: 14em) {
    .note-line { block-size: calc(6.35em + 14px); }
    .note { block-size: 4.35em; }
  }
  @container inkling-panel (max-width: 18em) {
    .goal-button span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  }
`;
