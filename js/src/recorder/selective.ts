/** The module that knows every level of masking, with what it must be told. Loaded first where the level is not `all`. */

export { wasm } from '#wasm/selective';
export { Adopters } from './adopters.js';
export { EditContexts } from './edit-contexts.js';
export { followFormer } from './former-fields.js';
export { withoutMaskedFragments } from './masked-fragments.js';
export { Mirrors } from './mirrors.js';
export { Secrets } from './secrets.js';
