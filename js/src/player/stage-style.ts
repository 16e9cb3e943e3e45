/**
 * The player's own rules on every document and shadow root of the stage.
 *
 * They are adopted, so that no element stands on the stage that was not in the
 * page; and they weigh nothing, so that any rule of the page wins, but for
 * those that undo what a stage without scripts does by itself.
 */

const rules = `
noscript{display:none!important}
:where([data-domreel-focus-visible]){outline:-webkit-focus-ring-color auto 1px}
:where([data-domreel-focus-visible]:is(iframe,frame,html,body)){outline:none}
::highlight(domreel-selection){background-color:Highlight}
video:not([controls])::-webkit-media-controls{display:none!important}
*{overflow-anchor:none!important}
`;

/** Returns the rules, with those that this recording needs. */
export function playerRules(extra: readonly string[]): string {
  return rules + extra.join('\n');
}
