/**
 * Lets the page open without a network: its files are kept, and served when the network does not answer. With a network
 * the server is always asked first, so a new version is never hidden behind an old one.
 */
const cacheName = "tasks";

/** Everything that the page loads. The build checks that nothing is missing here. */
const files = [
  "./",
  "app.js",
  "changes.js",
  "dom.js",
  "editable.js",
  "icon.svg",
  "lists-view.js",
  "manifest.webmanifest",
  "notebooks-view.js",
  "notebooks.css",
  "notice.js",
  "storage-view.js",
  "style.css",
  "sync-view.js",
  "tasks-document.js",
  "tasks-view.js",
  "tasks.css",
  "todo.js",
  "sqlsync/sqlsync.js",
  "sqlsync/worker.js",
  "sqlsync/storage-host.js",
  "sqlsync/sql-wasm.wasm",
];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === location.origin)
    event.respondWith(fromNetworkElseCache(request));
});

async function fromNetworkElseCache(request) {
  try {
    const response = await fetch(request);
    if (response.ok) {
      const copy = response.clone();
      const cache = await caches.open(cacheName);
      if (await cache.match(request)) await cache.put(request, copy);
    }
    return response;
  } catch (problem) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw problem;
  }
}
