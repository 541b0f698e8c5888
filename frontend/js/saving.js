// Saving a work: the plan, then its parts and pieces, three at a time, each kept at once, so that a broken line, a locked
// screen or a closed page cost at most one of them. Runs in pages and in the worker; one at a time for each work.
import { cacheName, canSave, fetchName, keepRow, keepText, letGo, remember, room, say, sweep, tellOf } from "./saved.js";
import { get, list, put } from "./store.js";

const AT_ONCE = 3;
const PIECE = 512 * 1024; // of tracks and films: ten seconds at 400 kbit/s
const SPARE = 4 * 1024 * 1024; // left for places, notes and pages
const PATIENCE_MS = 60_000; // for one part
const ASK_AGAIN_MS = 3600_000;
const ASKED_AT_ONCE = 50;

/** What stood in the way. `kind`: line (goes on by itself), full, refused; `why` is the server's sentence. */
export class Stopped extends Error {
  constructor(kind, why = "", facts = {}) {
    super(why || kind);
    Object.assign(this, { kind, why, facts });
  }
}

/** The plan of a work. @param {string} slug @param {string} [edition] hex */
export const planOf = (slug, edition = "") => asked(`/doc/${slug}/luu.json${edition && `?edition=${edition}`}`);

/** What stands on a shelf, with sizes. */
export const shelfPlan = (slug) => asked(`/luu/ke/${slug}.json`);

async function asked(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { ...options, signal: AbortSignal.timeout?.(PATIENCE_MS) });
  } catch {
    throw new Stopped("line");
  }
  if (answer.status >= 500 || answer.status === 429) throw new Stopped("line");
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Stopped("refused", [told.title, told.detail].filter(Boolean).join(" "));
  return told;
}

/** Begin to save what `plan` says for `person`. Raises Stopped("full") before anything is fetched. */
export async function begin(person, plan) {
  const others = (await list("saved")).filter((row) => row.id === plan.edition && row.version === plan.version);
  const shared = others.find((row) => row.state === "whole");
  const own = others.find((row) => row.person === person);
  if (!shared && !own) await insistOnRoom(plan.bytes);
  const row = own ?? { ...fresh(plan), ...(shared && { parts: shared.parts, files: shared.files, done: shared.done }) };
  const begun = { ...row, person, state: "saving", why: "" };
  await keepRow(begun);
  return (await handOver(begun)) ? begun : run(person, plan.edition);
}

async function insistOnRoom(bytes) {
  const { left } = await room();
  if (left !== null && left < bytes * 1.1 + SPARE) throw new Stopped("full", "", { left, bytes });
}

const fresh = (plan) => ({
  kind: "work",
  id: plan.edition,
  slug: plan.work,
  title: plan.title,
  people: plan.people,
  mode: plan.mode,
  address: plan.address,
  page: plan.page,
  cover: plan.cover,
  frame: plan.frame,
  places: plan.places,
  bytes: plan.parts.reduce((sum, part) => sum + part.bytes, 0) + plan.files.reduce((sum, file) => sum + file.bytes, 0),
  version: plan.version,
  program: plan.program,
  parts: plan.parts.map((part) => ({ ...part, done: false })),
  files: plan.files.map((file) => ({ ...file, got: [] })),
  done: 0,
  at: Date.now(),
});

/** Go on with one work until it is whole. Somebody else on this device at it already: nothing. */
export const run = (person, id) =>
  navigator.locks.request(`saving:${id}`, { ifAvailable: true }, (lock) => lock && work(person, id));

async function work(person, id) {
  const row = await get("saved", [person, id]);
  if (!row || row.state === "whole") return row;
  row.stuck = false;
  try {
    await fetchAll(row);
    await keepText(row);
    row.state = "whole";
    row.why = "";
    row.done = row.bytes;
    await keepIfWanted(row);
    await remember();
  } catch (error) {
    const stopped = error instanceof Stopped ? error : new Stopped(isFull(error) ? "full" : "line");
    if (stopped.kind === "gone") return null;
    row.state = stopped.kind === "line" ? "saving" : stopped.kind;
    row.why = stopped.why;
    row.stuck = stopped.kind === "line";
    await keepIfWanted(row);
    if (stopped.kind === "line") await later();
    throw stopped;
  }
  return row;
}

const isFull = (error) => error?.name === "QuotaExceededError";

async function fetchAll(row) {
  const cache = await caches.open(cacheName(row.id));
  const todo = [
    ...row.parts.filter((part) => !part.done).map((part) => () => takePart(cache, row, part)),
    ...row.files.flatMap((file) => pieces(file).map((number) => () => takePiece(cache, row, file, number))),
  ];
  let broken;
  const hand = async () => {
    while (todo.length && !broken) {
      try {
        await todo.shift()();
        await keepIfWanted(row);
      } catch (error) {
        broken ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  if (broken) throw broken;
}

// A person who took the work off the list meanwhile does not get it back.
let writing = Promise.resolve();
function keepIfWanted(row) {
  writing = writing.catch(() => {}).then(async () => {
    if (!(await get("saved", [row.person, row.id]))) {
      await sweep();
      throw new Stopped("gone");
    }
    await put("saved", row);
    tellOf(row);
  });
  return writing;
}

async function bytesOf(url, headers = {}) {
  let answer;
  try {
    answer = await fetch(url, { headers, signal: AbortSignal.timeout?.(PATIENCE_MS) });
    if (answer.ok) return { answer, body: await answer.arrayBuffer() };
  } catch {
    throw new Stopped("line");
  }
  if (answer.status >= 500 || answer.status === 429) throw new Stopped("line");
  const told = await answer.json().catch(() => ({}));
  throw new Stopped("refused", [told.title, told.detail].filter(Boolean).join(" "));
}

async function takePart(cache, row, part) {
  const { body } = await bytesOf(part.url);
  await unpack(cache, body);
  part.done = true;
  row.done += part.bytes;
}

/** Keep the entries of a packed part (reading/views/bundles.py says how it is packed). */
export async function unpack(cache, buffer) {
  const length = new DataView(buffer).getUint32(0);
  const told = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  for (const [address, type, size] of told) {
    const headers = { "Content-Type": type, "Content-Length": size };
    await cache.put(address, new Response(buffer.slice(at, at + size), { headers }));
    at += size;
  }
}

const pieces = (file) =>
  Array.from({ length: Math.max(1, Math.ceil(file.bytes / PIECE)) }, (_, n) => n).filter((n) => !file.got.includes(n));

async function takePiece(cache, row, file, number) {
  const begin = number * PIECE;
  const end = Math.min(begin + PIECE, file.bytes) - 1;
  const { answer, body } = await bytesOf(file.url, { Range: `bytes=${begin}-${end}` });
  const wanted = end - begin + 1;
  // A proxy that knows no ranges sends everything: take our piece of it.
  const part = answer.status === 200 && body.byteLength !== wanted ? body.slice(begin, end + 1) : body;
  if (part.byteLength !== wanted) throw new Stopped("line");
  await keepPiece(cache, row, file, number, part);
}

async function keepPiece(cache, row, file, number, body) {
  await cache.put(`${file.key}?manh=${number}`, new Response(body));
  const headers = { "Content-Type": file.type, "X-Size": file.bytes, "X-Piece": PIECE };
  if (!file.got.length) await cache.put(`${file.key}?manh=co`, new Response(null, { headers }));
  file.got.push(number);
  row.done += body.byteLength ?? body.size;
}

// ---- Going on by itself

async function later() {
  const held = globalThis.registration ?? (await navigator.serviceWorker?.getRegistration());
  await held?.sync?.register("saving").catch(() => {});
}

/** Go on with everything that was begun on this device and is not whole; of everybody. True: all of it is done. */
export async function resume() {
  if (!canSave() || !navigator.locks) return true;
  let all = true;
  const failed = (error) => (all &&= error.kind !== "line");
  for (const row of await list("saved")) {
    if (row.kind === "shelf" && row.left?.length) await fillShelf(row.person, row.id).catch(failed);
    if (row.state !== "saving" || (await isHandedOver(row))) continue;
    await run(row.person, row.id).catch(failed);
  }
  return all;
}

/** Save what is left of a shelf, one work after the other. Stopped in between, it goes on with the next resume(). */
export const fillShelf = (person, id) =>
  navigator.locks.request(`saving:${id}`, { ifAvailable: true }, async (lock) => {
    for (;;) {
      const shelf = await get("saved", [person, id]);
      if (!lock || !shelf?.left?.length) return;
      const [slug, edition] = shelf.left[0];
      await begin(person, await planOf(slug, edition.replaceAll("-", ""))).catch((error) => {
        if (error.kind !== "refused") throw error; // one that may not be saved keeps no other back
      });
      const now = await get("saved", [person, id]);
      if (now) await keepRow({ ...now, left: now.left.slice(1) });
    }
  });

/** Save a lost or changed work again: a new plan, the same place in the list. */
export async function again(person, id) {
  const row = await get("saved", [person, id]);
  if (!row) return null;
  const plan = await planOf(row.slug, id.replaceAll("-", ""));
  await keepRow({ ...fresh(plan), person, at: row.at, state: "saving" });
  return run(person, id);
}

/**
 * Ask the server what became of the works that `person` saved: rights that ended take them off this device, changed ones
 * come anew, frames of an older program too. At most once an hour unless `force`. Answers how many were taken away.
 */
export async function check(person, { force = false } = {}) {
  const rows = (await list("saved", person)).filter((row) => row.kind === "work");
  const key = `offline:asked:${person}`;
  if (!rows.length || (!force && Date.now() - ((await get("kv", key)) ?? 0) < ASK_AGAIN_MS)) return 0;
  const secret = person && (await get("people", person))?.key;
  const headers = secret ? { Authorization: `Device ${secret}` } : {};
  let gone = 0;
  for (let first = 0; first < rows.length; first += ASKED_AT_ONCE) {
    const some = rows.slice(first, first + ASKED_AT_ONCE);
    const told = await asked(`/luu/kiem.json?${new URLSearchParams(some.map(({ id }) => ["e", id]))}`, { headers });
    if (told.person !== person) return gone; // somebody else is signed in: nothing is said about this person's rights
    for (const row of some) gone += await follow(row, told.works[row.id], told.program);
  }
  await put("kv", Date.now(), key);
  return gone;
}

async function follow(row, told, program) {
  if (told?.is === "gone") {
    await letGo(row.person, row.id);
    await say({ what: "gone", title: row.title });
    return 1;
  }
  if (row.state !== "whole" || !told) return 0;
  if (told.version !== row.version) await again(row.person, row.id).catch(() => {});
  else if (program !== row.program) await reframe(row, program).catch(() => {});
  return 0;
}

async function reframe(row, program) {
  const { body } = await bytesOf(row.parts[0]?.url ?? `/doc/${row.slug}/luu/${row.id}/0`);
  await unpack(await caches.open(cacheName(row.id)), body);
  await keepRow({ ...row, program });
}

// ---- Large works: the browser fetches them itself, with a line in its own list of downloads

const LARGE = 3 * 1024 * 1024;
const ANSWERS_MS = 4000; // a browser without a place to show it may never answer
const nameOf = (row) => fetchName(row.person, row.id);

/** Give what is left of a large work to the browser. False: it does not take it, we fetch ourselves. */
export async function handOver(row) {
  const held = globalThis.document && (await navigator.serviceWorker?.getRegistration());
  if (!held?.backgroundFetch || row.bytes < LARGE) return false;
  const urls = [...row.parts.filter((part) => !part.done), ...row.files.filter((file) => !file.got.length)];
  const begun = held.backgroundFetch.fetch(nameOf(row), [...new Set(urls.map(({ url }) => url))], {
    title: row.title,
    icons: [{ src: "/icon-192.png", sizes: "192x192", type: "image/png" }],
    downloadTotal: 0,
  });
  const waiting = new Promise((_done, failed) => setTimeout(failed, ANSWERS_MS, new Error("no answer")));
  try {
    watch(await Promise.race([begun, waiting]), row);
    return true;
  } catch {
    begun.then((late) => late.abort()).catch(() => {});
    return false;
  }
}

function watch(fetching, row) {
  fetching.addEventListener("progress", () => {
    tellOf({ ...row, done: Math.min(row.bytes * 0.99, row.done + fetching.downloaded) });
  });
}

/** Whether the browser is fetching this work now. */
async function isHandedOver(row) {
  const held = globalThis.registration ?? (await navigator.serviceWorker?.getRegistration());
  const fetching = await held?.backgroundFetch?.get(nameOf(row)).catch(() => null);
  return Boolean(fetching) && fetching.result === "";
}

/** In the worker: the browser has fetched a work, or as much of it as came. The rest is fetched as usual. */
export async function taken(event) {
  const [, person, id] = event.registration.id.split("|");
  const row = await get("saved", [person, id]);
  if (!row) return;
  const cache = await caches.open(cacheName(id));
  for (const record of await event.registration.matchAll()) {
    const answer = await record.responseReady.catch(() => null);
    if (answer?.ok) await takeWhole(cache, row, new URL(record.request.url).pathname, answer);
  }
  await put("saved", row);
  await event.updateUI?.({ title: row.title }).catch(() => {});
  if (event.type === "backgroundfetchabort") return; // the person stopped it: goes on when asked
  await run(person, id).catch(() => {});
}

async function takeWhole(cache, row, path, answer) {
  const at = (one) => new URL(one.url, location.origin).pathname === path;
  const part = row.parts.find(at);
  if (part && !part.done) {
    await unpack(cache, await answer.arrayBuffer());
    part.done = true;
    row.done += part.bytes;
  }
  const file = row.files.find(at);
  if (!file) return;
  const blob = await answer.blob();
  if (blob.size !== file.bytes) return;
  for (const number of pieces(file)) await keepPiece(cache, row, file, number, blob.slice(number * PIECE, (number + 1) * PIECE));
}
