import { unsupported } from "./errors.js";

/**
 * What SQLSync needs and this place lacks, in sentences; null where nothing is missing.
 *
 * @returns {string | null}
 */
function missing() {
  if (typeof document === "undefined" || typeof location === "undefined") {
    return (
      "Documents can be opened in a browser page only; this is none (Node, server rendering, or a worker, " +
      "which has its page open them: browsers give workers no SharedWorker)."
    );
  }
  if (!globalThis.isSecureContext) {
    return `This page is not secure (${location.origin}), and so has no storage: serve it over https, or from localhost.`;
  }
  if (globalThis.origin === "null") {
    return "This page has no origin of its own (a file, or a sandboxed frame), and so has no storage: serve it over https, or from localhost.";
  }
  const lacking = [];
  if (typeof SharedWorker === "undefined") lacking.push("SharedWorker");
  if (!navigator.locks) lacking.push("Web Locks (navigator.locks)");
  return lacking.length === 0 ? null : `This browser lacks ${lacking.join(" and ")}: use a newer one.`;
}

/** Throws `unsupported` where no document can be opened. */
export function checkEnvironment() {
  const sentence = missing();
  if (sentence !== null) throw unsupported(sentence);
}
