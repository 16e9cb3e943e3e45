// The pages import the built package by its address, and its types are the package's own.
// TypeScript takes a name that begins with a slash for a file; a pattern is matched all the same.

declare module '*/dist/recorder.js' {
  export * from 'domreel/recorder';
}
