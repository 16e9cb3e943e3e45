/**
 * Plays recordings: importing this module defines `<domreel-player>`.
 *
 * Where there is no DOM (on a server) it defines nothing and throws nothing.
 */

import { DomreelPlayerElement } from './player/domreel-player.ts';

export {
  DomreelError,
  type DomreelErrorCode,
  LoadError,
  type LoadErrorCode,
  RecordingError,
  type RecordingErrorCode,
} from './errors.ts';
export type { Marker, Span } from './player/engine.ts';
export type { Preload } from './player/load.ts';
export type { SourceObject } from './player/source.ts';
export { DomreelPlayerElement };

if (globalThis.customElements && !customElements.get('domreel-player')) {
  customElements.define('domreel-player', DomreelPlayerElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'domreel-player': DomreelPlayerElement;
  }
}
