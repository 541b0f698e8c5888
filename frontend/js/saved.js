// What this device holds for reading without a line: rows of the store `saved` (whose it is) and one cache for each
// edition (the bytes, shared by everybody on the device who saved it). For pages and for the worker.
import { active, change, get, lasts, list, put, remove, tell } from "./store.js";
import { plain } from "./saved-text.js";

/** One cache an edition. @param {string} id of the edition, with dashes */
export const cacheName = (id) => `sach-${id}`;
/** Pages made for a person; "" is whoever reads without an account. */
export const pagesOf = (person) => `trang-${person || "khach"}`;
/** Whether this browser can keep works at all: plain http and some in-app browsers cannot. */
export const canSave = () => "caches" in globalThis && Boolean(globalThis.registration || navigator.serviceWorker);

/** What is kept under an address of a saved edition; undefined if nothing is. Never makes an empty cache. */
export const held = (id, path) => caches.match(path, { ignoreVary: true, cacheName: cacheName(id) }).catch(() => undefined);

/** The works that `person` saved, newest first. */
export const worksOf = async (person) => (await list("saved", person)).filter(isWork).sort((a, b) => b.at - a.at);
const isWork = (row) => row.kind === "work";

/** The shelves that `person` saved. */
export const shelvesOf = async (person) => (await list("saved", person)).filter((row) => row.kind === "shelf");

/** Of `rows` (newest first) the one of a work by its name in addresses; `edition` (hex) where the address names one. */
export function pick(rows, slug, edition = "") {
  const named = rows.filter((row) => row.slug === slug);
  return named.find((row) => row.id.replaceAll("-", "") === edition.replaceAll("-", "")) ?? named[0];
}

/** The row of `person` for a work. */
export const rowFor = async (person, slug, edition) => pick(await worksOf(person), slug, edition);

/** Write a row, and tell all pages. */
export async function keepRow(row) {
  await put("saved", row);
  tellOf(row);
}

/** Tell all pages how far a row is. */
export const tellOf = ({ person, id, state, done, bytes, why, stuck }) =>
  tell({ type: "saved", person, id, state, done, bytes, why, stuck });

/** Take a work (or a shelf with its works) off the list of `person`; the bytes go when nobody here wants them. */
export async function letGo(person, id) {
  const row = await get("saved", [person, id]);
  if (!row) return;
  await remove("saved", [person, id]);
  await stopFetching(person, id);
  for (const work of row.works ?? []) await letGo(person, work);
  await sweep();
  tellOf({ ...row, state: "gone", done: 0 });
  await remember();
}

/** The name under which the browser fetches a large work for `person` (saving.js). */
export const fetchName = (person, id) => `luu|${person}|${id}`;

async function stopFetching(person, id) {
  const held = globalThis.registration ?? (await navigator.serviceWorker?.getRegistration());
  await held?.backgroundFetch
    ?.get(fetchName(person, id))
    .then((fetching) => fetching?.abort())
    .catch(() => {});
}

/** Caches of editions that no row names any more are deleted. Nothing else is ever deleted here. */
export async function sweep() {
  if (!("caches" in globalThis) || !(await lasts())) return; // what cannot be read is not “nobody”
  const wanted = new Set((await list("saved")).filter(isWork).map(({ id }) => cacheName(id)));
  for (const name of await caches.keys()) {
    if (name.startsWith("sach-") && !wanted.has(name)) await caches.delete(name);
  }
}

/** Pages kept for people who are no longer at home on this device are deleted, and bytes that nobody wants. */
export async function tidy() {
  if (!("caches" in globalThis) || !(await lasts())) return;
  const home = new Set(["", await active(), ...(await list("people")).map(({ id }) => id)].map(pagesOf));
  for (const name of await caches.keys()) if (name.startsWith("trang-") && !home.has(name)) await caches.delete(name);
  await sweep();
}

/** Chapters of a saved work as text: [place, title, text]; made once, at saving. */
export async function textOf(row) {
  const kept = await held(row.id, textAddress(row));
  return kept ? kept.json() : [];
}

/** Make the text of a work that has been fetched, from its chapters. */
export async function keepText(row) {
  const chapters = [];
  for (const [place, title] of row.places) {
    const piece = await held(row.id, row.mode === "sound" || row.mode === "film" ? row.frame : `/doc/${row.slug}/${place}/`);
    if (!piece) continue;
    const html = await piece.text();
    chapters.push([place, title, plain(row.mode === "sound" || row.mode === "film" ? transcript(html) : html)]);
    if (row.mode === "sound" || row.mode === "film") break; // one transcript for all tracks
  }
  const cache = await caches.open(cacheName(row.id));
  const headers = { "Content-Type": "application/json" };
  await cache.put(textAddress(row), new Response(JSON.stringify(chapters), { headers }));
}

const textAddress = (row) => `/doc/${row.slug}/chu.json`;
const transcript = (html) => /data-part="transcript"[^>]*>([\s\S]*?)<\/section>/.exec(html)?.[1].replace(/<h2>.*?<\/h2>/, "") ?? "";

// Chrome says “10 GiB and what you use” to everybody since 2025, so that nobody is told apart by it: that is no answer.
const SAID_TO_ALL = 10 * 2 ** 30;

/** {used, left} in bytes; `left` null where the browser does not say how much room there really is. */
export async function room() {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    return { used: usage, left: quota - usage === SAID_TO_ALL ? null : Math.max(0, quota - usage) };
  } catch {
    return { used: null, left: null };
  }
}

// ---- What the browser threw away

const COOKIE = "da-luu";

/** How many works are saved here stands in a cookie too: browsers that clear the storage leave it. Pages only. */
export async function remember() {
  if (!globalThis.document) return;
  const count = (await list("saved")).filter((row) => isWork(row) && row.state === "whole").length;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${COOKIE}=${count}; path=/; max-age=31536000; samesite=lax${secure}`;
}

/** Works of `person` whose bytes the browser deleted (they get the state "lost"), and how many it forgot altogether. */
export async function lost(person) {
  const rows = await list("saved");
  const gone = [];
  for (const row of rows.filter((one) => isWork(one) && one.state === "whole")) {
    if ((await caches.has(cacheName(row.id))) && (await held(row.id, row.frame))) continue;
    await keepRow({ ...row, state: "lost", done: 0, parts: [], files: [] });
    if (row.person === person) gone.push(row);
  }
  const counted = Number(/(?:^|; )da-luu=(\d+)/.exec(document.cookie)?.[1] ?? 0);
  const forgotten = rows.length ? 0 : counted;
  if (gone.length || counted) await remember();
  if (gone.length || forgotten) await say({ what: "lost", count: gone.length || forgotten });
  return { gone, forgotten };
}

/** Sentences for “Máy này”: what happened to saved works while nobody looked. */
export const said = async () => (await get("kv", "offline:told")) ?? [];
export const say = (line) =>
  change(["kv"], async (box) => {
    const lines = (await box.get("kv", "offline:told")) ?? [];
    await box.put("kv", [...lines, { at: Date.now(), ...line }].slice(-12), "offline:told");
  });
export const unsay = () => remove("kv", "offline:told");

/** Rows of whoever this device shows now. */
export const mine = async () => worksOf(await active());
