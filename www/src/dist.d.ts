// The pages import the built package by its address; its types are the package's own.

declare module '/dist/recorder.js' {
  export * from 'domreel/recorder';
}

declare module '/dist/player.js' {
  export * from 'domreel/player';
}
