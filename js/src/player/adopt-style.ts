/** Styles for a shadow root, in the one way that a strict Content-Security-Policy lets through. */

const sheets = new Map<string, CSSStyleSheet>();

/**
 * Gives `root` the style sheet `css`, shared by all roots that ask for it.
 *
 * Constructed sheets are exempt from `style-src`; a `<style>` element, which
 * is not, is made only in browsers older than those (Safari before 16.4).
 */
export function adoptStyle(root: ShadowRoot, css: string): void {
  if (!('adoptedStyleSheets' in root)) {
    const style = document.createElement('style');
    style.textContent = css;
    (root as ShadowRoot).prepend(style);
    return;
  }
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
