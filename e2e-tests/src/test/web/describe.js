/** Text in which everything differs that JavaScript can tell apart: number:-0 and number:0, bigint:1 and number:1. */
export function describe(value) {
  if (value === null) {
    return "null";
  }
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "number":
      return "number:" + (Object.is(value, -0) ? "-0" : value);
    case "bigint":
      return "bigint:" + value;
    case "string":
      return "string:" + value;
    case "boolean":
      return "boolean:" + value;
  }
  if (value instanceof Uint8Array) {
    return "bytes:" + Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  if (Array.isArray(value)) {
    return "[" + value.map(describe).join(", ") + "]";
  }
  if (typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    return (
      "{" +
      Object.keys(value)
        .map((key) => key + ": " + describe(value[key]))
        .join(", ") +
      "}"
    );
  }
  return "a " + Object.prototype.toString.call(value);
}
