// Pages: from the server, and when it does not answer soon, as they were when this person saw them last. A drawer
// (cache) for each person: whoever takes the device next never sees them.
import { pagesOf } from "./saved.js";
import { active, get } from "./store.js";
import { renewed, shellPage } from "./sw-shell.js";

const SOON_MS = 2500; // “lie-fi”: a line that is there and brings nothing
const LATE_MS = 15_000;
const MOST = 40; // pages a person
const OFFLINE = "/ngoai-tuyen/";
const KEPT = /^\/(?:$|sach\/[^/]+\/$|ke\/(?:[^/]+\/)?$|tro-giup\/$|huong-dan\/|thu-vien\/$|mang-ve-nha\/$|toi\/)/;
const NEVER = /^\/toi\/(?:mat-khau|tai-khoan|thiet-bi|du-lieu)\/|\/(?:sua|moi|in)\/$/;

export const after = (ms, answer) => new Promise((done) => setTimeout(() => done(answer), ms));

/** What the browser began to fetch while the worker woke, else a request of our own. */
export async function network(event, url) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  return (await owing(answer, url)) ?? answer;
}

// Somebody came in by card without a line, so the session is still another person's: that is settled before anything of
// that person is shown.
const ENTERING = /^\/(?:ai-day|dang-nhap|dang-xuat|dang-ky|the|the-lop)\//;
async function owing(answer, url) {
  const said = answer.headers.get("Densach-Person");
  if (!said || ENTERING.test(url.pathname)) return null;
  const owed = await get("kv", "owed").catch(() => null);
  if (!owed || owed.person === (said === "-" ? "" : said)) return null;
  return Response.redirect(`/ai-day/?sau=${encodeURIComponent(url.pathname + url.search)}`);
}

/** The answer to opening a page. */
export async function page(event, url) {
  const net = network(event, url).then((answer) => seen(event, url, answer));
  net.catch(() => {});
  event.waitUntil(onlyClient(event));
  const kept = (await keptPage(url)) ?? (await keptShell(url));
  if (!kept) return (await Promise.race([net, after(LATE_MS)]).catch(() => null)) ?? offline();
  const broken = (answer) => (answer.status >= 500 ? kept : answer);
  return Promise.race([net.then(broken, () => kept), after(SOON_MS, kept)]);
}

/** The calm page: this was not saved, and what is here. */
export async function offline() {
  const calm = await shellPage(OFFLINE);
  return calm ? marked(calm, await calm.text()) : Response.error();
}

// Pages that did not come from the server say so, to the strip and the chip on top.
const marked = (answer, html) =>
  new Response(html.replace("<html ", "<html data-kept "), { headers: answer.headers });

async function keptPage(url) {
  if (url.search) return undefined;
  const kept = await caches.match(url.pathname, { cacheName: pagesOf(await active()), ignoreVary: true });
  if (!kept) return undefined;
  return marked(kept, renewed(await kept.text()));
}

async function keptShell(url) {
  const kept = await shellPage(url.pathname);
  return kept?.headers.get("Content-Type")?.startsWith("text/html") ? marked(kept, await kept.text()) : kept;
}

function seen(event, url, answer) {
  const isPage = answer.ok && answer.type === "basic" && !answer.redirected && !url.search;
  const says = (name) => answer.headers.get(name) ?? "";
  const wanted = KEPT.test(url.pathname) && !NEVER.test(url.pathname);
  if (isPage && wanted && says("Content-Type").startsWith("text/html") && !/no-store/.test(says("Cache-Control"))) {
    event.waitUntil(keep(url.pathname, answer.clone()).catch(() => {})); // full: the page itself is there
  }
  return answer;
}

/** Keep a page that nobody opened yet. */
export async function keepPage(path) {
  const answer = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && !answer.redirected && KEPT.test(path)) await keep(path, answer);
}

// The page says itself whose it is; one that does not is kept for nobody.
async function keep(path, answer) {
  const html = await answer.text();
  const whose = /<meta name="person" content="([^"]*)"/.exec(html)?.[1];
  if (whose === undefined) return;
  const cache = await caches.open(pagesOf(whose));
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  for (const name of ["Content-Security-Policy", "Content-Language", "Referrer-Policy", "Permissions-Policy"]) {
    if (answer.headers.has(name)) headers[name] = answer.headers.get(name);
  }
  await cache.delete(path); // so that it becomes the newest
  await cache.put(path, new Response(html, { headers }));
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST))) await cache.delete(old);
}

// A newer program waits, and this is the only page: nobody is disturbed when it takes over now.
async function onlyClient(event) {
  const { waiting } = self.registration;
  if (!waiting) return;
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const others = open.filter((client) => client.id !== event.resultingClientId && client.id !== event.clientId);
  if (!others.length) waiting.postMessage({ type: "take-over" });
}
