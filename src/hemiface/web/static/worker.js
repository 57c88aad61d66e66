/* Beside the pages: where the app is not reached, a page says so, and what waits on the device.
   Only files of the app's own are kept, and no answer that holds anybody's data; everything but
   whole pages and those files goes its way as if this were not here. KEPT stands above. */
const files = new Set(KEPT.files);

addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.map(
    (name) => (name.startsWith("hemiface-") && name !== KEPT.cache ? caches.delete(name) : false)))),
));

/* The page says when its language or colours have changed. One after the other: the last one stays. */
let refreshed = Promise.resolve();
addEventListener("message", (event) => {
  if (event.data !== "refresh") return;
  refreshed = refreshed.then(keep).catch(() => { /* not reached: what is kept stays */ });
  event.waitUntil(refreshed);
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const wanted = request.mode === "navigate" ? KEPT.page : files.has(pathname) ? pathname : null;
  if (wanted) event.respondWith(fetch(request).catch(() => recall(wanted)));
});

async function keep() {
  const cache = await caches.open(KEPT.cache);
  await Promise.all([KEPT.page, ...KEPT.files].map(async (path) => {
    const answer = await fetch(path, { cache: "no-cache" });
    if (!answer.ok || answer.redirected) throw new Error(`${path}: ${answer.status}`);
    await cache.put(path, answer);
  }));
}

async function recall(path) {
  const cache = await caches.open(KEPT.cache);
  return (await cache.match(path)) ?? Response.error();
}
