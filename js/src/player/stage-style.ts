/**
 * The player's own rules on every document and shadow root of the stage.
 *
 * They are adopted, so that no element stands on the stage that was not in the
 * page; and they weigh nothing, so that any rule of the page wins, but for
 * those that undo what a stage without scripts does by itself. Layers of the
 * page come after theirs, which is named before the first of a sheet. The looks of a
 * selection come down from the root, so that a rule for any element wins;
 * Firefox 140 lets none come down, so there they are in a layer.
 */

/** What a box is filled with that stands for what was not read. */
const STRIPES = 'repeating-linear-gradient(45deg,#8883 0 6px,#8881 6px 12px)';

/** The background of such a box that says what it stands for. */
const labelled = (label: string): string =>
  `background:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='260' height='24'%3E%3Ctext x='8' y='17' \
font-family='sans-serif' font-size='13' fill='%23777'%3E${label}: not recorded%3C/text%3E%3C/svg%3E") no-repeat,${STRIPES}!important`;

/** Fields of which the browser shows the buttons: those that the pointer is over, or that have the focus. */
const pointed = 'input:enabled:read-write:is([data-domreel-hover],[data-domreel-focus])';

const rules = `
noscript{display:none!important}
svg[data-domreel-drawing]{width:100%!important;height:100%!important}
@layer domreel{:where([data-domreel-focus-visible=""]:not(iframe,frame,html,body)),
slot[data-domreel-focus-slot]::slotted([data-domreel-focus-visible=slotted]),
:host([data-domreel-focus-visible=host]){outline:-webkit-focus-ring-color auto 1px}
:where(${pointed})::-webkit-search-cancel-button,:where(${pointed})::-webkit-inner-spin-button,
:where(${pointed}[list])::-webkit-calendar-picker-indicator{opacity:1}}
:root::selection{background-color:Highlight;color:HighlightText}
@supports (-moz-appearance:none){@layer domreel{::selection{background-color:Highlight;color:HighlightText}}}
:where([data-domreel-fullscreen]:popover-open){border:0;padding:0;color:inherit;background:none;overflow:visible}
[data-domreel-fullscreen]:not(:root){z-index:2147483647!important;position:fixed!important;inset:0!important;margin:0!important;
box-sizing:border-box!important;min-width:0!important;max-width:none!important;min-height:0!important;
max-height:none!important;width:100%!important;height:100%!important;transform:none!important}
:where(:is(img,video,canvas,iframe)[data-domreel-fullscreen]){object-fit:contain}
:where([data-domreel-fullscreen])::backdrop{background:#000}
[data-domreel-fullscreen=black]{background-color:#000!important}
iframe[data-domreel-fullscreen]{border:0!important;padding:0!important}
video:not([controls])::-webkit-media-controls{display:none!important}
*{overflow-anchor:none!important}
[data-domreel-box]:not(iframe),iframe[data-domreel-gap]{background:${STRIPES}!important}
iframe[data-domreel-gap=cross-origin]{${labelled('A frame of another site')}}
:root[data-domreel-gap=viewer]{${labelled('A viewer of the browser')}}
:root[data-domreel-gap=viewer]>body{background:none!important}
`;

/** Returns the rules, with those that this recording needs. */
export function playerRules(extra: readonly string[]): string {
  return rules + extra.join('\n');
}

/**
 * Returns the rule that gives the stage scroll bars as wide as the visitor's.
 *
 * Where this browser's own are as they were, or none was seen, there is nothing
 * to do. Rules of a layer give way to what the page says of its scroll bars.
 */
export function scrollbarRule(recorded: number, isOverlay: boolean, own: number): string | undefined {
  if (isOverlay && own !== 0) return '@layer domreel{*{scrollbar-width:none}}';
  if (recorded === 0 || own !== 0) return undefined;
  return `@layer domreel{::-webkit-scrollbar{width:${recorded}px;height:${recorded}px;background:#f1f1f1}
::-webkit-scrollbar-thumb{background:#c1c1c1}::-webkit-scrollbar-corner{background:#f1f1f1}}`;
}

/** Returns how much room a scroll bar takes in this browser, in CSS pixels. */
export function ownScrollbar(host: HTMLElement): number {
  const probe = host.ownerDocument.createElement('div');
  probe.style.cssText = 'position:absolute;visibility:hidden;width:100px;height:100px;overflow:scroll;zoom:1';
  host.append(probe);
  const width = probe.offsetWidth - probe.clientWidth;
  probe.remove();
  return width;
}
