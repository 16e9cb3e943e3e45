/**
 * The looks of the controls.
 *
 * Colours come in pairs, for light and dark; which one counts is the
 * embedder's `color-scheme`. Every row has its height before it has its
 * content, so that nothing jumps. What an embedder may set is `--domreel-*`;
 * `--_*` is private.
 */

export const controlsStyle = `
:host([controls]) {
  --_surface: var(--domreel-surface, light-dark(#ffffff, #17191c));
  --_mat: var(--domreel-background, light-dark(#eceef0, #0d0e10));
  --_ink: var(--domreel-ink, light-dark(#1b1f24, #eceff2));
  --_muted: var(--domreel-muted, light-dark(#5b6470, #9aa4b0));
  --_line: var(--domreel-line, light-dark(#dfe3e7, #2b2f35));
  --_accent: var(--domreel-accent, light-dark(#0b6e69, #4fd1c5));
  --_on-accent: var(--domreel-on-accent, light-dark(#ffffff, #06211f));
  --_danger: var(--domreel-danger, light-dark(#b3261e, #ff8f85));
  --_radius: var(--domreel-radius, 10px);
}
.dressed {
  container: player / inline-size;
  contain-intrinsic-inline-size: var(--_width, 300px);
  overflow: hidden;
  overflow: clip;
  color: var(--_ink);
  background: var(--_surface);
  border-color: var(--_line);
  border-radius: var(--_radius);
  font: 13px/1.3 var(--domreel-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  font-variant-numeric: tabular-nums;
  text-align: start;
}
:host(:fullscreen) .dressed { border-color: transparent; border-radius: 0; }
.dressed .room { background: var(--_mat); cursor: pointer; }
.dressed.resting .room { cursor: none; }
.dressed .screen { box-shadow: 0 0 0 1px var(--_line); }
.dressed [hidden] { display: none !important; }

.caption {
  grid-row: 1;
  display: flex;
  align-items: center;
  gap: 8px;
  padding-inline: 14px;
  min-inline-size: 0;
  white-space: nowrap;
  border-block-end: 1px solid var(--_line);
}
.caption svg { flex: none; inline-size: 16px; fill: var(--_muted); }
.page { display: flex; flex: 1; align-items: baseline; gap: 10px; min-inline-size: 0; }
.page-title { font-weight: 600; flex: 0 1 auto; }
.page-address { flex: 1 2 auto; }
.page-title, .page-address { overflow: hidden; text-overflow: ellipsis; }
.page-title:empty { display: none; }
.page-address, .when, .size { color: var(--_muted); }
.when, .size { flex: none; }
.size:not(:empty) { padding-inline: 7px; border: 1px solid var(--_line); border-radius: 99px; font-size: 11px; line-height: 18px; }

.deck { grid-row: 3; display: grid; grid-template-rows: 34px 46px; padding: 0 10px 4px; border-block-start: 1px solid var(--_line); min-inline-size: 0; }
.row { display: flex; align-items: center; gap: 2px; min-inline-size: 0; direction: ltr; }
.gap { flex: 1; }
.time { padding-inline: 8px; white-space: nowrap; }
.time .of { margin-inline: 5px; color: var(--_muted); opacity: .6; }
.time .now, .time .total { display: inline-block; min-inline-size: 4ch; }
.time .now { text-align: end; }
.time .total { color: var(--_muted); }

.button, .rate {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 6px;
  flex: none;
  box-sizing: border-box;
  min-inline-size: 36px;
  block-size: 36px;
  margin: 0;
  padding: 0 6px;
  border: 0;
  border-radius: 8px;
  color: inherit;
  background: none;
  font: inherit;
  cursor: pointer;
  transition: background .12s, color .12s;
  -webkit-tap-highlight-color: transparent;
}
.button svg { inline-size: 22px; block-size: 22px; flex: none; fill: currentColor; }
.button:hover:not(:disabled), .rate:hover { background: color-mix(in srgb, var(--_ink) 8%, transparent); }
.button:active:not(:disabled) { background: color-mix(in srgb, var(--_ink) 14%, transparent); }
.button:disabled { opacity: .35; cursor: default; }
.dressed :focus-visible { outline: 2px solid var(--_accent); outline-offset: -2px; }
.button.play { color: var(--_on-accent); background: var(--_accent); border-radius: 99px; margin-inline-end: 4px; }
.button.play:hover:not(:disabled) { background: color-mix(in srgb, var(--_accent) 86%, var(--_ink)); }
.dressed .button.play:focus-visible, .dressed .start:focus-visible { outline-offset: 2px; }
.offset { position: relative; }
.offset.forward svg { transform: scaleX(-1); }
.offset svg { inline-size: 26px; block-size: 26px; }
.offset .digits { position: absolute; inset: 0; display: grid; place-items: center; padding-block-start: 2px; font-size: 8.5px; font-weight: 700; letter-spacing: -.2px; }
.labelled { padding-inline: 8px 10px; color: var(--_muted); }
.labelled[aria-pressed=true] { color: var(--_accent); background: color-mix(in srgb, var(--_accent) 12%, transparent); }
.rate { appearance: none; min-inline-size: 46px; text-align: center; text-align-last: center; font-weight: 600; }
.rate option { color: var(--_ink); background: var(--_surface); }

.timeline { position: relative; margin-inline: 4px; min-inline-size: 0; touch-action: none; direction: ltr; }
.seek { position: absolute; inset: 0; z-index: 1; inline-size: 100%; block-size: 100%; margin: 0; opacity: 0; cursor: pointer; appearance: none; -webkit-appearance: none; }
.seek::-webkit-slider-thumb { appearance: none; -webkit-appearance: none; inline-size: 1px; block-size: 100%; }
.seek::-moz-range-thumb { inline-size: 1px; block-size: 100%; border: 0; }
.seek:disabled { cursor: default; }
.rail, .done, .marks { position: absolute; inset-inline: 0; }
.rail { inset-block-start: 19px; block-size: 6px; color: color-mix(in srgb, var(--_ink) 22%, var(--_surface)); clip-path: inset(-2px calc(100% * (1 - var(--_read, 0))) -2px 0); }
.rail::before { content: ""; position: absolute; inset: 2px 0; border-radius: 1px; background: currentColor; }
.rail.done { color: var(--_accent); clip-path: inset(-2px calc(100% * (1 - var(--_done, 0))) -2px 0); }
.busy, .broken { position: absolute; inset-block: 0; min-inline-size: 2px; border-radius: 3px; background: currentColor; }
.broken { background: repeating-linear-gradient(135deg, var(--_danger) 0 2px, var(--_surface) 2px 4px); }
.sampled { background: repeating-linear-gradient(135deg, currentColor 0 3px, var(--_surface) 3px 5px); }
.mark { position: absolute; inset-block-start: 10px; inline-size: 3px; block-size: 3px; margin-inline-start: -1.5px; border-radius: 99px; background: var(--_muted); }
.mark.navigation, .mark.page { inset-block-start: 7px; inline-size: 2px; block-size: 8px; margin-inline-start: -1px; background: var(--_ink); }
.mark.custom { inset-block-start: 6px; inline-size: 7px; block-size: 7px; margin-inline-start: -3.5px; border-radius: 2px; rotate: 45deg; background: var(--_accent); }
.mark.error { inset-block-start: 6px; inline-size: 7px; block-size: 7px; margin-inline-start: -3.5px; border-radius: 99px; background: var(--_danger); }
.thumb { position: absolute; inset-block-start: 15px; inset-inline-start: calc(100% * var(--_done, 0)); inline-size: 14px; block-size: 14px; margin-inline-start: -7px; box-sizing: border-box; border: 3px solid var(--_surface); border-radius: 99px; background: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); transition: scale .12s; }
.seek:disabled ~ .thumb { display: none; }
.seek:focus-visible ~ .thumb { scale: 1.2; outline: 2px solid var(--_accent); outline-offset: 2px; }
.tip { position: absolute; inset-block-end: 30px; inset-inline-start: var(--_x, 0); z-index: 2; translate: -50% 0; max-inline-size: min(320px, 100%); padding: 4px 9px; border-radius: 6px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--_surface); background: var(--_ink); font-size: 12px; pointer-events: none; }

.caption, .deck .row, .marks, .thumb { transition: opacity .25s; }
.resting .caption > *, .resting .row, .resting .marks, .resting .thumb { opacity: 0; transition-duration: .6s; }

.over { position: absolute; inset: 0; display: grid; pointer-events: none; }
.over > * { grid-area: 1 / 1; }
.over button { pointer-events: auto; }
.start { place-self: center; inline-size: 68px; block-size: 68px; border-radius: 99px; color: var(--_on-accent); background: var(--_accent); box-shadow: 0 6px 28px rgb(0 0 0 / .28); }
.start svg { inline-size: 34px; block-size: 34px; }
.start:hover:not(:disabled) { background: color-mix(in srgb, var(--_accent) 86%, var(--_ink)); }
.loading { place-self: center; animation: appear .3s .25s backwards; }
.spinner { inline-size: 40px; block-size: 40px; box-sizing: border-box; border-radius: 99px; border: 3px solid color-mix(in srgb, var(--_accent) 22%, transparent); border-block-start-color: var(--_accent); animation: turn .9s linear infinite; }
.banner { place-self: end center; display: flex; align-items: center; gap: 8px; max-inline-size: calc(100% - 24px); box-sizing: border-box; margin: 12px; padding: 3px 4px 3px 12px; border: 1px solid color-mix(in srgb, var(--_danger) 40%, var(--_line)); border-radius: 10px; background: var(--_surface); box-shadow: 0 4px 18px rgb(0 0 0 / .14); pointer-events: auto; cursor: default; }
.banner > svg { inline-size: 18px; flex: none; fill: var(--_danger); }
.banner .text { padding-block: 6px; text-wrap: balance; }
.banner .button { min-inline-size: 30px; block-size: 30px; color: var(--_muted); }
.banner .button svg { inline-size: 16px; }
.failure { place-self: stretch; display: grid; place-content: center; justify-items: center; gap: 6px; padding: 16px; overflow: auto; text-align: center; background: var(--_mat); pointer-events: auto; cursor: default; }
.failure svg { inline-size: 34px; fill: var(--_danger); }
.failure .headline { margin: 4px 0 0; font-size: 16px; font-weight: 650; text-wrap: balance; }
.failure .reason { margin: 0; max-inline-size: 44ch; color: var(--_muted); text-wrap: balance; }
.failure .code { font: 12px/1.6 ui-monospace, SFMono-Regular, Menlo, monospace; color: var(--_muted); }
.retry { margin-block-start: 8px; padding: 8px 16px; border: 0; border-radius: 8px; color: var(--_on-accent); background: var(--_accent); font: inherit; font-weight: 600; cursor: pointer; }
.visually-hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@container player (width < 620px) {
  .when, .labelled .label, .roomy { display: none; }
  .labelled { padding-inline: 6px; }
}
@container player (width < 420px) {
  .size, .page-title { display: none; }
  .caption { padding-inline: 10px; }
  .deck { padding-inline: 6px; }
  .time { padding-inline: 4px; }
  .row { gap: 0; }
  .rate { min-inline-size: 40px; }
}
@container player (width < 340px) {
  .offset { display: none; }
}
@media (pointer: coarse) {
  .button, .rate { min-inline-size: 40px; block-size: 42px; }
}
@media (prefers-reduced-motion: reduce) {
  .dressed * { transition: none !important; }
  .spinner { animation-duration: 3s; }
}
@media (forced-colors: active) {
  .rail, .busy, .done { forced-color-adjust: none; }
  .dressed { border-color: CanvasText; }
}
@keyframes appear { from { opacity: 0; } }
@keyframes turn { to { rotate: 1turn; } }
`;
