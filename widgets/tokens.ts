import {css} from 'lit';

/**
 * The neutral theme. A host sets `--inkling-*` anywhere above; what it leaves out follows its own `color-scheme` and font.
 * Elements read the private names: a default written on `:host` under the public name would beat what the host set on `:root`.
 */
export const tokens = css`
  :host {
    --_font: var(--inkling-font, inherit);
    --_size: var(--inkling-font-size, 0.875rem);
    --_text: var(--inkling-text, light-dark(#15181e, #eceef3));
    --_subtle: var(--inkling-text-subtle, light-dark(#565d6b, #a6adbb));
    --_surface: var(--inkling-surface, light-dark(#ffffff, #1b1e25));
    --_sunk: var(--inkling-surface-sunk, light-dark(#f4f5f8, #24282f));
    --_raised: var(--inkling-surface-raised, light-dark(#ffffff, #262a33));
    --_border: var(--inkling-border, light-dark(#e2e5eb, #333945));
    --_border-strong: var(--inkling-border-strong, light-dark(#868e9d, #7b8494));
    --_accent: var(--inkling-accent, light-dark(#2c46c8, #a3b4ff));
    --_accent-hover: var(--inkling-accent-hover, light-dark(#2036a6, #bdc9ff));
    --_on-accent: var(--inkling-on-accent, light-dark(#ffffff, #10173a));
    --_accent-weak: var(--inkling-accent-weak, light-dark(#eef1fd, #2a3150));
    --_positive: var(--inkling-positive, light-dark(#0c6b45, #72d4a6));
    --_positive-weak: var(--inkling-positive-weak, light-dark(#e9f6ef, #1b3329));
    --_caution: var(--inkling-caution, light-dark(#7c4a00, #f2c06e));
    --_caution-weak: var(--inkling-caution-weak, light-dark(#fdf4e3, #37301f));
    --_negative: var(--inkling-negative, light-dark(#a8231b, #ffb3aa));
    --_negative-weak: var(--inkling-negative-weak, light-dark(#fdeeec, #3d2524));
    --_focus: var(--inkling-focus, light-dark(#2c46c8, #a3b4ff));
    --_radius: var(--inkling-radius, 12px);
    --_radius-small: var(--inkling-radius-small, 8px);
    --_space: var(--inkling-space, 16px);
    --_shadow: var(--inkling-shadow, 0 1px 2px light-dark(rgb(20 24 36 / 0.05), rgb(0 0 0 / 0.3)));
    --_shadow-raised: var(--inkling-shadow-raised, 0 8px 28px light-dark(rgb(20 24 36 / 0.16), rgb(0 0 0 / 0.5)));
  }
  @media (forced-colors: active) {
    :host {
      --_border: CanvasText;
      --_border-strong: ButtonBorder;
      --_focus: Highlight;
      --_shadow: none;
      --_shadow-raised: none;
    }
  }
`;

/**
 * What every element's text and controls have in common. What a page says of all its text ends at the element, though it be important there: size and colours come by token; font family, direction, language and color-scheme are
 * followed. (Comments in a sheet are downloaded: they stand outside.)
 */
export const basics = css`
  :host {
    box-sizing: border-box; font-family: var(--_font); font-size: var(--_size) !important; font-style: normal !important; font-weight: 400 !important; font-variant: normal !important; line-height: 1.45 !important;
    letter-spacing: normal !important; word-spacing: normal !important; color: var(--_text) !important; -webkit-text-fill-color: currentcolor !important; text-align: start !important; text-indent: 0 !important;
    text-transform: none !important; text-shadow: none !important; text-decoration: none !important; white-space: normal !important; word-break: normal !important; stroke: none !important;
  }
  :host([hidden]) { display: none; }
  *, *::before, *::after { box-sizing: border-box; }
  p, ul, dl, dd, fieldset { margin: 0; padding: 0; border: 0; min-inline-size: 0; }
  ul { list-style: none; }
  svg { display: block; flex: none; }
  button { font: inherit; color: inherit; }
  .button {
    display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-block-size: 32px; padding: 4px 12px; border: 1px solid transparent;
    border-radius: var(--_radius-small); background: none; color: inherit; font-weight: 550; line-height: 1.3; text-align: center; text-decoration: none; cursor: pointer;
    transition: background-color 120ms ease-out, border-color 120ms ease-out;
  }
  .button.primary { background: var(--_accent); color: var(--_on-accent); }
  .button.primary:hover { background: var(--_accent-hover); }
  .button.tonal { background: var(--_accent-weak); color: var(--_accent); }
  .button.tonal:hover { background: var(--_accent); color: var(--_on-accent); }
  .button.quiet { font-weight: 500; }
  .button.secondary { border-color: var(--_border-strong); background: var(--_surface); }
  .button.secondary:hover, .button.quiet:hover { background: var(--_sunk); }
  .button[aria-disabled='true'] { background: var(--_sunk); color: var(--_subtle); cursor: default; }
  :focus-visible { outline: 2px solid var(--_focus); outline-offset: 2px; }
  .hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (forced-colors: active) {
    .button { border-color: ButtonBorder; }
    .button.primary { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: Highlight; }
    .button[aria-disabled='true'] { background: Canvas; color: GrayText; border-color: GrayText; }
  }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { transition: none !important; animation: none !important; }
  }
`;
