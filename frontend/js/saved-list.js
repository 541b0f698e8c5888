// Saved works as lists: on the home page, on the calm page without a line, on “Máy này”; and finding words in them.
import { worksOf, textOf } from "./saved.js";
import { find } from "./saved-text.js";
import { icon, make, size, words } from "./save-words.js";
import { active, get, list } from "./store.js";

const ICONS = { book: "book", leaves: "pic", sound: "ear", film: "film" };
const ENDED = 0.98;
const HOME_ROWS = 4;

/** What a row says below its title. */
export async function under(row) {
  const place = await get("places", [row.person, row.id]);
  const parts = [words(row.mode), size(row.bytes)];
  if (row.state !== "whole") parts.push(row.state === "lost" ? words("lost") : words("partly", { percent: percentOf(row) }));
  else if (place?.fraction) parts.push(words("readTo", { percent: Math.round(place.fraction * 100) }));
  return parts.join(" · ");
}

const percentOf = (row) => Math.min(99, Math.round((100 * row.done) / Math.max(1, row.bytes)));

/** The small cover of a row; where there is no picture, the sign of its kind. */
export function picture(row) {
  const sign = () => make("span", { className: "pic" }, icon(ICONS[row.mode], false));
  const box = row.cover ? make("span", { className: "cover s" }, make("img", { src: row.cover, alt: "", width: 52, height: 72 })) : sign();
  box.setAttribute("aria-hidden", "true");
  box.firstElementChild.addEventListener("error", () => {
    box.className = "pic";
    box.replaceChildren(icon(ICONS[row.mode], false));
  });
  return box;
}

/** One row as a link, as components/item.html draws it. */
export async function item(row, { next = false } = {}) {
  const place = await get("places", [row.person, row.id]);
  const texts = make("span", {}, make("b", {}, row.title), make("span", { className: "sub" }, await under(row)));
  const link = make("a", { className: `item${next ? " next" : ""}`, href: row.address }, picture(row), texts, icon("next", false));
  if (place?.fraction) {
    const percent = Math.round(place.fraction * 100);
    const fill = make("i");
    fill.style.setProperty("--v", percent);
    link.append(make("span", { className: "bar", role: "img", ariaLabel: words("readTo", { percent }) }, fill));
  }
  return make("li", {}, link);
}

/** Those begun first, newest first; then the others. */
export async function ordered(person) {
  const rows = (await worksOf(person)).filter((row) => row.state === "whole" || row.done);
  const places = new Map((await list("places", person)).map((place) => [place.on, place]));
  const begun = (row) => {
    const place = places.get(row.id);
    return place && place.fraction < ENDED ? (place.seen ?? place.n ?? 1) : 0;
  };
  return rows.sort((a, b) => begun(b) - begun(a) || b.at - a.at);
}

/** The home page: what is saved here for the person who is at home. */
export async function shelf() {
  const box = document.querySelector("[data-saved-here]");
  const rows = (await ordered(await active())).slice(0, HOME_ROWS);
  box.hidden = !rows.length;
  if (!rows.length) return;
  const name = make("h2", { id: "tren-may" }, words("here"));
  const all = make("a", { className: "link", href: "/may-nay/" }, words("device"));
  const items = await Promise.all(rows.map((row) => item(row)));
  box.setAttribute("aria-labelledby", "tren-may");
  box.replaceChildren(make("div", { className: "line between row-head" }, name, all), make("div", { className: "card" }, make("ul", { className: "items" }, ...items)));
}

// ---- Finding words in what is saved

const texts = new Map();
async function textsOf(row) {
  if (!texts.has(row.id)) texts.set(row.id, await textOf(row));
  return texts.get(row.id);
}

/** Places in all saved works of `person`: [{row, place, title, before, hit, after}]. */
export async function search(person, question, most = 40) {
  const found = [];
  for (const row of await worksOf(person)) {
    for (const hit of find(await textsOf(row), question, { most: most - found.length, each: 3 })) found.push({ row, ...hit });
    if (found.length >= most) break;
  }
  return found;
}

/** The form of a page: as one types, without a line. */
export function searching(form, hits) {
  const field = form.querySelector("input[type=search]");
  let wait;
  const go = async () => {
    const question = field.value.trim();
    if (!question) return hits.replaceChildren();
    const found = await search(await active(), question);
    const told = words(found.length ? "found" : "foundNone", { n: found.length, words: question });
    const lines = found.map((hit) => line(hit, question));
    return hits.replaceChildren(make("p", { className: "small muted", role: "status" }, told), make("ol", { className: "hits" }, ...lines));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(go, 250);
  });
  return go;
}

function line({ row, place, title, before, hit, after }, question) {
  const address = new URL(row.address.replace(/^(\/doc\/[^/]+\/)/, `$1${place}/`), location.origin);
  address.searchParams.set("tim", question);
  const text = make("span", {}, before, make("mark", {}, hit), after);
  const name = title && title !== row.title ? `${row.title} · ${title}` : row.title;
  return make("li", {}, make("a", { href: address.pathname + address.search }, make("b", {}, name), text));
}
