/**
 * `style` attributes that have no effect, because the page's policy (`style-src-attr`) forbids them.
 *
 * The stage has no such policy, and could not have it for one element and not
 * for another. So once one was seen, each is read as what is in force.
 */

/** What of the recorder is needed. */
export interface StyleHost {
  /** Has all `style` attributes be read by this from now on. */
  readStyles(read: (element: Element, value: string) => string): void;
  noteAttributes(element: Element, names: string[]): void;
  onrelease(action: () => void): void;
}

/** So many elements of a document are looked at before it is believed that all its styles are in force. */
const MAX_LOOKS = 64;

/** Returns what a `style` attribute is in force: its text, or what scripts have set instead. */
function inForce(element: Element, value: string): string {
  const { style } = element as HTMLElement;
  if (!style || style.cssText === value) return value;
  const scratch = element.ownerDocument.createElement('p').style;
  scratch.cssText = value;
  // A text that is written in another way means the same.
  return scratch.cssText === style.cssText ? value : style.cssText;
}

/** Returns what looks for such styles in a document, and follows what its policy forbids, until the recording ends. */
export function followBlockedStyles(host: StyleHost): (document: Document) => void {
  let isStrict = false;
  const begin = (blocked: readonly Element[]): void => {
    if (!isStrict) host.readStyles(inForce);
    isStrict = true;
    for (const element of blocked) host.noteAttributes(element, ['style']);
  };
  const isBlocked = (element: Element): boolean => {
    const value = element.getAttribute('style') ?? '';
    return inForce(element, value) !== value;
  };
  const violated = (event: SecurityPolicyViolationEvent): void => {
    if (event.disposition !== 'enforce' || event.effectiveDirective !== 'style-src-attr') return;
    const target = event.composedPath()[0] as Element;
    // Of one that was not in the document yet the document tells.
    begin(target.nodeType === 1 ? [target] : []);
  };
  const documents = new Set<WeakRef<Document>>();
  host.onrelease(() => {
    for (const document of documents) document.deref()?.removeEventListener('securitypolicyviolation', violated);
  });
  return (document) => {
    for (const known of documents) if (!known.deref()?.defaultView) documents.delete(known);
    documents.add(new WeakRef(document));
    document.addEventListener('securitypolicyviolation', violated);
    const styled = document.querySelectorAll('[style]');
    for (let index = 0; index < styled.length && index < MAX_LOOKS; index++) {
      if (isBlocked(styled[index]!)) return begin([...styled].filter(isBlocked));
    }
  };
}
