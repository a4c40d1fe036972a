/** A WebSocket for the worker's Java. */

/**
 * Opens one. What the browser refuses at once, by its policy or because it does not like the URL, ends like what fails
 * later: Chromium says nothing to the socket that a policy blocks.
 *
 * @param {string} url
 * @param {number} patience milliseconds that opening may take
 * @param {() => void} opened
 * @param {(bytes: Int8Array | null) => void} received null for a message of text
 * @param {(reason: string) => void} ended
 */
export function openSocket(url, patience, opened, received, ended) {
  const over = new AbortController();
  const end = (reason) => {
    if (over.signal.aborted) return;
    over.abort();
    ended(reason);
  };
  globalThis.addEventListener("securitypolicyviolation", (event) => {
    if (event.effectiveDirective !== "connect-src" || !url.startsWith(event.blockedURI)) return;
    end(`The Content-Security-Policy of the worker does not allow connections to ${url} (connect-src).`);
  }, { signal: over.signal });
  let socket;
  try {
    socket = new WebSocket(url);
  } catch (error) {
    setTimeout(() => end(`The browser refused the connection: ${error.message}`));
    return null;
  }
  const timer = setTimeout(() => {
    socket.close();
    end("The server did not answer in time.");
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
    end(reason || (code === 1006 ? "The server cannot be reached." : `The connection was closed (${code}).`));
  return { socket, over };
}

/** Sends the bytes; they are copied. */
export function sendOver({ socket }, bytes) {
  if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
}

/** Closes it and hears nothing of it any more. */
export function closeSocket({ socket, over }, reason) {
  over.abort();
  // The protocol allows 123 bytes.
  let text = reason;
  while (new TextEncoder().encode(text).length > 123) text = text.slice(0, -1);
  socket.close(1000, text);
}
