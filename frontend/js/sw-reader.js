// Saved works: the worker puts the page together from the frame, the chapter and what the device knows of the person
// who is at home here now. Nothing of a person is kept with the work.
import { held, pick, textOf, worksOf } from "./saved.js";
import { find } from "./saved-text.js";
import { active, get } from "./store.js";
import { after, network, offline } from "./sw-pages.js";
import { renewed } from "./sw-shell.js";

const SOON_MS = 2500;
const PHONE_WIDTH = 720;
const HTML = { "Content-Type": "text/html; charset=utf-8" };
const WORDS = {
  vi: { hits: "{n} chỗ", none: "“{words}” không có trong cuốn này. Hãy gõ ít chữ hơn, hoặc một phần của chữ.", ask: "Gõ một từ, có dấu hay không cũng được." },
  en: { hits: "{n} places", none: "“{words}” does not stand in this book. Try fewer words, or a part of a word.", ask: "Type a word, with or without accents." },
};

const slugIn = (url) => /^\/(?:doc|sach)\/([^/]+)\//.exec(url.pathname)?.[1] ?? "";

// A page with thirty pictures asks thirty times: the rows are read when it is opened, then at most once a second.
const ROWS_KEPT_MS = 1000;
let known = { person: undefined, at: 0, rows: [] };
async function rowOf(url, { anew = false } = {}) {
  const person = await active();
  const now = Date.now();
  if (anew || known.person !== person || Math.abs(now - known.at) > ROWS_KEPT_MS) known = { person, at: now, rows: await worksOf(person) };
  return pick(known.rows, slugIn(url), url.searchParams.get("edition") ?? "");
}

/** Opening a saved work needs no line at all; what is not saved comes from the server or is said calmly. */
export async function reading(event, url) {
  const net = network(event, url);
  net.catch(() => {});
  const composed = /^\/doc\/[^/]+\/(?:[cpt]\d+\/)?$/.test(url.pathname) ? await pageOf(url).catch(() => null) : null;
  return composed ?? net.catch(offline);
}

async function pageOf(url) {
  const row = await rowOf(url, { anew: true });
  const frame = row && (await held(row.id, row.frame));
  if (!frame) return null;
  const place = await get("places", [row.person, row.id]);
  const asked = /\/([cpt]\d+)\/$/.exec(url.pathname)?.[1] ?? url.searchParams.get("cho")?.split(":")[0];
  const html = renewed(await frame.text());
  if (row.mode === "sound" || row.mode === "film") return page(html, row);
  const first = row.places[0][0];
  const wanted = [asked, place?.chapter, first].find((one) => row.places.some(([known]) => known === one));
  const chapter = await held(row.id, `/doc/${row.slug}/${wanted}/`);
  if (!chapter) return null;
  const text = await chapter.text();
  const offset = !asked && place?.chapter === wanted ? place.offset : 0;
  return page(row.mode === "leaves" ? leaf(html, row, wanted, text) : flow(html, row, wanted, text, offset), row);
}

function page(html, row) {
  const policy = self.DENSACH.policy;
  return new Response(withPerson(html, row.person), { headers: { ...HTML, "Content-Security-Policy": policy } });
}

const withPerson = (html, person) =>
  person ? html.replace(/<ds-(reader|pages|listen|watch)\b/, `$& data-person="${person.replaceAll("-", "")}"`) : html;

const addressOf = (row, place) => row.address.replace(/^(\/doc\/[^/]+\/)/, `$1${place}/`);

function flow(html, row, place, text, offset) {
  const index = row.places.findIndex(([one]) => one === place);
  const before = row.places[index - 1]?.[0];
  const next = row.places[index + 1]?.[0];
  let page = html.replace("<!--phan-->", () => text).replace('data-offset="0"', `data-offset="${Number(offset) || 0}"`);
  if (!before) page = page.replace(/<p class="turn no-print"><a [^>]*href="#truoc"[\s\S]*?<\/p>/, "").replace(/ href="#truoc"/g, " hidden");
  if (!next) page = page.replace(/ href="#sau"/, ` href="${row.page}"`).replace(/ href="#sau"/g, " hidden");
  page = page.replaceAll('"#truoc"', () => `"${addressOf(row, before)}"`).replaceAll('"#sau"', () => `"${addressOf(row, next)}"`);
  return page;
}

function leaf(html, row, place, text) {
  const number = Number(place.slice(1));
  return flow(html, row, place, text, 0)
    .replace('data-page="1"', `data-page="${number}"`)
    .replace(/\/1-(\d+)\.webp/g, `/${number}-$1.webp`);
}

// ---- Pieces that the reader asks for

/** A chapter, the contents, places where words stand: of a saved work from here, else from the server. */
export async function piece(request, url) {
  const row = await rowOf(url).catch(() => null);
  const rest = url.pathname.replace(/^\/doc\/[^/]+\//, "");
  if (row && rest === "tim/") return (await fetchSoon(request)) ?? hits(row, url);
  const kept = row && (await held(row.id, url.pathname));
  return kept ?? fetch(request);
}

// The server finds more (mended words), when it answers soon.
async function fetchSoon(request) {
  const answer = await Promise.race([fetch(request).catch(() => null), after(SOON_MS, null)]);
  return answer?.ok ? answer : null;
}

async function hits(row, url) {
  const words = (url.searchParams.get("q") ?? "").trim();
  const frame = await (await held(row.id, row.frame))?.text();
  const say = WORDS[/<html lang="(\w\w)/.exec(frame ?? "")?.[1]] ?? WORDS.vi;
  const found = find(await textOf(row), words);
  if (!found.length) return piece200(`<p role="status">${words ? say.none.replace("{words}", clean(words)) : say.ask}</p>`);
  const lines = found.map(({ place, title, before, hit, after: rest }) => {
    const address = addressOf(row, place);
    const href = `${address}${address.includes("?") ? "&amp;" : "?"}tim=${encodeURIComponent(words)}`;
    const shown = `${clean(before)}<mark>${clean(hit)}</mark>${clean(rest)}`;
    return `<li><a href="${href}" data-place="${place}"><b>${clean(title || place)}</b><span>${shown}</span></a></li>`;
  });
  return piece200(`<p class="small muted" role="status">${say.hits.replace("{n}", found.length)}</p><ol class="hits">${lines.join("")}</ol>`);
}

const piece200 = (html) => new Response(html, { headers: HTML });
const clean = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// ---- Pictures, sounds, films

/** What a saved work shows and plays, whole or in ranges. */
export async function savedBytes(request, url) {
  const row = await rowOf(url).catch(() => null);
  if (!row) return fetch(request);
  // The light version of a film is kept in the place of the whole one, and is asked for under both names.
  const path = row.files?.find((file) => file.url === url.pathname)?.key ?? url.pathname;
  const parts = await held(row.id, `${path}?manh=co`);
  if (parts) return inPieces(request, row, path, parts);
  const wide = /^(.*\/trang\/[^/]+\/\d+-)(\d+)\.webp$/.exec(path);
  const kept = await held(row.id, wide ? `${wide[1]}${PHONE_WIDTH}.webp` : path);
  // The words over a page picture are no part of a saved work: its text is. Without a line nothing can be marked there.
  if (!kept && path.endsWith(".json")) return fetch(request).catch(() => Response.json({ words: [] }));
  if (!kept) return fetch(request);
  if (wide && (Number(wide[2]) > PHONE_WIDTH || url.search)) return (await fetchSoon(request)) ?? kept;
  return request.headers.has("Range") ? ranged(request, await kept.blob(), kept.headers.get("Content-Type")) : kept;
}

/** A page as the publisher laid it out, for its frame: a stranger's HTML, under the same policy as from the server. */
export async function fixedPage(request, url) {
  const row = await rowOf(url).catch(() => null);
  const kept = row && (await held(row.id, url.pathname));
  if (!kept) return fetch(request);
  return new Response(kept.body, { headers: { ...HTML, "Content-Security-Policy": self.DENSACH.framePolicy, "X-Content-Type-Options": "nosniff" } });
}

/** begin and end (inclusive) of a Range header; null: none that can be served. @param {string} header */
export function span(header, size) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || (!first && !last)) return null;
  const begin = first ? Number(first) : Math.max(0, size - Number(last));
  const end = first && last ? Math.min(Number(last), size - 1) : size - 1;
  return begin <= end ? [begin, end] : [];
}

const partial = (body, [begin, end], size, type) =>
  new Response(body, {
    status: 206,
    headers: {
      "Content-Type": type,
      "Content-Range": `bytes ${begin}-${end}/${size}`,
      "Content-Length": end - begin + 1,
      "Accept-Ranges": "bytes",
    },
  });

const notThere = (size) => new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });

function ranged(request, blob, type) {
  const range = span(request.headers.get("Range"), blob.size);
  if (!range) return new Response(blob, { headers: { "Content-Type": type, "Accept-Ranges": "bytes" } });
  return range.length ? partial(blob.slice(range[0], range[1] + 1), range, blob.size, type) : notThere(blob.size);
}

// A track lies in pieces: only those that are asked for are read, one after the other.
async function inPieces(request, row, path, told) {
  const size = Number(told.headers.get("X-Size"));
  const step = Number(told.headers.get("X-Piece"));
  const type = told.headers.get("Content-Type");
  const range = span(request.headers.get("Range"), size);
  if (range && !range.length) return notThere(size);
  const [begin, end] = range ?? [0, size - 1];
  if (!(await held(row.id, `${path}?manh=${Math.floor(begin / step)}`))) return fetch(request); // still being saved
  let at = begin;
  const body = new ReadableStream({
    async pull(control) {
      const number = Math.floor(at / step);
      const kept = await held(row.id, `${path}?manh=${number}`);
      if (!kept) return control.error(new Error("This piece is not here yet."));
      const bytes = await kept.arrayBuffer();
      const from = at - number * step;
      const until = Math.min(bytes.byteLength, end - number * step + 1);
      control.enqueue(new Uint8Array(bytes.slice(from, until)));
      at = number * step + until;
      return at > end ? control.close() : undefined;
    },
  });
  if (range) return partial(body, range, size, type);
  return new Response(body, { headers: { "Content-Type": type, "Content-Length": size, "Accept-Ranges": "bytes" } });
}

/** A cover: from the server, else with the saved work, else the drawn one stays. */
export async function cover(request, url) {
  const asked = fetch(request);
  asked.catch(() => {});
  const row = await rowOf(url).catch(() => null);
  const kept = row && (await held(row.id, url.pathname));
  return kept ? Promise.race([asked.catch(() => kept), after(SOON_MS, kept)]) : asked;
}
