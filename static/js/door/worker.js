/* The service worker of the door: the shell of the page, whole and of one version; nothing of people.

   The server puts SHELL (version, page, files) before this text, so that any change of a file is a new worker. */

const CACHE = `door-${SHELL.version}`;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(sweep()));
self.addEventListener("message", (event) => { if (event.data === "take over") self.skipWaiting(); });

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname !== SHELL.page) return;
  const name = url.pathname + (request.mode === "navigate" ? "" : url.search);
  if (name === SHELL.page || SHELL.files.includes(name)) event.respondWith(fromShell(name, request));
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL.page, ...SHELL.files].map((name) => new Request(name, { cache: "reload" })));
}

async function sweep() {
  for (const name of await caches.keys()) {
    if (name.startsWith("door-") && name !== CACHE) await caches.delete(name);
  }
}

async function fromShell(name, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(name)) ?? fetch(request);
}
