/** The module that knows every level of masking. Loaded before the recording begins, where the level is not `all`. */

export { wasm } from '#wasm/selective';
