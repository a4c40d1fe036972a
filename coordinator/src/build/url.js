import { URL, URLSearchParams } from "whatwg-url";

for (const [name, value] of Object.entries({ URL, URLSearchParams })) {
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
}
