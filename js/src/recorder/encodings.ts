/** The text of style sheets that are not in UTF-8, in which the recording has all text. Loaded on demand. */

/** Byte order marks. */
const MARKS: Record<string, string> = { '\xef\xbb\xbf': 'utf-8', '\xfe\xff': 'utf-16be', '\xff\xfe': 'utf-16le' };

/**
 * Returns the bytes of a sheet in UTF-8, by what says its encoding first: a byte order mark, its content type, its own
 * `@charset`, the element that asks for it, or the document (<https://www.w3.org/TR/css-syntax-3/#input-byte-stream>).
 */
export function inUtf8(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
  element: Element | null,
): Uint8Array<ArrayBuffer> {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  const labels = [
    MARKS[/^(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe)/.exec(head)?.[0] ?? ''],
    /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1],
    // A sheet that can say so in ASCII is not in UTF-16.
    /^@charset "([^"]*)";/.exec(head)?.[1]?.replace(/^\s*utf-?16.*/i, 'utf-8'),
    element?.getAttribute('charset'),
    // A page may have an element of that name.
    Reflect.get(Document.prototype, 'characterSet', element?.ownerDocument ?? document),
  ];
  for (const label of labels) {
    try {
      if (label) return new TextEncoder().encode(new TextDecoder(label).decode(bytes));
    } catch {
      // Nobody knows an encoding of that name, so that the next one counts.
    }
  }
  return bytes;
}
