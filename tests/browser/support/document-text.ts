/**
 * Writes what a document is now as text: tree, shadow roots, frames, and state that stands in no attribute.
 *
 * Runs in the browser, on the live page and on the stage alike, and leaves out
 * what a stage must do without: scripts, handlers, comments, where bytes come
 * from, and the recorder's and player's own marks.
 */

/** Returns the text of a document. It uses nothing outside itself, so that it can be evaluated in a page. */
export function documentText(top: Document): string {
  const HTML = 'http://www.w3.org/1999/xhtml';
  const left =
    /^(on.*|data-domreel.*|nonce|integrity|crossorigin|referrerpolicy|sandbox|allow|srcdoc|src|srcset|sizes)$/;
  const inert =
    /^(action|formaction|target|ping|download|autofocus|autoplay|loading|method|enctype|poster|background|media)$/;
  const lines: string[] = [];
  const closed = (window as unknown as { closedRoots?: Map<Element, ShadowRoot> }).closedRoots;
  const put = (depth: number, text: string): void => void lines.push('  '.repeat(depth) + text);

  function rules(sheet: CSSStyleSheet | null): string {
    // A link that is disabled, or one of several looks, has no sheet here and one without effect there.
    const isAlternate = (sheet?.ownerNode as Element | null)?.matches('link[rel~=alternate]');
    // Titles name looks of the page, of which the first counts.
    const looks = Array.from(sheet?.ownerNode?.ownerDocument?.styleSheets ?? []).map(({ title }) => title);
    const isOther = sheet?.title && looks.find((title) => title) !== sheet.title;
    if (!sheet || sheet.disabled || isAlternate || isOther) return 'without effect';
    const count = (list: CSSRuleList): string => {
      const own = Array.from(list);
      const parts = own.map((rule) => {
        // What a sheet imports is part of it on the stage.
        let group = (rule as Partial<CSSImportRule>).styleSheet ?? rule;
        const levels = /\(domreel: ?(\d)/.exec((rule as Partial<CSSSupportsRule>).conditionText ?? '')?.[1] ?? 0;
        for (let level = Number(levels); level > 0; level--) group = [...(group as CSSGroupingRule).cssRules].at(-1)!;
        return 'cssRules' in group ? count(group.cssRules as CSSRuleList) : '';
      });
      return `${own.length}${parts.some((part) => part !== '' && part !== '0') ? `(${parts.join(',')})` : ''}`;
    };
    try {
      return sheet.cssRules.length > 0 ? count(sheet.cssRules) : 'without effect';
    } catch {
      // It came from another origin.
      return 'without effect';
    }
  }

  const isLink = (name: string): boolean => name === 'href' || name === 'xlink:href';
  /** Of a link that runs something, or carries a page along, the scheme alone stays. */
  const linkOf = (value: string): string => value.replace(/^(javascript|data|blob):.*/s, '$1:');

  const styleOf = (element: HTMLElement): string => element.style.cssText.replace(/url\("(?!#)[^"]*"\)/g, 'url()');

  function attributes(element: Element): string {
    const found = Array.from(element.attributes).filter(({ name, localName }) => {
      if (left.test(name) || inert.test(name) || name.startsWith('xmlns')) return false;
      // Fields tell what they hold, and links where they led, below.
      if (/^(value|checked|selected)$/.test(name) && element.localName !== 'li') return false;
      if (name === 'data' && element.localName === 'object') return false;
      // What is fullscreen comes into the stage's top layer as a popover.
      if (name === 'popover' && element.hasAttribute('data-domreel-fullscreen')) return false;
      return !(localName === 'href' && element.localName !== 'a');
    });
    const texts = found.map(({ name, value }) => {
      const text = name === 'style' ? styleOf(element as HTMLElement) : isLink(name) ? linkOf(value) : value;
      return ` ${name}=${JSON.stringify(text)}`;
    });
    return texts.sort().join('');
  }

  function state(element: Element): string {
    let text = '';
    const say = (name: string, value: unknown): void => {
      if (value) text += ` .${name}=${JSON.stringify(value)}`;
    };
    if (element.scrollTop && element !== element.ownerDocument.scrollingElement) say('top', element.scrollTop);
    if (element.scrollLeft && element !== element.ownerDocument.scrollingElement) say('left', element.scrollLeft);
    if (element.namespaceURI !== HTML) return text;
    const field = element as HTMLInputElement;
    if (element.localName === 'input') {
      if (field.type === 'checkbox' || field.type === 'radio') say('checked', field.checked);
      else if (field.type === 'file') say('files', field.files?.length);
      else say('value', field.value);
      say('indeterminate', field.indeterminate);
    }
    if (/^(textarea|select|progress|meter|output)$/.test(element.localName)) say('value', String(field.value));
    if (element.localName === 'option') say('selected', (element as HTMLOptionElement).selected);
    if (element.localName === 'dialog') say('modal', element.matches(':modal'));
    if (element.hasAttribute('popover') && !element.hasAttribute('data-domreel-fullscreen'))
      say('open', element.matches(':popover-open'));
    return text;
  }

  function children(parent: Node, depth: number): void {
    let run = '';
    const flush = (): void => {
      if (run !== '') put(depth, JSON.stringify(run));
      run = '';
    };
    for (const node of parent.childNodes) {
      if (node.nodeType === 3 || node.nodeType === 4) run += (node as Text).data;
      if (node.nodeType === 10) put(depth, `<!doctype ${(node as DocumentType).name}>`);
      if (node.nodeType !== 1) continue;
      const element = node as Element;
      if (/^(script|noscript|base|meta)$/.test(element.localName) || element.hasAttribute('data-domreel-player'))
        continue;
      flush();
      write(element, depth);
    }
    flush();
  }

  function write(element: Element, depth: number): void {
    const name = element.localName;
    const space = element.namespaceURI === HTML ? '' : `${element.namespaceURI?.split('/').at(-1)}|`;
    if (name === 'style' || (name === 'link' && (element as HTMLLinkElement).relList.contains('stylesheet'))) {
      const kept = attributes(element).replace(/ (rel|type|title|href)="[^"]*"/g, '');
      put(depth, `<sheet${kept}> rules ${rules((element as HTMLStyleElement).sheet)}`);
      return;
    }
    if (name === 'link' && space === '') return;
    put(depth, `<${space}${name}${attributes(element)}>${state(element)}`);
    const root = element.shadowRoot ?? closed?.get(element);
    if (root) {
      put(depth + 1, `#shadow${adopted(root)}`);
      children(root, depth + 2);
    }
    const framed = name === 'iframe' || name === 'frame' ? (element as HTMLIFrameElement).contentDocument : null;
    if (framed) wholeDocument(framed, depth + 1);
    else if (!/^(textarea|iframe|template)$/.test(name)) children(element, depth + 1);
  }

  const adopted = (root: Document | ShadowRoot): string => {
    // One of the stage's is the player's own.
    const own = (sheet: CSSStyleSheet): boolean =>
      [...sheet.cssRules].some((rule) => rule.cssText.includes('data-domreel-focus'));
    const sheets = root.adoptedStyleSheets.filter((sheet) => !own(sheet)).map((sheet) => rules(sheet));
    return sheets.length > 0 ? ` adopted ${sheets.join(', ')}` : '';
  };

  function wholeDocument(document: Document, depth: number): void {
    const scroller = document.scrollingElement;
    const scrolled = scroller && (scroller.scrollLeft || scroller.scrollTop);
    put(
      depth,
      `#document ${document.compatMode}${scrolled ? ` at ${scroller.scrollLeft},${scroller.scrollTop}` : ''}${adopted(document)}`,
    );
    children(document, depth + 1);
  }

  wholeDocument(top, 0);
  return `${lines.join('\n')}\n`;
}
