// A browser that keeps nothing.
Object.defineProperty(globalThis, "indexedDB", { value: undefined });
