/** In place of `#shared/globals.js`: this realm is not the engine's own. */
export function secureGlobals() {}
