/** What the page uses of `<domreel-player>`; absent until the element is defined. */

export interface Marker {
  /** Seconds from the start of the recording. */
  readonly time: number;
  readonly kind: string;
  readonly label: string;
}

export interface Player extends HTMLElement {
  currentTime?: number;
  readonly duration?: number;
  readonly error?: { readonly message: string } | null;
  /** The address of the recorded page at the playhead; empty if it is not known. */
  readonly pageUrl?: string;
  readonly pageTitle?: string;
  readonly markers?: readonly Marker[];
}
