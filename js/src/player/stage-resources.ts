/** The bytes of a recording, where the stage can load them. */
export class StageResources {
  readonly #addresses: string[] = [];

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

  /** Takes all bytes back. */
  dispose(): void {
    for (const address of this.#addresses.splice(0)) URL.revokeObjectURL(address);
  }
}
