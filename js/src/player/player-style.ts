/** The looks of a player without controls: a stage, and nothing else. */

export const playerStyle = `
:host {
  display: block;
  position: relative;
  box-sizing: border-box;
  inline-size: 100%;
  max-block-size: 100vh;
  max-block-size: 100dvh;
}
:host([hidden]) { display: none; }
.frame {
  display: grid;
  grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  block-size: 100%;
  max-block-size: inherit;
}
.stage {
  position: relative;
  overflow: hidden;
  overflow: clip;
  align-self: stretch;
  justify-self: stretch;
  min-block-size: 0;
  aspect-ratio: var(--domreel-aspect-ratio, var(--_ratio, 16 / 10));
  background: var(--domreel-background, transparent);
}
.screen {
  position: absolute;
  inset: 0 auto auto 0;
  overflow: hidden;
  overflow: clip;
  transform-origin: 0 0;
  color-scheme: light;
  background: #fff;
}
.screen[hidden], .poster[hidden] { display: none; }
.screen > iframe { display: block; border: 0; pointer-events: none; }
.poster {
  position: absolute;
  inset: 0;
  inline-size: 100%;
  block-size: 100%;
  object-fit: contain;
  background: inherit;
}
`;
