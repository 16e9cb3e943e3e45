/**
 * The looks of a player without controls: a stage, and nothing else. With the
 * attribute `controls` the rows of the controls are there from the start, so
 * that nothing jumps when they come.
 */

export const playerStyle = `
:host {
  display: block;
  position: relative;
  box-sizing: border-box;
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
:host([controls]) .frame {
  grid-template-rows: 40px minmax(0, 1fr) 84px;
  box-sizing: border-box;
  border: 1px solid transparent;
}
.room {
  grid-row: -2;
  position: relative;
  overflow: hidden;
  overflow: clip;
  align-self: stretch;
  justify-self: stretch;
  min-block-size: 0;
  aspect-ratio: var(--domreel-aspect-ratio, var(--_ratio, 16 / 10));
  background: var(--domreel-background, transparent);
}
:host([controls]) .room { grid-row: 2; }
/* In a parent that shrinks to fit, a player is as wide as what it shows, as a <video> is. */
.room::before { content: ""; display: block; inline-size: var(--_width, 300px); }
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
