// The service worker, hand-written (docs/adr/0015). Django serves it as /sw.js and writes before it
//   self.DENSACH = {version, files, stems, pages}: the shell of this program, from Vite's manifest (web/shell.py).
// Parts: sw-shell.js (files of the program), sw-pages.js (pages of people), sw-reader.js (saved works).
import { flush } from "./js/outbox.js";
import { tidy } from "./js/saved.js";
import { resume, taken } from "./js/saving.js";
import { cover, fixedPage, piece, reading, savedBytes } from "./js/sw-reader.js";
import { keepPage, page } from "./js/sw-pages.js";
import { install, refresh, staticFile, takeOver } from "./js/sw-shell.js";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver().then(tidy)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  const answer = chosen(event, request, url);
  if (answer) event.respondWith(answer);
});

function chosen(event, request, url) {
  const path = url.pathname;
  if (path.startsWith("/static/dist/") || self.DENSACH.files.includes(path)) return staticFile(request);
  if (request.headers.get("HX-Request")) return path.startsWith("/doc/") ? piece(request, url) : null; // fragments are never cached
  if (/^\/doc\/[^/]+\/r\/[^/]+\/f\//.test(path)) return fixedPage(request, url);
  if (request.mode === "navigate") return path.startsWith("/doc/") ? reading(event, url) : page(event, url);
  if (/^\/doc\/[^/]+\/(?:r|tep|trang)\//.test(path)) return savedBytes(request, url);
  if (/^\/sach\/[^/]+\/bia$/.test(path)) return cover(request, url);
  return null;
}

self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(flush().then(({ again }) => insist(!again)).then(tidy));
  if (event.tag === "saving") event.waitUntil(resume().then(insist));
});

// The browser comes back later when this fails.
function insist(done) {
  if (!done) throw new Error("Not all of it went; again later.");
}

self.addEventListener("message", (event) => {
  if (event.data?.type === "take-over") event.waitUntil(self.skipWaiting());
  if (event.data?.type === "keep") event.waitUntil(keepPage(event.data.path));
  if (event.data?.type === "refresh") event.waitUntil(refresh(event.data.language));
});

// Background Fetch: the browser fetched large works on its own, with the screen off or the program closed.
for (const name of ["success", "fail", "abort"]) {
  self.addEventListener(`backgroundfetch${name}`, (event) => event.waitUntil(taken(event)));
}
self.addEventListener("backgroundfetchclick", () => self.clients.openWindow("/may-nay/"));
