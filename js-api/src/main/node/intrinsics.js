/** In place of `#shared/intrinsics.js`: the objects of a test are not frozen. */
export function freezeIntrinsics() {}
export function forgetMatches() {}
