/**
 * Where the stage finds bytes: in the recording, and on origins that the embedder allows.
 *
 * A style sheet is read before it is shown, so it is fetched here, without
 * cookies; pictures, fonts and media the stage itself loads, as its policy lets it.
 */
export class StageResources {
  readonly #addresses: string[] = [];
  /** Style sheets that were asked for, whether they came or not. */
  readonly #requested = new Set<string>();
  readonly #origins: readonly string[];
  readonly #sheetArrived: (url: string, text: string) => void;
  readonly #abort = new AbortController();

  /** Allows `origins`; `sheetArrived` is called with each style sheet that was fetched from there. */
  constructor(origins: readonly string[], sheetArrived: (url: string, text: string) => void) {
    this.#origins = origins;
    this.#sheetArrived = sheetArrived;
  }

  /** Resolves an address against a base; nothing if that is no address. */
  readonly resolve = (raw: string, base: string): string | undefined => {
    try {
      return new URL(raw, base || undefined).href;
    } catch {
      return undefined;
    }
  };

  /** Makes bytes available, and returns under which address. */
  readonly publish = (type: string, bytes: Uint8Array<ArrayBuffer>): string => {
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    this.#addresses.push(address);
    return address;
  };

  /** Says whether an absolute address may be loaded; a style sheet begins to be fetched. */
  readonly request = (url: string, isStyleSheet: boolean): boolean => {
    const { origin } = new URL(url);
    if (!this.#origins.includes(origin)) return false;
    if (isStyleSheet && !this.#requested.has(url)) {
      this.#requested.add(url);
      void this.#fetchSheet(url);
    }
    return true;
  };

  /** Takes all bytes back. */
  dispose(): void {
    this.#abort.abort();
    for (const address of this.#addresses.splice(0)) URL.revokeObjectURL(address);
  }

  async #fetchSheet(url: string): Promise<void> {
    try {
      const { signal } = this.#abort;
      // Where a redirect leads, nobody has allowed.
      const answer = await fetch(url, {
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal,
      });
      if (!answer.ok || !/^text\/css\b/i.test(answer.headers.get('content-type') ?? '')) return;
      const text = await answer.text();
      if (!signal.aborted) this.#sheetArrived(url, text);
    } catch {
      // It is not shown, as one that could not be loaded in the page.
    }
  }
}

/**
 * Reads a list of origins, parted by spaces.
 *
 * @returns the origins as browsers write them; what is none, or has no host, is left out.
 */
export function parseOrigins(list: string): string[] {
  const origins = new Set<string>();
  for (const entry of list.split(/\s+/)) {
    if (!URL.canParse(entry)) continue;
    const { origin, protocol } = new URL(entry);
    if (/^https?:$/.test(protocol)) origins.add(origin);
  }
  return [...origins];
}
