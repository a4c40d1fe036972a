/** A WebSocket for the worker's Java. */

/**
 * Opens one. What the browser refuses at once, by its policy or because it does not like the URL, ends like what fails
 * later: Chromium says nothing to the socket that a policy blocks.
 *
 * @param {string} url
 * @param {number} patience milliseconds that opening may take
 * @param {() => void} opened
 * @param {(bytes: Int8Array | null) => void} received null for a message of text
 * @param {(code: number, reason: string) => void} ended code of the close; 0 where the other end did not close it
 */
export function openSocket(url, patience, opened, received, ended) {
  const over = new AbortController();
  /** @param {string} reason */
  const end = (reason, code = 0) => {
    if (over.signal.aborted) return;
    over.abort();
    ended(code, reason);
  };
  globalThis.addEventListener(
    "securitypolicyviolation",
    (event) => {
      if (event.effectiveDirective !== "connect-src" || !url.startsWith(event.blockedURI)) return;
      end(`The Content-Security-Policy of the worker does not allow connections to ${url} (connect-src).`);
    },
    { signal: over.signal },
  );
  /** @type {WebSocket} */
  let socket;
  try {
    socket = new WebSocket(url);
  } catch (error) {
    setTimeout(() => end(`The browser refused the connection: ${/** @type {Error} */ (error).message}`));
    return null;
  }
  const timer = setTimeout(() => {
    socket.close();
    end(`The server did not answer in time.${localNetwork(url)}`);
  }, patience);
  over.signal.onabort = () => {
    clearTimeout(timer);
    socket.onopen = socket.onmessage = socket.onclose = null;
  };
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    clearTimeout(timer);
    opened();
  };
  socket.onmessage = ({ data }) => received(typeof data === "string" ? null : new Int8Array(data));
  socket.onclose = ({ code, reason }) =>
    end(reason || (code === 1006 ? unreachable(url) : `The connection was closed (${code}).`), code);
  return { socket, over };
}

/** A browser says no more than that it failed; so here is all that it can be. @param {string} url */
function unreachable(url) {
  const path = new URL(url).pathname.endsWith("/sync")
    ? ""
    : ` The coordinator's path is /sync, and this URL ends otherwise.`;
  const tls = url.startsWith("wss:")
    ? " Behind wss: there must be TLS, with a certificate that this browser trusts."
    : "";
  return `Nothing there speaks WebSocket: check host, port and path, and whether the coordinator runs.${path}${tls}${localNetwork(url)}`;
}

/** Browsers keep public pages from the local network, unless the user allows it. @param {string} url */
function localNetwork(url) {
  /** @param {string} host */
  const isLocal = (host) =>
    /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[(::1|f[cde]))|\.local$/.test(host);
  return isLocal(new URL(url).hostname) && !isLocal(location.hostname)
    ? " It is in a local network: the browser may want a permission for that (site settings, local network access)."
    : "";
}

/** @typedef {{ socket: WebSocket, over: AbortController }} OpenSocket */

/**
 * Sends the bytes; they are copied.
 *
 * @param {OpenSocket} open
 * @param {Int8Array<ArrayBuffer>} bytes
 */
export function sendOver({ socket }, bytes) {
  if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
}

/**
 * Closes it and hears nothing of it any more.
 *
 * @param {OpenSocket} open
 * @param {string} reason
 */
export function closeSocket({ socket, over }, reason) {
  over.abort();
  // The protocol allows 123 bytes.
  let text = reason;
  while (new TextEncoder().encode(text).length > 123) text = text.slice(0, -1);
  socket.close(1000, text);
}
