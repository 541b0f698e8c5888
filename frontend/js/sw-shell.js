// The shell: files of the program by their hashed names, and pages that are the same for everybody. One older shell
// stays, for tabs that were open before an update.
import { get, put } from "./store.js";

const SHELL = self.DENSACH;
const NAME = `vo-${SHELL.version}`;
const AT_ONCE = 4;
const known = new Set(SHELL.files);

/** Everything or nothing: a shell with holes would break pages without a line. */
export async function install() {
  const cache = await caches.open(NAME);
  const older = await shells();
  const todo = [...SHELL.files];
  const hand = async () => {
    for (let url = todo.shift(); url; url = todo.shift()) {
      if (await cache.match(url)) continue;
      const kept = await within(older, url);
      await (kept ? cache.put(url, kept) : cache.add(url));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  await pagesInto(cache, await language());
  // The first of its kind has nobody to wait for; later ones wait until no page of the older is open.
  if (!self.registration.active) await self.skipWaiting();
}

const language = async () => (await get("kv", "offline:language").catch(() => "")) || self.navigator.language.slice(0, 2);

// Without cookies, so that there is nothing of a person in them.
async function pagesInto(cache, tag) {
  for (const url of SHELL.pages) {
    const options = { credentials: "omit", cache: "no-store", headers: { "Accept-Language": tag } };
    const answer = await fetch(url, options);
    if (answer.ok && !answer.redirected) await cache.put(url, answer);
    else if (url === SHELL.pages[0]) throw new Error(`${url}: ${answer.status}`);
  }
}

/** Fetch the pages of the shell again, in another language. */
export async function refresh(tag) {
  await put("kv", tag, "offline:language");
  await pagesInto(await caches.open(NAME), tag);
}

/** This program is the one now: of older shells the newest stays; preloading on; pages that are open belong to it. */
export async function takeOver() {
  const older = (await shells()).filter((name) => name !== NAME);
  for (const name of older.slice(0, -1)) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

const shells = async () => (await caches.keys()).filter((name) => name.startsWith("vo-"));

async function within(names, url) {
  for (const name of names) {
    const kept = await caches.match(url, { cacheName: name, ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}

/** A file of the program: of this shell, of an older one, else from the server. */
export async function staticFile(request) {
  const { pathname } = new URL(request.url);
  return (await within([NAME], pathname)) ?? (await within(await shells(), pathname)) ?? fetch(request);
}

/** A page of the shell. */
export const shellPage = (path) => within([NAME], path);

/** Pages kept long ago name files of an older program: they get those of the shell that is here. */
export const renewed = (html) =>
  html.replace(/\/static\/dist\/assets\/([\w.-]+)-[\w-]{8}\.(js|css|woff2)/g, (url, stem, kind) =>
    known.has(url) ? url : (SHELL.stems[`${stem}.${kind}`] ?? url),
  );
