// Keeps the page itself, so that it opens without a network. What the service says is kept by the page, by person.
const SHELL = "attune-shell";
const FILES = ["./", "index.html", "page.css", "page.js", "icon.svg", "config.json"];
// Kept once somebody has asked for it.
const LATER = ["welsh.js"];

self.addEventListener("install", (event) => {
  const kept = caches.open(SHELL).then((shell) => shell.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" }))));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// From the network while there is one, asked whether it changed (304); what was kept otherwise.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const here = new URL("./", self.location).href;
  const name = request.url.split("#")[0].slice(here.length);
  if (request.method !== "GET" || !request.url.startsWith(here) || !["", ...FILES, ...LATER].includes(name)) return;
  event.respondWith(
    fetch(request.mode === "navigate" ? request : new Request(request, { cache: "no-cache" }))
      .then((response) => {
        if (response.ok) {
          const copy = response.clone();
          event.waitUntil(caches.open(SHELL).then((shell) => shell.put(request, copy)));
        }
        return response;
      })
      .catch(async (error) => {
        const kept = await (await caches.open(SHELL)).match(request, { ignoreSearch: true });
        if (kept) return kept;
        throw error;
      }),
  );
});
