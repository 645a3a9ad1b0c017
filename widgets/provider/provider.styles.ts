import {css} from 'lit';

export const styles = css`
  :host { display: contents; }
  .debug {
    margin-block: 12px; padding: 10px 12px; border: 1px dashed var(--_border-strong); border-radius: var(--_radius-small); background: var(--_sunk);
    color: var(--_text); font: 0.75rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere;
  }
`;
